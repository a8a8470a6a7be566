// What the settings of PPO may be, as `gallery/ppo` has it: so that a file is refused where it says so, before anybody trains by it.
import type { ConfigMap, ConfigNode, ConfigScalar } from "./config-node.ts";
import type { Mistake } from "./experiment.ts";
import { quoted } from "./shown-text.ts";

export interface Range {
  readonly low: number;
  readonly high: number;
  readonly isWhole: boolean;
}

const whole = (low: number, high: number): Range => ({ low, high, isWhole: true });
const between = (low: number, high: number): Range => ({ low, high, isWhole: false });

export const PPO_RANGES: ReadonlyMap<string, Range> = new Map([
  ["seed", whole(0, 2 ** 32 - 1)],
  ["num_workers", whole(1, 64)],
  ["timesteps_per_batch", whole(1, 100_000)],
  ["num_sgd_iter", whole(1, 1_000)],
  ["sgd_batchsize", whole(1, 100_000)],
  ["lr", between(0, 1)],
  ["gamma", between(0, 1)],
  ["lambda", between(0, 1)],
  ["clip_param", between(0, 10)],
  ["vf_loss_coeff", between(0, 1_000)],
  ["entropy_coeff", between(0, 1_000)],
]);

const ACTIVATIONS: ReadonlySet<unknown> = new Set(["relu", "tanh"]);
const UNITS = whole(1, 512);
const MAX_LAYERS = 4;

/** What is wrong with the values that stand in the file; of those that are drawn nothing is known yet. */
export const ppoValueMistakes = ({ entries }: ConfigMap): readonly Mistake[] =>
  [...entries].flatMap(([name, node]) => mistakesOf(name, node));

function mistakesOf(name: string, node: ConfigNode): readonly Mistake[] {
  if (node.kind === "eval") return [];
  if (node.kind === "grid") return node.options.flatMap((option) => mistakesOf(name, option));
  const range = PPO_RANGES.get(name);
  if (range !== undefined) {
    const { low, high, isWhole } = range;
    return isIn(range, node)
      ? []
      : [mistake(name, node, `${isWhole ? "a whole number" : "a number"} from ${low} to ${high}`)];
  }
  if (name === "activation") return isActivation(node) ? [] : [mistake(name, node, "relu or tanh")];
  if (name !== "hidden") return [];
  const isRight = node.kind === "list" && node.items.length <= MAX_LAYERS && node.items.every(mayBeUnits);
  return isRight
    ? []
    : [mistake(name, node, `a list of at most ${MAX_LAYERS} layers of 1 to ${UNITS.high} units, as [32, 32]`)];
}

function isIn({ low, high, isWhole }: Range, node: ConfigNode): boolean {
  if (node.kind !== "scalar" || (typeof node.value !== "number" && typeof node.value !== "bigint")) return false;
  const value = Number(node.value);
  return value >= low && value <= high && (!isWhole || Number.isInteger(value));
}

const isActivation = (node: ConfigNode): boolean => node.kind === "scalar" && ACTIVATIONS.has(node.value);

function mayBeUnits(node: ConfigNode): boolean {
  if (node.kind === "eval") return true;
  return node.kind === "grid" ? node.options.every(mayBeUnits) : isIn(UNITS, node);
}

function mistake(name: string, node: ConfigNode, what: string): Mistake {
  const { line, column } = node;
  const is = node.kind === "scalar" ? `, but is ${shownValue(node)}` : "";
  return { line, column, message: `"${name}" of PPO must be ${what}${is}.` };
}

function shownValue({ value }: ConfigScalar): string {
  if (typeof value === "string") return quoted(value);
  return value === null ? "empty" : String(value);
}
