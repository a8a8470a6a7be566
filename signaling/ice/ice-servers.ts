import { createHmac } from "node:crypto";
import type { DatedClock } from "../../agent/ports.ts";
import { type BucketSize, TokenBuckets } from "../token-bucket.ts";

/** What the owner of the seed named. */
export interface IceOptions {
  /** UDP port on which the seed itself answers STUN; null: it does not. */
  readonly stunPort: number | null;
  /** Others' STUN servers, as `stun:host:port`. */
  readonly stunUrls: readonly string[];
  /** TURN servers that share the secret, as `turn:host:port?transport=udp`. */
  readonly turnUrls: readonly string[];
  /** coturn's `static-auth-secret`; empty where there is no TURN server. */
  readonly turnSecret: string;
}

export const NO_ICE: IceOptions = { stunPort: null, stunUrls: [], turnUrls: [], turnSecret: "" };

/** What a tab hands to its browser. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Whoever got hold of a credential can use it for so long. */
export const CREDENTIAL_SECONDS = 3_600;
/** A tab asks again before its credential ends. */
const REFRESH_MS = 3_000_000;
/** Until it is in a room, and so has somebody to reach. */
const SOON_MS = 10_000;
/** A hall of 200 tabs that comes, and comes again every hour; each credential is worth what coturn's quota for a user allows. */
const CREDENTIALS_BUCKET: BucketSize = { capacity: 300, perSecond: 300 / 3_600 };

export type IceAnswer =
  | { readonly ok: true; readonly iceServers: readonly IceServer[]; readonly refreshMs: number }
  | { readonly ok: false; readonly reason: "too-many-credentials" };

/** Which STUN and TURN servers a tab may use, and with which credentials. */
export class IceServers {
  readonly #options: IceOptions;
  readonly #clock: DatedClock;
  readonly #credentials = new TokenBuckets(CREDENTIALS_BUCKET);

  /** `options.stunPort` is the one that was taken. */
  constructor(options: IceOptions, clock: DatedClock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** For the tab at `address` that reached the seed as `hostname`; TURN only for `members` of rooms. */
  answer(address: string, hostname: string, network: string, isMember: boolean): IceAnswer {
    const { stunPort, stunUrls, turnUrls } = this.#options;
    const stun = [...(stunPort === null ? [] : [`stun:${hostname}:${stunPort}`]), ...stunUrls];
    const iceServers: IceServer[] = stun.length === 0 ? [] : [{ urls: stun }];
    if (turnUrls.length === 0) return { ok: true, iceServers, refreshMs: REFRESH_MS };
    if (!isMember) return { ok: true, iceServers, refreshMs: SOON_MS };
    if (!this.#credentials.take(network, 1, this.#clock.nowMs())) return { ok: false, reason: "too-many-credentials" };
    return { ok: true, iceServers: [...iceServers, this.#turn(address)], refreshMs: REFRESH_MS };
  }

  /** As coturn expects it with `use-auth-secret` (draft-uberti-behave-turn-rest-00): the end in seconds since 1970, and who. */
  #turn(address: string): IceServer {
    const username = `${Math.floor(this.#clock.wallMs() / 1_000) + CREDENTIAL_SECONDS}:${address}`;
    const credential = createHmac("sha1", this.#options.turnSecret).update(username).digest("base64");
    return { urls: this.#options.turnUrls, username, credential };
  }
}
