/**
 * Steps of a tab's way to its first trial, in order. drawn: the page shows something. engine: it has booted. joined: a
 * study has been taken up. ready: a slot of the jail has loaded an objective.
 */
export type Milestone = "drawn" | "engine" | "joined" | "ready";

const reachedAlready = new Set<Milestone>();

/** Marks in the browser's timeline when this thread first reached it, for developer tools and `bench/tab.ts`. */
export function reached(milestone: Milestone): void {
  if (reachedAlready.has(milestone)) return;
  reachedAlready.add(milestone);
  performance.mark(`waggle:${milestone}`);
}
