import type { AgentSnapshot, LiveTrial, StudyStatus, TrialSummary } from "../../../agent/view/snapshot.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import type { FinishedState, LiveState, TrialId } from "../../../study/trial/trial.ts";

/** Trials that are looked at together; one that was paused waits to go on. */
export const GROUPS = ["running", "waiting", "complete", "pruned", "failed"] as const;
export type Group = (typeof GROUPS)[number];

/** A trial as the table of all states shows it, whether it waits, runs or has ended. */
export interface StatusRow {
  /** Stays the same while the trial goes from state to state. */
  readonly key: string;
  /** Null: a variant that nobody has begun. */
  readonly trial: TrialId | null;
  readonly name: string | null;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly state: LiveState | FinishedState;
  /** Null where nobody has it yet. */
  readonly by: string | null;
  readonly own: boolean;
  readonly seconds: number | null;
  readonly step: number | null;
  readonly value: number | null;
  readonly toldAgoMs: number;
  /** All that this tab holds of it, once it has ended. */
  readonly finished: TrialSummary | null;
}

/** As many as the second system prints, and as a person takes in at a glance. */
export const SHORT_ROWS = 20;
/** Of a list that is turned page by page. */
export const PAGE_ROWS = 50;
/** So many of the short list's places the trials that ended last may take from those that wait. */
const SHORT_FINISHED = 8;

/** Rows that stand before the finished ones, of one group or of all. */
export function unfinishedRows(status: StudyStatus, group: Group | null): readonly StatusRow[] {
  const live = status.live.map(rowOfLive);
  const waiting = status.waiting.map(({ name, params }) => ({ ...UNBEGUN, key: name, name, params }));
  const all = [
    ...live.filter(({ state }) => state === "running"),
    ...live.filter(({ state }) => state !== "running"),
    ...waiting,
  ];
  return group === null ? all : all.filter(({ state }) => groupOf(state) === group);
}

/** The first rows of all: what runs, then what waits, and of what has ended the last. */
export function shortRows(unfinished: readonly StatusRow[], finished: readonly TrialSummary[]): readonly StatusRow[] {
  const ended = finished.map(rowOfFinished);
  const running = unfinished.filter(({ state }) => state === "running");
  const room = Math.max(0, SHORT_ROWS - running.length);
  const waiting = unfinished.length - running.length;
  const forEnded = Math.min(ended.length, Math.max(SHORT_FINISHED, room - waiting), room);
  return distinct([...unfinished.slice(0, SHORT_ROWS - forEnded), ...ended.slice(0, forEnded)]);
}

/** Page `page` of all rows of a group: the part that `unfinished` gives, and which of the finished follow. */
export function pageOf(unfinished: readonly StatusRow[], page: number) {
  const from = page * PAGE_ROWS;
  const rows = unfinished.slice(from, from + PAGE_ROWS);
  return { rows, offset: Math.max(0, from - unfinished.length), limit: PAGE_ROWS - rows.length };
}

/** A trial that is in both parts has ended; keys are told apart where names come twice. */
export function distinct(rows: readonly StatusRow[]): readonly StatusRow[] {
  const ended = new Set(rows.flatMap((row) => (row.finished === null ? [] : [row.finished.trial])));
  const keys = new Set<string>();
  const shown: StatusRow[] = [];
  for (const row of rows) {
    if (row.finished === null && row.trial !== null && ended.has(row.trial)) continue;
    const isNew = !keys.has(row.key);
    shown.push(isNew ? row : { ...row, key: `${row.key} ${row.trial ?? shown.length}` });
    keys.add(row.key);
  }
  return shown;
}

/** How many run, listed or not. Each that waits to go on is listed, but where there are more than anybody reads. */
export const runningCount = ({ live, liveCount }: Pick<StudyStatus, "live" | "liveCount">): number =>
  Math.max(0, liveCount - live.filter(({ state }) => state !== "running").length);

/** How many there are of each, listed or not: of variants each in one group, so all together they are the study's. */
export function groupCounts({
  status,
  trialCount,
  prunedCount,
  failedCount,
}: Pick<AgentSnapshot, "status" | "trialCount" | "prunedCount" | "failedCount">): Readonly<Record<Group, number>> {
  if (status.variants !== null) return status.variants;
  const running = runningCount(status);
  return {
    running,
    waiting: Math.max(0, status.liveCount - running),
    complete: Math.max(0, trialCount - prunedCount - failedCount),
    pruned: prunedCount,
    failed: failedCount,
  };
}

export const groupOf = (state: StatusRow["state"]): Group => (state === "paused" ? "waiting" : state);

const UNBEGUN = {
  trial: null,
  state: "waiting",
  by: null,
  own: false,
  seconds: null,
  step: null,
  value: null,
  toldAgoMs: 0,
  finished: null,
} as const;

const rowOfLive = (live: LiveTrial): StatusRow => ({ ...live, key: live.name ?? live.trial, finished: null });

export const rowOfFinished = (finished: TrialSummary): StatusRow => ({
  key: finished.name ?? finished.trial,
  trial: finished.trial,
  name: finished.name,
  params: finished.params,
  state: finished.state,
  by: finished.by,
  own: finished.own,
  seconds: finished.durationMs / 1000,
  step: finished.steps === 0 ? null : finished.steps,
  value: finished.value,
  toldAgoMs: 0,
  finished,
});
