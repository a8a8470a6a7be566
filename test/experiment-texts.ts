import { readFileSync } from "node:fs";
import { join } from "node:path";

const textOf = (file: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", "experiment", file), "utf8");

/** The two files of experiments that the text of Ray Tune's first version shows. */
export const MNIST = textOf("tune-mnist.yaml");
export const CARTPOLE = textOf("cartpole-ppo.yaml");
