import * as v from "valibot";
import type { Address, Clock, Timer } from "../agent/ports.ts";
import { readBytes } from "./read-bytes.ts";

/** The seed answers in milliseconds; past this it is away, or too busy for a dial to wait. */
/** A few servers with their names and words. */
const MAX_ANSWER_BYTES = 65_536;
const ANSWER_WITHIN_MS = 2_000;
const RETRY_MS = 15_000;
/** An answer that holds for less is not all that the seed has. */
const SOON_MS = 60_000;
/** A seed is a stranger too: it may neither have us ask all the time nor never again. */
const MIN_REFRESH_MS = 5_000;
const MAX_REFRESH_MS = 3_600_000;

const url = v.pipe(v.string(), v.maxLength(300), v.regex(/^(?:stun|turn)s?:[\w.[\]:-]+(?:\?transport=(?:udp|tcp))?$/i));
const text = v.pipe(v.string(), v.maxLength(300));
const answerSchema = v.object({
  iceServers: v.pipe(
    v.array(
      v.object({
        urls: v.pipe(v.array(url), v.minLength(1), v.maxLength(8)),
        username: v.optional(text),
        credential: v.optional(text),
      }),
    ),
    v.maxLength(4),
  ),
  refreshMs: v.pipe(v.number(), v.minValue(0)),
});

/** Keeps the STUN and TURN servers that the seed names, with credentials that hold. None while it names none. */
export class IceServers {
  readonly #seedUrl: string;
  readonly #clock: Clock;
  #servers: readonly RTCIceServer[] = [];
  #timer: Timer | null = null;
  #asked = 0;
  #here: { readonly address: Address; readonly token: string } | null = null;
  /** The seed has more to give before long. */
  #isWanting = false;

  constructor(seedUrl: string, clock: Clock) {
    this.#seedUrl = seedUrl;
    this.#clock = clock;
  }

  /** Resolves when what is known is as good as the seed gives it now: TURN is for members of a room, and who dials is one. Never rejects. */
  async beforeDial(): Promise<void> {
    const here = this.#here;
    if (!this.#isWanting || here === null) return;
    this.#timer?.cancel();
    await this.#refresh(here.address, here.token, ++this.#asked);
  }

  current(): readonly RTCIceServer[] {
    return this.#servers;
  }

  /** Where others reach this tab, and the proof for the seed; null while the seed is away: what it named last goes on to hold. */
  onAddress(address: Address | null, token: string): void {
    this.#timer?.cancel();
    this.#asked++;
    this.#here = address === null ? null : { address, token };
    if (address !== null) void this.#refresh(address, token, this.#asked);
  }

  async #refresh(address: Address, token: string, asked: number): Promise<void> {
    const answer = await this.#ask(address, token);
    // Another address has been asked for meanwhile.
    if (asked !== this.#asked) return;
    if (answer !== null) {
      this.#isWanting = answer.refreshMs < SOON_MS;
      this.#servers = answer.iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      }));
    }
    const afterMs = Math.min(MAX_REFRESH_MS, Math.max(MIN_REFRESH_MS, answer?.refreshMs ?? RETRY_MS));
    this.#timer = this.#clock.setTimer(afterMs, () => void this.#refresh(address, token, asked));
  }

  /** Null if the seed did not answer, or not in a way that makes sense. */
  async #ask(address: Address, token: string): Promise<v.InferOutput<typeof answerSchema> | null> {
    try {
      const response = await fetch(new URL("/api/ice", this.#seedUrl), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ address, token }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!response.ok) return null;
      const answer = v.safeParse(
        answerSchema,
        JSON.parse(new TextDecoder().decode(await readBytes(response, MAX_ANSWER_BYTES))),
      );
      return answer.success ? answer.output : null;
    } catch {
      // It is asked again.
      return null;
    }
  }
}
