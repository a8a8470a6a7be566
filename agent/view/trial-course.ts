import type { FinishedState, LiveState } from "../../study/trial/trial.ts";

/** Where a trial stands, before its end and at it. */
export type CourseState = LiveState | FinishedState;

/** What may follow what: lost with its worker or its tab, a trial waits again. */
const NEXT: Readonly<Record<CourseState, readonly CourseState[]>> = {
  waiting: ["running"],
  running: ["waiting", "paused", "complete", "pruned", "failed"],
  paused: ["running"],
  complete: [],
  pruned: [],
  failed: [],
};

export const isLegal = (from: CourseState, to: CourseState): boolean => NEXT[from].includes(to);

export const isEnd = (state: CourseState): state is FinishedState => NEXT[state].length === 0;

/**
 * The legal steps from one state to another, with what nobody saw filled in: whatever waited or was paused ran before it is
 * anything else. Nothing follows an end.
 */
export function courseTo(from: CourseState, to: CourseState): readonly CourseState[] {
  if (from === to || isEnd(from)) return [];
  return isLegal(from, to) ? [to] : ["running", to];
}
