// One process that optimizes the objective of a file in so many trials, without an agent.
import { pathToFileURL } from "node:url";
import { createStudy } from "../../study/create-study.ts";

const [, , file = "", trials = "0"] = process.argv;
const { default: objective } = await import(pathToFileURL(file).href);
await createStudy().optimize(objective, { trials: Number(trials), clock: () => performance.now() });
