import { atLeast, atMost, type Figure, report, shown } from "../shared/report.ts";
import { fuzzFormats, MAX_DECODE_MS, type TargetCounts } from "./fuzz-formats.ts";
import { TARGETS } from "./targets.ts";

/** Less would be noise that proves nothing. */
const LEAST_SHARE = 0.2;
/** What the engine itself allocates and drops meanwhile. */
const MAX_HEAP_GROWTH_MB = 4;

/** Fuzzes every codec and reports what held. */
export function reportFormats(inputs: number, seed: number): void {
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
    atMost(
      "slowestMs",
      result.slowest.ms,
      `ms, of ${result.slowest.target}, input ${result.slowest.at}`,
      MAX_DECODE_MS,
    ),
    shown("heapFirstTenthMb", result.heapFirst / 2 ** 20, "MB"),
    atMost("heapGrowthMb", (result.heapLast - result.heapFirst) / 2 ** 20, "MB", MAX_HEAP_GROWTH_MB),
  ]);
}
