import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import * as v from "valibot";
import { base64url } from "../../study/bytes/base64url.ts";
import { readBytes } from "../../links/read-bytes.ts";
import { plainText } from "../words/plain-text.ts";
import { Failure } from "../words/misuse.ts";

const ANSWER_WITHIN_MS = 5_000;
/** A seed that is only being started is there within seconds; who types a wrong address should not wait for ever. */
export const SEED_WITHIN_MS = 120_000;
/** What is asked here is answered in a few kilobytes; whoever sends more is no seed. */
const MAX_ANSWER_BYTES = 65_536;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 10_000;
const GROWTH = 1.5;
const MAX_TRIES = 10;

const Info = v.object({ version: v.string(), uid: v.optional(v.pipe(v.string(), v.maxLength(200))) });
const Alike = v.object({ studyIds: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\w-]{43}$/))), v.maxLength(64)) });

export interface SeedFound {
  readonly uid: string | null;
}

/** Waits, with growing pauses, until a seed answers at `url`; after `withinMs` it says that none did. */
export async function awaitSeed(
  url: string,
  onWaiting: (sentence: string) => void,
  withinMs = SEED_WITHIN_MS,
): Promise<SeedFound> {
  const endMs = performance.now() + withinMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(MAX_WAIT_MS, waitMs * GROWTH)) {
    const found = await lookAtSeed(url);
    if (typeof found !== "string") return found;
    if (performance.now() + waitMs > endMs)
      throw new Failure(
        `${found} Start the seed, or check its address; this peer looked for ${Math.round(withinMs / 1_000)} s.`,
      );
    onWaiting(found);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** The seed at `url`, or a sentence on why there is none. */
export async function lookAtSeed(url: string): Promise<SeedFound | string> {
  const found = await ask(url, "/api/info", Info);
  return typeof found === "string" ? found : { uid: found.uid ?? null };
}

/** Studies at the seed whose objective has this very text, the one to join first. */
export async function studiesAlike(url: string, source: string): Promise<readonly string[]> {
  const hash = base64url(sha256(utf8ToBytes(source)));
  for (let tries = 1; ; tries++) {
    const found = await ask(url, `/api/objectives/${hash}/studies`, Alike);
    if (typeof found !== "string") return found.studyIds;
    // It was there a moment ago, and a busy machine may keep it from answering.
    if (tries === MAX_TRIES) throw new Failure(found);
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS));
  }
}

/** What the seed answers, or a sentence. */
async function ask<T>(url: string, path: string, shape: v.GenericSchema<unknown, T>): Promise<T | string> {
  let body: unknown;
  let answered = false;
  try {
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    answered = true;
    if (!response.ok) return `The seed at ${url} refused with status ${response.status}.`;
    body = JSON.parse(new TextDecoder().decode(await readBytes(response, MAX_ANSWER_BYTES)));
  } catch (error) {
    const isAnswer = error instanceof SyntaxError || answered;
    return isAnswer ? `What answers at ${url} is no seed.` : `No seed answers at ${url}.`;
  }
  const read = v.safeParse(shape, body);
  return read.success ? read.output : `What answers at ${plainText(url)} is no seed.`;
}
