import type { GenerationsQuery } from "../../agent/generations/generations-page.ts";
import { LEAST_SEND_BYTES_PER_SECOND, MOST_SEND_BYTES_PER_SECOND } from "../../agent/link/send-limit.ts";
import type { EventsQuery } from "../../agent/view/courses.ts";
import type { ImportanceQuery } from "../../agent/view/importance-page.ts";
import type { TrialsQuery } from "../../agent/view/snapshot.ts";
import { CUT_SECRET } from "../../agent/locked-study.ts";
import { lendableCores, whyNotPublished } from "../../agent/work/cores.ts";
import { MAX_OPEN_GENERATIONS } from "../../study/evolution/settings.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import { isStudyId } from "../../study/spec/spec.ts";
import { isStudySecret, type StudySecret } from "../../study/spec/study-secret.ts";

/** Thrown to the page: its message is a sentence for the person. */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
}

/** A page never shows more rows at once, and copying more would hold up the engine. */
const MAX_QUERY_ROWS = 200;
const MAX_QUERY_OFFSET = 10_000_000;
/** More episodes of one champion than anybody looks on at. */
const MAX_EPISODES = 1_000_000;

/** 43 characters of base64url, or a refusal. */
export function toStudyId(input: unknown): StudyId {
  if (typeof input === "string" && isStudyId(input)) return input;
  throw new Refusal("This is not a study's link: its id is damaged. Ask for the link again.");
}

/** What follows the id in a private study's link, whole, or a refusal; null where nothing does. */
export function toSecret(input: unknown): StudySecret | null {
  if (input === null || input === undefined) return null;
  if (typeof input === "string" && isStudySecret(input)) return input;
  throw new Refusal(CUT_SECRET);
}

/** A whole number of cores from 0 to what a machine of `machineCores` may be told to lend; a larger one is taken as that. */
export function toCores(input: unknown, machineCores: number): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= 0)
    return Math.min(input, lendableCores(machineCores));
  throw new Refusal("The number of cores must be 0 or a whole number above.");
}

/** Bytes a second that a tab may be held to; more than it ever sends is taken as that. */
export function toUpload(input: unknown): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= LEAST_SEND_BYTES_PER_SECOND)
    return Math.min(input, MOST_SEND_BYTES_PER_SECOND);
  throw new Refusal(`A tab must be allowed to send ${LEAST_SEND_BYTES_PER_SECOND / 1_000} kB a second.`);
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

export function toGenerationsQuery({ since }: GenerationsQuery): GenerationsQuery {
  if (since !== null && (!Number.isSafeInteger(since) || since < 0))
    throw new Refusal("There is no such revision of the generations.");
  return { since };
}

/** The number of a generation that a study can have, or a refusal. */
export function toGeneration(input: unknown): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= 0 && input < MAX_OPEN_GENERATIONS) return input;
  throw new Refusal("There is no such generation.");
}

export function toEpisode(input: unknown): number {
  if (typeof input === "number" && Number.isInteger(input) && input >= 0 && input < MAX_EPISODES) return input;
  throw new Refusal(`The number of an episode must be from 0 to ${MAX_EPISODES - 1}.`);
}
