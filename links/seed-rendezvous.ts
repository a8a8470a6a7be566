import * as v from "valibot";
import type { Address, Announced, Rendezvous, StudySummary } from "../agent/ports.ts";
import { LockedStudy, NO_SECRET, WRONG_SECRET } from "../agent/locked-study.ts";
import { UnreadableStudy } from "../agent/unreadable-study.ts";
import type { Parsed } from "../study/parsed.ts";
import { isSealed, MAX_SEALED_BYTES, sealedIdOf } from "../study/spec/sealed-bytes.ts";
import type { StudyId, StudySpec } from "../study/spec/spec.ts";
import { decodeSpec, encodeSpec, studyIdOf } from "../study/spec/spec-bytes.ts";
import type { StudySecret } from "../study/spec/study-secret.ts";
import { MAX_STUDY_MS } from "../swarm/wire/wire-limits.ts";
import { readBytes } from "./read-bytes.ts";

/** The seed answers in milliseconds; past this it is away. */
const ANSWER_WITHIN_MS = 5_000;
/** A spec is the longest answer there is: a seed is a stranger too. */
const MAX_ANSWER_BYTES = MAX_SEALED_BYTES;

/** A study of another version says so itself; anything else is none. */
const unreadableWords = (reason: string): string =>
  reason.startsWith("this ") ? reason : `the seed sent something that is no study: ${reason}`;

export interface SeedRendezvousOptions {
  /** Origin of the seed, for example `http://localhost:9000`. */
  readonly seedUrl: string;
  /** What the transport last said of its address; null while the seed is away. */
  readonly whereAmI: () => { readonly address: Address; readonly token: string } | null;
}

const announced = v.object({
  addresses: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(64)),
  wantsSpec: v.boolean(),
  studyMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_STUDY_MS))),
});
const refused = v.object({ message: v.pipe(v.string(), v.maxLength(1_000)) });

/** The seed's rooms over HTTP. Every call tries once; its rejection is an Error with a sentence for a person. */
export class SeedRendezvous implements Rendezvous {
  readonly #options: SeedRendezvousOptions;

  constructor(options: SeedRendezvousOptions) {
    this.#options = options;
  }

  async announce(studyId: StudyId, summary: StudySummary): Promise<Announced> {
    const response = await this.#post(`/api/rooms/${studyId}/announce`, { ...this.#whereAmI(), summary });
    const answer = v.safeParse(announced, await readJson(response));
    if (!answer.success) throw new Error("The seed gave an answer this page does not understand.");
    return answer.output;
  }

  async leave(studyId: StudyId): Promise<void> {
    // Whoever has no address is in no room.
    const here = this.#options.whereAmI();
    if (here !== null) await this.#post(`/api/rooms/${studyId}/leave`, { ...here });
  }

  /** Null if the seed does not have it. A spec that is not the asked one is refused, whatever the seed says. */
  async fetchSpec(studyId: StudyId, secret: StudySecret | null = null): Promise<StudySpec | null> {
    const response = await this.#call(`/api/studies/${studyId}/spec`, {}, [404]);
    if (response.status === 404) return null;
    const bytes = await readBytes(response, MAX_ANSWER_BYTES);
    const sealed = isSealed(bytes);
    if (sealed && sealedIdOf(bytes) !== studyId) throw new Error(OTHER_STUDY);
    const decoded = sealed ? await opened(bytes, secret) : decodeSpec(bytes);
    if (!decoded.ok) throw new UnreadableStudy(unreadableWords(decoded.reason));
    if (!sealed && decoded.value.private !== null)
      throw new UnreadableStudy("this study says that it is private, and lies open at the seed");
    if (!sealed && studyIdOf(decoded.value) !== studyId) throw new Error(OTHER_STUDY);
    return decoded.value;
  }

  async offerSpec(spec: StudySpec, secret: StudySecret | null = null): Promise<void> {
    const headers = { "content-type": "application/octet-stream" };
    if (spec.private !== null && secret === null) throw new Error("A private study is given to no seed unsealed.");
    const isPrivate = spec.private !== null && secret !== null;
    const body = new Uint8Array(isPrivate ? (await loadSealing()).sealSpec(spec, secret) : encodeSpec(spec));
    const studyId = isPrivate ? sealedIdOf(body) : studyIdOf(spec);
    await this.#call(`/api/studies/${studyId}/spec`, { method: "PUT", headers, body });
  }

  #whereAmI() {
    const here = this.#options.whereAmI();
    if (here === null) throw new Error("This tab is not connected to the seed.");
    return here;
  }

  #post(path: string, body: object): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return this.#call(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #call(path: string, init: RequestInit, allowed: readonly number[] = []): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.#options.seedUrl), {
        ...init,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
    } catch (error) {
      throw new Error("The seed cannot be reached.", { cause: error });
    }
    if (response.ok || allowed.includes(response.status)) return response;
    throw new Error(await explain(response));
  }
}

const OTHER_STUDY = "The seed sent another study than the link names.";

/** Fetched for the first private study: most tabs meet none. */
const loadSealing = () => import("../study/spec/sealed-spec.ts");

async function opened(bytes: Uint8Array, secret: StudySecret | null): Promise<Parsed<StudySpec>> {
  if (secret === null) throw new LockedStudy(NO_SECRET);
  const { openSealed } = await loadSealing();
  const decoded = openSealed(bytes, secret);
  if (decoded === null) throw new LockedStudy(WRONG_SECRET);
  return decoded;
}

async function explain(response: Response): Promise<string> {
  const answer = v.safeParse(refused, await readJson(response));
  return answer.success ? answer.output.message : `The seed refused with status ${response.status}.`;
}

/** Null if it is no JSON. */
async function readJson(response: Response): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(response, MAX_ANSWER_BYTES));
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
