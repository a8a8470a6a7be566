import { atMost, type Figure, median, shown } from "../shared/report.ts";
import type { SimResult } from "./run.ts";

/** How much worse than without liars the best may be, in decades. */
const DECADES = 0.3;
/**
 * Below it all is as good: of objectives that go up to 100 and more. Where twenty tabs have run sixty trials, the best of four seeds
 * was 0.0002 to 0.01, by chance alone.
 */
const FLOOR = 0.01;
/** Under a total budget each tab may run so many trials that nobody needs (`agent/work/budget.ts`). */
const TOO_MANY_EACH = 2;

/** Of several seeds: shares and counts are means, what is found is a median, and times are the worst. */
export function together(results: readonly SimResult[]): SimResult {
  const of = (name: keyof SimResult): number[] => results.map((result) => result[name]);
  const mean = (name: keyof SimResult): number => of(name).reduce((sum, one) => sum + one, 0) / results.length;
  return {
    falseBest: mean("falseBest"),
    falseBestWatching: mean("falseBestWatching"),
    honestBest: median(of("honestBest")),
    foundBest: median(of("foundBest")),
    hijackedTrials: mean("hijackedTrials"),
    extraEvaluations: mean("extraEvaluations"),
    verifyCpuShare: mean("verifyCpuShare"),
    honestBanned: mean("honestBanned"),
    liarsBanned: mean("liarsBanned"),
    endedAt: mean("endedAt"),
    stalledMs: Math.max(...of("stalledMs")),
    joinMs: Math.max(...of("joinMs")),
  };
}

/** What was measured, beside a swarm of as many honest tabs without liars. `trials`: of each tab. Names begin with `prefix`. */
export function figuresOf(result: SimResult, clean: SimResult, trials: number, prefix = ""): Figure[] {
  const named = (name: string): string => prefix + name;
  return [
    atMost(named("falseBest"), result.falseBest, "of working tabs", 0),
    atMost(named("falseBestWatching"), result.falseBestWatching, "of watching tabs", 0.01),
    atMost(
      named("honestBest"),
      result.honestBest,
      "",
      Number((Math.max(FLOOR, clean.honestBest) * 10 ** DECADES).toPrecision(4)),
    ),
    shown(named("cleanBest"), clean.honestBest, ""),
    shown(named("foundBest"), result.foundBest, ""),
    atMost(named("hijackedTrials"), result.hijackedTrials, "trials", 0),
    atMost(named("extraEvaluations"), result.extraEvaluations, "of trials", 0.12),
    atMost(named("verifyCpuShare"), result.verifyCpuShare, "of the time", 0.1),
    atMost(named("honestBanned"), result.honestBanned, "tabs", 0),
    shown(named("liarsBanned"), result.liarsBanned, "liars"),
    within(named("endedAt"), result.endedAt, "of the budget", 0.95, Math.max(1.05, 1 + TOO_MANY_EACH / trials)),
    atMost(named("stalledMs"), result.stalledMs, "ms", 5_000),
    atMost(named("joinMs"), result.joinMs, "ms", 5_000),
  ];
}

function within(name: string, value: number, unit: string, least: number, most: number): Figure {
  const holds = value >= least && value <= most;
  return { ...shown(name, value, unit), goal: `${least} to ${Number(most.toPrecision(4))}`, holds };
}
