import { choice, integer, normal, shuffle, uniform, weightedIndex } from "../../../study/rng.ts";
import { type Callable, callable, type Tools } from "./callable.ts";
import { refuseValue } from "./fault.ts";
import { rangeOf } from "./range.ts";
import { itemsOf } from "./sequence.ts";
import { floatArgument, isSequence, listOf, MAX_LIST_LENGTH, numeric, type Value, wholeArgument } from "./value.ts";

/** Against what an expression does besides: a number of a stream, and one by Box and Muller. */
const DRAW_STEPS = 3;
const GAUSS_STEPS = 10;
/** Of chances that are summed up. */
const CHANCES_A_STEP = 32;

type Args = readonly (Value | undefined)[];

/** A draw of numpy's, once or, with `size`, as a list of so many. */
const sized =
  (draw: (args: Args, tools: Tools) => Value, size: number): Callable["call"] =>
  (args, tools) => {
    const count = countOf(args[size]);
    if (count === null) return draw(args, tools);
    return listOf(Array.from({ length: count }, () => draw(args, tools)));
  };

const between = ([low = 0n, high = 1n]: Args, { rng, budget }: Tools): number => {
  budget.spend(DRAW_STEPS);
  return uniform(rng, floatArgument(low), floatArgument(high));
};
const bell = ([mean = 0n, deviation = 1n]: Args, { rng, budget }: Tools): number => {
  budget.spend(GAUSS_STEPS);
  return floatArgument(mean) + floatArgument(deviation) * normal(rng);
};
const fraction = (_: Args, { rng, budget }: Tools): number => {
  budget.spend(DRAW_STEPS);
  return rng.next();
};

/** Python's random, and np.random, of which only the names differ and what `randint` includes. */
export const RANDOM_FUNCTIONS: readonly (readonly [string, Callable])[] = [
  ["random.random", callable("", fraction)],
  ["random.uniform", callable("a b", between)],
  ["random.gauss", callable("mu? sigma?", bell)],
  ["random.normalvariate", callable("mu? sigma?", bell)],
  ["random.lognormvariate", callable("mu? sigma?", (args, tools) => Math.exp(bell(args, tools)))],
  [
    "random.randint",
    callable("a b", ([a = null, b = null], tools) => wholeIn(tools, wholeArgument(a), wholeArgument(b))),
  ],
  [
    "random.randrange",
    callable("start stop? step?", ([start = null, stop, step], tools) =>
      step === undefined
        ? wholeBelow(tools, start, stop)
        : one(tools, rangeOf(start, stop ?? null, step, tools.budget).items),
    ),
  ],
  ["random.choice", callable("seq", ([seq = null], tools) => one(tools, itemsOf(seq, tools.budget)))],
  [
    "random.sample",
    callable("population k", ([from = null, k = null], tools) => sample(itemsOf(from, tools.budget), k, tools)),
  ],
  ["np.random.uniform", callable("low? high? size?", sized(between, 2))],
  ["np.random.normal", callable("loc? scale? size?", sized(bell, 2))],
  [
    "np.random.randn",
    callable(
      "size?",
      sized((_, tools) => bell([], tools), 0),
    ),
  ],
  ["np.random.rand", callable("size?", sized(fraction, 0))],
  ["np.random.random", callable("size?", sized(fraction, 0))],
  ["np.random.random_sample", callable("size?", sized(fraction, 0))],
  [
    "np.random.randint",
    callable(
      "low high? size?",
      sized(([low = null, high], tools) => wholeBelow(tools, low, high ?? undefined), 2),
    ),
  ],
  ["np.random.choice", callable("a size? replace? p?", chosen)],
];

/** Like numpy's: of a list, or of the whole numbers below `a`; each with its chance where `p` lists them. */
function chosen([a = null, size, replace = true, p]: Args, tools: Tools): Value {
  const { budget } = tools;
  const items = numeric(a) === undefined ? itemsOf(a, budget) : rangeOf(a, undefined, undefined, budget).items;
  const count = countOf(size);
  if (replace !== true) {
    if (p !== undefined && p !== null) refuseValue("p does not go with replace=False here");
    return count === null ? one(tools, items) : sample(items, BigInt(count), tools);
  }
  const weights = p === undefined || p === null ? null : chancesOf(itemsOf(p, budget), items.length);
  const draw = (): Value => (weights === null ? one(tools, items) : weighted(tools, items, weights));
  if (count === null) return draw();
  return listOf(Array.from({ length: count }, draw));
}

function chancesOf(chances: readonly Value[], count: number): readonly number[] {
  const numbers = chances.map(floatArgument);
  if (numbers.length !== count) refuseValue(`p has ${numbers.length} chances for ${count} items`);
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (numbers.some((chance) => !(chance >= 0)) || !(Math.abs(sum - 1) < 1e-8))
    refuseValue("the chances in p are 0 or more, and together 1");
  return numbers;
}

function weighted({ rng, budget }: Tools, items: readonly Value[], weights: readonly number[]): Value {
  budget.spend(DRAW_STEPS + Math.floor(weights.length / CHANCES_A_STEP));
  return items[weightedIndex(rng, weights, 1)] ?? null;
}

function one({ rng, budget }: Tools, items: readonly Value[]): Value {
  budget.spend(DRAW_STEPS);
  return items.length === 0 ? refuseValue("there is nothing to choose from") : choice(rng, items);
}

function sample(items: readonly Value[], k: Value, { rng, budget }: Tools): Value {
  const count = wholeArgument(k);
  if (count < 0n || count > BigInt(items.length)) return refuseValue(`${count} of ${items.length} cannot be drawn`);
  budget.spend(DRAW_STEPS * items.length);
  return listOf(shuffle(rng, [...items]).slice(0, Number(count)));
}

/** From `low`, or from 0, to below what is given last. */
function wholeBelow(tools: Tools, first: Value, second: Value | undefined): bigint {
  const isOne = second === undefined || second === null;
  return wholeIn(tools, isOne ? 0n : wholeArgument(first), wholeArgument(isOne ? first : second) - 1n);
}

/** More whole numbers than that are not drawn evenly from 53 bits. */
const MAX_RANGE = 1n << 48n;

function wholeIn({ rng, budget }: Tools, low: bigint, high: bigint): bigint {
  budget.spend(DRAW_STEPS);
  if (high < low) return refuseValue("there is no whole number in this range");
  if (high - low >= MAX_RANGE) return refuseValue("this range has more whole numbers than are drawn here, 2 ** 48");
  return low + BigInt(integer(rng, 0, Number(high - low)));
}

/** Numpy's `size`; null for none. */
function countOf(size: Value | undefined): number | null {
  if (size === undefined || size === null) return null;
  const [first = size, ...others] = isSequence(size) ? size.items : [];
  const count = wholeArgument(first);
  if (others.length > 0) return refuseValue("size is one whole number here");
  if (count < 0n || count > BigInt(MAX_LIST_LENGTH)) return refuseValue(`size is 0 to ${MAX_LIST_LENGTH}`);
  return Number(count);
}
