import { cmaesSampler } from "./cmaes.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("cmaes", () => cmaesSampler());
samplerContract("cmaes (separable, with restarts)", () => cmaesSampler({ separable: true, restart: "bipop" }));
