import type { StudySummary } from "../../agent/ports.ts";
import { type Direction, firstObjective, type StudyId, type StudySpec } from "../../study/spec/spec.ts";
import type { Rooms } from "./rooms.ts";
import type { SpecShelf } from "./spec-shelf.ts";

/** One line of the list of open studies. */
export interface OpenStudy {
  readonly studyId: StudyId;
  readonly name: string;
  readonly unit: string;
  readonly direction: Direction;
  /** Networks with a tab in the room, counted by this seed. */
  readonly networks: number;
  /** These three are claims: what the middle one of its networks says. */
  readonly best: number | null;
  readonly trials: number;
  readonly peers: number;
}

/** More than anybody reads. */
export const MAX_LISTED = 200;
/** A tenth of the places: studies cost their publisher nothing, so one network must not crowd the others out. */
export const MAX_LISTED_PER_NETWORK = MAX_LISTED / 10;

interface Candidate {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly publisher: string;
  readonly networks: number;
  readonly tabs: number;
}

/**
 * Studies that chose to be listed, have somebody working on them, and of which a trial has ended with a value: those from the most networks first, and of as many
 * the first of each publishing network before its second. What the seed has counted decides, never what members say. The
 * demonstration always leads, even when nobody works on it.
 */
export function openStudies(rooms: Rooms, shelf: SpecShelf, demonstration: StudyId | null): OpenStudy[] {
  const listed = ranked(candidates(rooms, shelf, demonstration));
  const first = demonstration === null ? undefined : shelf.find(demonstration)?.spec;
  if (demonstration !== null && first) listed.unshift({ studyId: demonstration, spec: first });
  return listed.slice(0, MAX_LISTED).map(({ studyId, spec }) => lineOf(studyId, spec, rooms));
}

function candidates(rooms: Rooms, shelf: SpecShelf, demonstration: StudyId | null): Candidate[] {
  const found: Candidate[] = [];
  for (const studyId of rooms.studyIds()) {
    const shelved = shelf.find(studyId);
    if (studyId === demonstration || !shelved?.spec?.listed || !rooms.claimsValue(studyId)) continue;
    const { spec, publisher } = shelved;
    found.push({ studyId, spec, publisher, networks: rooms.networks(studyId), tabs: rooms.size(studyId) });
  }
  return found;
}

function ranked(studies: Candidate[]): Pick<Candidate, "studyId" | "spec">[] {
  studies.sort((a, b) => b.networks - a.networks || b.tabs - a.tabs || (a.studyId < b.studyId ? -1 : 1));
  const places = new Map<string, number>();
  const placed = studies.map((study) => {
    const place = places.get(study.publisher) ?? 0;
    places.set(study.publisher, place + 1);
    return { ...study, place };
  });
  return placed
    .filter(({ place }) => place < MAX_LISTED_PER_NETWORK)
    .sort((a, b) => b.networks - a.networks || a.place - b.place);
}

/** One voice for each network: many tabs behind one address outvote nobody. */
function lineOf(studyId: StudyId, spec: StudySpec, rooms: Rooms): OpenStudy {
  const { direction, unit } = firstObjective(spec);
  const networks = rooms.summaries(studyId);
  const claimed = (of: (summary: StudySummary) => number | null, ofTwo: "lower" | "higher"): number | null => {
    const voices = networks.map((summaries) => middle(summaries.map(of), ofTwo));
    return middle(voices, ofTwo);
  };
  return {
    studyId,
    name: spec.name,
    unit,
    direction,
    networks: networks.length,
    best: claimed(({ best }) => best, direction === "minimize" ? "higher" : "lower"),
    trials: claimed(({ trials }) => trials, "lower") ?? 0,
    peers: claimed(({ peers }) => peers, "lower") ?? 0,
  };
}

/** The median of those that say something; of two middle values the less boastful, so that one liar of two gains nothing. */
function middle(said: readonly (number | null)[], ofTwo: "lower" | "higher"): number | null {
  const sorted = said.filter((value) => value !== null).sort((a, b) => a - b);
  const place = (sorted.length - 1) / 2;
  return sorted[ofTwo === "lower" ? Math.floor(place) : Math.ceil(place)] ?? null;
}
