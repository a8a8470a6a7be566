// Mutated bytes against every codec: `npm run fuzz -- formats`; see README.md.
import { fail } from "../scripts/prepare.mjs";
import { fuzzFormats, MAX_DECODE_MS, type TargetCounts } from "./fuzz/fuzz-formats.ts";
import { TARGETS } from "./fuzz/targets.ts";
import { readOptions } from "./shared/options.ts";
import { atLeast, atMost, type Figure, report, shown } from "./shared/report.ts";

const [what] = process.argv.splice(2, 1);
if (what !== "formats") fail(`There is no fuzz "${what ?? ""}"; write npm run fuzz -- formats.`);
const { values } = readOptions({ inputs: "1000000", seed: "1" });
const inputs = wholeNumber("inputs", values.inputs, 100, 1e9);
const seed = wholeNumber("seed", values.seed, 0, 2 ** 31 - 1);

/** Less would be noise that proves nothing. */
const LEAST_SHARE = 0.2;
/** What the engine itself allocates and drops meanwhile. */
const MAX_HEAP_GROWTH_MB = 4;

const started = performance.now();
const result = fuzzFormats(TARGETS, inputs, seed);
for (const { target, what: broken, at, input } of result.faults) {
  process.stderr.write(`${target}, input ${at} of seed ${seed}: ${broken}\n  ${input}\n`);
}

const share = (name: string, count: number, { inputs: all }: TargetCounts): Figure =>
  shown(name, count / Math.max(1, all), "of the inputs");

report("fuzz formats", [
  ...result.targets.flatMap((its) => [
    share(`${its.name}.accepted`, its.accepted, its),
    atLeast(
      `${its.name}.pastFirstCheck`,
      (its.accepted + its.refused) / Math.max(1, its.inputs),
      "of the inputs",
      LEAST_SHARE,
    ),
  ]),
  shown("inputs", inputs, "inputs"),
  shown("seconds", (performance.now() - started) / 1000, "s"),
  atMost("faults", result.faults.length, "inputs", 0),
  atMost("slow", result.slow, `inputs over ${MAX_DECODE_MS} ms`, 0),
  atMost("slowestMs", result.slowest.ms, `ms, of ${result.slowest.target}, input ${result.slowest.at}`, MAX_DECODE_MS),
  shown("heapFirstTenthMb", result.heapFirst / 2 ** 20, "MB"),
  atMost("heapGrowthMb", (result.heapLast - result.heapFirst) / 2 ** 20, "MB", MAX_HEAP_GROWTH_MB),
]);

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  return fail(`--${name} must be a whole number from ${least} to ${most}, but is "${text}".`);
}
