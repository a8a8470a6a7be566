/** How often a log says that it is there. */
import { MAX_STATUS_PERIOD_MS } from "./status.ts";

/** A small swarm says every 5 s that it is there, so that a killed tab is missed within 20 s. */
export const MIN_STATUS_PERIOD_MS = 5_000;
/** 2.5 statuses a second, however many we are: past 12 logs the period grows by 0.4 s for each. Who is gone is told by others. */
const STATUSES_PER_SECOND = 2.5;
/** News (a changed body) may go out this early. */
export const NEWS_AFTER_MS = 1_000;
/** Among few, news may follow news after a fifth of the period; */
const NEWS_FACTOR = 1 / 5;
/** among more than this and 50, after a period: who always has news speaks no more often than others. */
const FEW_WITH_NEWS = 12;
const MANY_WITH_NEWS = 50;

/** `max(5 s, 0.4 s * live)`, at most 15 min, where so many are followed: a peer hears at most 2.5 new statuses a second. */
export function statusPeriodMs(liveLogs: number): number {
  const spreadMs = Math.ceil((liveLogs * 1000) / STATUSES_PER_SECOND);
  return Math.min(Math.max(MIN_STATUS_PERIOD_MS, spreadMs), MAX_STATUS_PERIOD_MS);
}

/** A status is early because of news if the one before that told news is this old. */
export function newsIntervalMs(liveLogs: number): number {
  const share = Math.min(1, Math.max(NEWS_FACTOR, (liveLogs - FEW_WITH_NEWS) / MANY_WITH_NEWS));
  return statusPeriodMs(liveLogs) * share;
}

/**
 * Whether a status of this sequence is passed on along its log's tree alone; the others flood. Of those on the tree two of three may
 * be lost: a log's life is three periods, and it promises a longer one only where all hear of it. The second floods, too: what
 * shaped the tree was the first alone, while others joined.
 */
export const goesOverTree = (sequence: number): boolean => sequence % 2 === 1 && sequence > 1;
