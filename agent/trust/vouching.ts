import type { PeerId } from "../../swarm/ids.ts";

/** Two own runs that agree, and a stranger is taken at its word until a spot check finds otherwise. */
const FULL_AT = 2;
/** BOINC's host scheduler asks for ten valid results in a row of whoever gave an invalid one. */
const OWED_AFTER_MISMATCH = 10;
/** As many keys as a swarm has logs. */
const MAX_PEERS = 20_000;

/**
 * - `unknown`: nothing of it was run here.
 * - `vouched`: one own run agrees with it, or with what it attested.
 * - `full`: two do.
 * - `wrong`: an own run, repeated, found otherwise, and not enough has agreed since.
 */
export type Standing = "unknown" | "vouched" | "full" | "wrong";

interface Score {
  passes: number;
  /** Passes to come before anything counts again. */
  owed: number;
  /** A pass made it vouched that was not its own trial. */
  isByWord: boolean;
}

/** Whom own runs vouch for. Opinions of others have no part in it. */
export class Vouching {
  readonly #scores = new Map<PeerId, Score>();
  #hasWrong = false;
  #revision = 0;

  standing(peer: PeerId): Standing {
    const score = this.#scores.get(peer);
    if (score === undefined) return "unknown";
    if (score.owed > 0) return "wrong";
    if (score.passes >= FULL_AT) return "full";
    return score.passes > 0 || score.isByWord ? "vouched" : "unknown";
  }

  isVouched(peer: PeerId): boolean {
    const standing = this.standing(peer);
    return standing === "vouched" || standing === "full";
  }

  /** Counts up with every own run that says something. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether an own run has found anybody wrong. */
  get hasWrong(): boolean {
    return this.#hasWrong;
  }

  /** Own runs that agreed with this peer's trials. */
  passes(peer: PeerId): number {
    return this.#scores.get(peer)?.passes ?? 0;
  }

  /** An own run found what `author` told and `attesting` had found, too. Returns those that are vouched for by it. */
  passed(author: PeerId, attesting: readonly PeerId[]): PeerId[] {
    const risen: PeerId[] = [];
    this.#revision++;
    for (const peer of [author, ...attesting]) {
      const score = this.#scoreOf(peer);
      if (score === null) continue;
      const before = this.standing(peer);
      if (peer !== author) {
        if (score.owed > 0) continue;
        score.isByWord = true;
      } else if (score.owed > 0) score.owed -= 1;
      else score.passes += 1;
      const now = this.standing(peer);
      if (now !== before && now !== "wrong" && before !== "vouched") risen.push(peer);
    }
    return risen;
  }

  /** An own run, repeated, found otherwise. Returns those that count for nothing from now on. */
  mismatched(author: PeerId, attesting: readonly PeerId[]): PeerId[] {
    const fallen: PeerId[] = [];
    this.#hasWrong = true;
    this.#revision++;
    for (const peer of [author, ...attesting]) {
      const score = this.#scoreOf(peer);
      if (score === null) continue;
      if (score.owed === 0) fallen.push(peer);
      score.passes = 0;
      score.isByWord = false;
      score.owed = OWED_AFTER_MISMATCH;
    }
    return fallen;
  }

  /** What is kept over a reload. */
  *entries(): Generator<readonly [peer: PeerId, passes: number, owed: number, isByWord: boolean]> {
    for (const [peer, { passes, owed, isByWord }] of this.#scores) yield [peer, passes, owed, isByWord];
  }

  #scoreOf(peer: PeerId): Score | null {
    let score = this.#scores.get(peer);
    if (score === undefined) {
      if (this.#scores.size >= MAX_PEERS) return null;
      score = { passes: 0, owed: 0, isByWord: false };
      this.#scores.set(peer, score);
    }
    return score;
  }
}
