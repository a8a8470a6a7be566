import type { PeerId } from "../../swarm/ids.ts";

/**
 * Whose word counts for a tab that cannot run anything has been there for so long: until then those who work have run what is false, a
 * second time and beside a trial of their own, and disputed it. A crowd of keys has to stay for as long to be heard at all.
 */
export const STAYED_MS = 30_000;
/** A tab that loses its links for a moment has not left. */
const AWAY_MS = 10_000;
/** As many keys as a swarm has logs. */
const MAX_PEERS = 20_000;

interface Presence {
  readonly sinceMs: number;
  lastMs: number;
}

/** Of those who work: whose word counts where nobody can look, and how many there are. */
export interface Heard {
  counts(peer: PeerId): boolean;
  /** All who work, of whom newcomers are at most as many as those who have stayed: no crowd makes a quorum unreachable. */
  readonly workers: number;
}

/**
 * Who has been here for a while, and worked: the keys whose attestations and disputes count for a tab that cannot run trials. One that
 * is gone counts no more, whatever it said; one that has told no trial of its own never did.
 */
export class Voices implements Heard {
  readonly #present = new Map<PeerId, Presence>();
  readonly #hasTold: (peer: PeerId) => boolean;
  #stayed: ReadonlySet<PeerId> = new Set();
  #newcomers = 0;

  /** `hasTold`: whether a trial of this peer was heard. */
  constructor(hasTold: (peer: PeerId) => boolean) {
    this.#hasTold = hasTold;
  }

  /** `working`: who works now, or has done its rounds. Call about once a second. */
  look(working: Iterable<PeerId>, nowMs: number): void {
    for (const peer of working) {
      const presence = this.#present.get(peer);
      if (presence !== undefined) presence.lastMs = nowMs;
      else if (this.#present.size < MAX_PEERS) this.#present.set(peer, { sinceMs: nowMs, lastMs: nowMs });
    }
    const stayed = new Set<PeerId>();
    let present = 0;
    for (const [peer, { sinceMs, lastMs }] of this.#present) {
      if (nowMs - lastMs >= AWAY_MS) this.#present.delete(peer);
      if (lastMs < nowMs) continue;
      present += 1;
      if (nowMs - sinceMs >= STAYED_MS && this.#hasTold(peer)) stayed.add(peer);
    }
    this.#stayed = stayed;
    this.#newcomers = present - stayed.size;
  }

  counts(peer: PeerId): boolean {
    return this.#stayed.has(peer);
  }

  get workers(): number {
    return this.#stayed.size + Math.min(this.#newcomers, this.#stayed.size);
  }
}
