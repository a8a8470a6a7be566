import { median } from "../shared/report.ts";

/** Rounds of work, each timed by both clocks. */
interface Rounds {
  readonly wallMs: readonly number[];
  readonly cpuMs: number;
}

/** CPU time of a thread is counted in ticks of some milliseconds: less than fifty of them say little. */
const MEASURABLE_MS = 200;
/** Rounds at most, and how long to go on with them: a median of three is the least that stands an outlier. */
const MAX_ROUNDS = 60;
const MIN_ROUNDS = 3;
const ENOUGH_MS = 3000;

/** Does what `start` makes, round after round; making it is not timed, nor is the first round, which finds cold code. */
function timed(start: () => () => void): Rounds {
  start()();
  const wallMs: number[] = [];
  let [cpuMs, left] = [0, ENOUGH_MS];
  while (wallMs.length < MIN_ROUNDS || (left > 0 && wallMs.length < MAX_ROUNDS)) {
    const began = performance.now();
    const work = start();
    const [before, started] = [process.threadCpuUsage(), performance.now()];
    work();
    const [ended, { user, system }] = [performance.now(), process.threadCpuUsage(before)];
    wallMs.push(ended - started);
    cpuMs += (user + system) / 1000;
    left -= ended - began;
  }
  return { wallMs, cpuMs };
}

/**
 * Milliseconds that the work `start` makes takes on a quiet machine: mean CPU time of this thread, which others on the
 * machine change little; of short work the median of wall times, since few rounds are interrupted.
 */
export function msPerRound(start: () => () => void): number {
  const { wallMs, cpuMs } = timed(start);
  return cpuMs >= MEASURABLE_MS ? cpuMs / wallMs.length : median(wallMs);
}
