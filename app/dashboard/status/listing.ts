import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { runningCount } from "./status-rows.ts";

/** What ends sooner would only flicker. */
const LONG_ENOUGH_S = 0.5;
/** A list stays so long after the last trial that was long enough for it: short and long ones may take turns. */
const LINGER_MS = 15_000;

/** When a trial last ran long enough to be read in a list; null: none did so far. */
export type LongSeenMs = number | null;

/** `seen`, after a snapshot at `nowMs`; while nothing runs a list stays as it is. */
export function longSeen(
  seen: LongSeenMs,
  { status, trialsPerSecond }: Pick<AgentSnapshot, "status" | "trialsPerSecond">,
  nowMs: number,
): LongSeenMs {
  const isIdle = runningCount(status) === 0 && trialsPerSecond === 0;
  const isLong = status.live.some(({ seconds }) => seconds !== null && seconds >= LONG_ENOUGH_S);
  return isLong || (isIdle && seen !== null) ? nowMs : seen;
}

/** Whether trials are listed one by one: variants always, others where they last long enough to be read. */
export function isListed({ spec }: Pick<AgentSnapshot, "spec">, seen: LongSeenMs, nowMs: number): boolean {
  return spec.trainable !== null || (seen !== null && nowMs - seen < LINGER_MS);
}
