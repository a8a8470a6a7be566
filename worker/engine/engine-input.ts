import type { EventsQuery } from "../../agent/view/courses.ts";
import type { ImportanceQuery } from "../../agent/view/importance-page.ts";
import type { TrialsQuery } from "../../agent/view/snapshot.ts";
import { lendableCores, whyNotPublished } from "../../agent/work/cores.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import { isStudyId } from "../../study/spec/spec.ts";

/** Thrown to the page: its message is a sentence for the person. */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
}

/** A page never shows more rows at once, and copying more would hold up the engine. */
const MAX_QUERY_ROWS = 200;
const MAX_QUERY_OFFSET = 10_000_000;

/** 43 characters of base64url, or a refusal. */
export function toStudyId(input: unknown): StudyId {
  if (typeof input === "string" && isStudyId(input)) return input;
  throw new Refusal("This is not a study's link: its id is damaged. Ask for the link again.");
}

/** A whole number of cores from 0 to what a machine of `machineCores` may be told to lend; a larger one is taken as that. */
export function toCores(input: unknown, machineCores: number): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= 0)
    return Math.min(input, lendableCores(machineCores));
  throw new Refusal("The number of cores must be 0 or a whole number above.");
}

/** Nobody publishes what the own tab is to run and cannot; who lends no core leaves it to others. */
export function checkResources(lent: number, coresPerTrial: number, machineCores: number): void {
  const why = whyNotPublished(lent, coresPerTrial, machineCores);
  if (why !== null) throw new Refusal(why);
}

/** A whole number from 1 to `max`. */
export function toCount(input: unknown, max: number): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= 1 && input <= max) return input;
  throw new Refusal(`The number of trials must be from 1 to ${max}.`);
}

export function toQuery(query: TrialsQuery): TrialsQuery {
  const { offset, limit, sort, only, trial } = query;
  if (!Number.isInteger(offset) || offset < 0 || offset > MAX_QUERY_OFFSET) throw new Refusal("There is no such row.");
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal("The number of rows must be a whole number above 0.");
  return {
    offset,
    limit: Math.min(limit, MAX_QUERY_ROWS),
    sort,
    only,
    ...(trial === undefined ? {} : { trial }),
  };
}

export function toEventsQuery({ after, limit }: EventsQuery): EventsQuery {
  if (after !== null && (!Number.isSafeInteger(after) || after < 0)) throw new Refusal("There is no such event.");
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal("The number of events must be a whole number above 0.");
  return { after, limit };
}

export function toImportanceQuery({ objective, since }: ImportanceQuery): ImportanceQuery {
  if (!Number.isSafeInteger(objective) || objective < 0) throw new Refusal("There is no such objective.");
  return { objective, since };
}
