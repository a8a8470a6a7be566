// What it costs that a finished trial is told late: swarms that hear at once against swarms that hear by the tabs' rule.
import { atMost, type Figure, median, shown } from "../shared/report.ts";
import type { SwarmResult, SwarmRun } from "./swarm-simulation.ts";

const TRIALS = 300;
/** Decades of the gap after 300 trials. */
const GOAL = 0.1;
/** Gaps below are all the same. */
const FLOOR = 1e-8;

export interface DelayPlan {
  readonly samplers: readonly string[];
  readonly functions: readonly number[];
  readonly dims: readonly number[];
  readonly seeds: readonly number[];
  readonly peers: readonly number[];
  readonly sigma: number;
}

/** Median over the problems of: median over the seeds of log10 gap, told by the rule less told at once. */
export async function delayLosses(
  { samplers, functions, dims, seeds, peers, sigma }: DelayPlan,
  perform: (runs: readonly SwarmRun[]) => Promise<SwarmResult[]>,
): Promise<Figure[]> {
  const problems = dims.flatMap((dim) => functions.map((f) => ({ f, dim })));
  const cases = samplers.flatMap((sampler) => peers.map((count) => ({ sampler, count })));
  const runs = cases.flatMap(({ sampler, count }) =>
    problems.flatMap(({ f, dim }) =>
      seeds.flatMap((seed) =>
        [false, true].map(
          (byRule): SwarmRun => ({ sampler, f, dim, seed, peers: count, target: 0, limit: TRIALS, sigma, byRule }),
        ),
      ),
    ),
  );
  const results = await perform(runs);
  const perCase = problems.length * seeds.length * 2;
  return cases.flatMap(({ sampler, count }, c) => {
    const ofCase = results.slice(c * perCase, (c + 1) * perCase);
    const losses = problems.map((_, p) => lossOf(ofCase.slice(p * seeds.length * 2, (p + 1) * seeds.length * 2)));
    const late = ofCase.flatMap(({ meanLateMs }) => meanLateMs ?? []);
    const name = `${sampler}.${count}`;
    return [
      atMost(`${name}.delayLoss`, median(losses), "decades", GOAL),
      shown(`${name}.delayLossMean`, mean(losses), "decades"),
      shown(`${name}.delayLossError`, standardError(losses), "decades"),
      shown(`${name}.toldAfterMs`, mean(late), "ms"),
    ];
  });
}

/** `pairs`: for each seed told at once, then told by the rule. */
function lossOf(pairs: readonly SwarmResult[]): number {
  const logGap = ({ gap }: SwarmResult): number => Math.log10(Math.max(gap, FLOOR));
  const [atOnce, byRule] = [0, 1].map((place) => median(pairs.filter((_, i) => i % 2 === place).map(logGap)));
  return (byRule ?? Number.NaN) - (atOnce ?? Number.NaN);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean over the problems. */
function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const variance = mean(values.map((value) => (value - middle) ** 2));
  return Math.sqrt(variance / Math.max(1, values.length - 1));
}
