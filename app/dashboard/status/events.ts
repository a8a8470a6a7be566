import type { TrialEvent } from "../../../agent/view/courses.ts";
import type { TrialId } from "../../../study/trial/trial.ts";
import { withoutTurns } from "../../parts/isolated.ts";
import { rowName, runningWords } from "./status-words.ts";

/** More rows than that nobody reads, and a page takes long to lay them out. */
export const MAX_SHOWN_EVENTS = 500;

/** What became of the trial: "began to run", "was pruned", "terminated by mean_accuracy >= 0.99". */
export function eventWords({ from, to, stoppedBy }: Pick<TrialEvent, "from" | "to" | "stoppedBy">): string {
  switch (to) {
    case "waiting":
      return from === "waiting" ? "waits to begin" : "was given up and waits again";
    case "running":
      return from === "paused" ? "went on" : "began to run";
    case "paused":
      return "was paused";
    case "complete":
      return stoppedBy === null ? "terminated" : `terminated by ${oneLine(stoppedBy)}`;
    case "pruned":
      return "was pruned";
    case "failed":
      return "failed";
  }
}

/** The same of a generation, which stands in the log as its champion's trial. */
const BRED_WORDS: Readonly<Partial<Record<TrialEvent["to"], string>>> = { running: "opened", complete: "closed" };

/** What an event is about and what it says; `isBred` where a generation stands for its champion's trial. */
export function eventTold(
  event: Pick<TrialEvent, "name" | "trial" | "from" | "to" | "stoppedBy">,
  isBred: boolean,
): { readonly about: string; readonly what: string } {
  const about = withoutTurns(rowName(event));
  return isBred
    ? { about: about.replace(/^trial /, "generation "), what: BRED_WORDS[event.to] ?? eventWords(event) }
    : { about, what: eventWords(event) };
}

/** When it was by study time, as "2 min 04 s". */
export const whenWords = ({ studyMs }: Pick<TrialEvent, "studyMs">): string =>
  studyMs === null ? "not known" : runningWords(Math.max(0, studyMs) / 1000);

/** Newest first, of one trial or of all, and how many more there are. */
export function shownEvents(events: readonly TrialEvent[], trial: TrialId | null) {
  const chosen = trial === null ? events : events.filter((event) => event.trial === trial);
  return { shown: chosen.slice(-MAX_SHOWN_EVENTS).toReversed(), more: Math.max(0, chosen.length - MAX_SHOWN_EVENTS) };
}

/** A line each, with tabs between when, who, which trial and what, to paste into a table. */
export function eventsText(events: readonly TrialEvent[]): string {
  const head = "when\twho\ttrial\tfrom\tto\tid\tstopped by";
  const lines = events.map((event) =>
    [
      whenWords(event),
      oneLine(event.by),
      oneLine(rowName(event)),
      event.from,
      event.to,
      event.trial,
      oneLine(event.stoppedBy ?? ""),
    ].join("\t"),
  );
  return [head, ...lines].join("\n");
}

const oneLine = (text: string): string => withoutTurns(text).replaceAll(/\s+/g, " ");
