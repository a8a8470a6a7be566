import { gpSampler } from "./gp.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("gp", () => gpSampler());
