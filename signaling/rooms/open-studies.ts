import type { StudySummary } from "../../agent/ports.ts";
import type { Direction, StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { Rooms } from "./rooms.ts";
import type { SpecShelf } from "./spec-shelf.ts";

/** One line of the list of open studies; the numbers are what the middle one of its members says. */
export interface OpenStudy {
  readonly studyId: StudyId;
  readonly name: string;
  readonly unit: string;
  readonly direction: Direction;
  readonly best: number | null;
  readonly trials: number;
  readonly peers: number;
}

/** More than anybody reads; the busiest come first. */
export const MAX_LISTED = 200;

/**
 * Studies that chose to be listed and have somebody working on them, the busiest first. The demonstration always leads,
 * even when nobody works on it.
 */
export function openStudies(rooms: Rooms, shelf: SpecShelf, demonstration: StudyId | null): OpenStudy[] {
  const lines: OpenStudy[] = [];
  for (const studyId of rooms.studyIds()) {
    const spec = shelf.find(studyId)?.spec;
    if (studyId === demonstration || spec === undefined || !spec.listed) continue;
    lines.push(lineOf(studyId, spec, rooms.summaries(studyId)));
  }
  lines.sort((a, b) => b.peers - a.peers || b.trials - a.trials || (a.studyId < b.studyId ? -1 : 1));
  const first = demonstration === null ? undefined : shelf.find(demonstration)?.spec;
  if (demonstration !== null && first !== undefined) {
    lines.unshift(lineOf(demonstration, first, rooms.summaries(demonstration)));
  }
  return lines.slice(0, MAX_LISTED);
}

function lineOf(studyId: StudyId, spec: StudySpec, summaries: readonly StudySummary[]): OpenStudy {
  const direction = spec.directions[0] ?? "minimize";
  const bests = summaries.flatMap(({ best }) => (best === null ? [] : [best]));
  return {
    studyId,
    name: spec.name,
    unit: spec.unit,
    direction,
    best: middle(bests, direction === "minimize" ? "higher" : "lower"),
    trials:
      middle(
        summaries.map(({ trials }) => trials),
        "lower",
      ) ?? 0,
    peers:
      middle(
        summaries.map(({ peers }) => peers),
        "lower",
      ) ?? 0,
  };
}

/** The median; of two middle values the less boastful, so that one liar among two members gains nothing. */
function middle(values: readonly number[], ofTwo: "lower" | "higher"): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) / 2;
  return sorted[ofTwo === "lower" ? Math.floor(place) : Math.ceil(place)] ?? null;
}
