import { neuro } from "../../neuro/neuro.js";
import type { Task } from "../task.ts";
import { makers, type Setup, setups } from "./episodes-hash.ts";

const GENOME = [11, 4294967295, 0, 77, 123456789, 5, 6];
const SIGMA = 0.3;

/** The setups, each played by a network of one genome, with WebAssembly or without. */
export const networkSetups = (plain: boolean): readonly Setup[] =>
  setups.map(({ name, file, make }) => ({ name, file, make, act: playerOf(make(makers, neuro), plain) }));

function playerOf({ inputs, action }: Task, plain: boolean): Setup["act"] {
  const outputs = action.kind === "choice" ? action.count : 1;
  const shape = { inputs, hidden: [16, 16], outputs, output: action.kind === "choice" ? "argmax" : "tanh" } as const;
  const policy = neuro.newPolicy(shape, { plain });
  policy.load(neuro.weightsOf(GENOME, shape, SIGMA, { plain }));
  return (seen) => {
    const out = policy.act(seen);
    if (typeof out === "number") return out;
    return action.kind === "number" ? action.high * (out[0] ?? Number.NaN) : Number.NaN;
  };
}

/** Of `episodesHash`, in every engine. */
export const PLAYED_HASHES: Readonly<Record<string, string>> = {
  "CartPole-v0": "afb89bb1",
  "CartPole-v1": "5640fe38",
  "Acrobot-v1": "c843bee4",
  "MountainCarContinuous-v0": "e1d6e2e5",
  "Pendulum-v1": "22114538",
  Orchard: "66e19570",
};
