import type { Chance } from "../chance.ts";
import type { Address } from "../ids.ts";

/** As the real seed: an address not renewed for so long is dropped. */
const ROOM_TTL_MS = 400_000;
const SAMPLE_SIZE = 10;

export interface SeedAnswer {
  readonly addresses: readonly Address[];
  /** How long the study has been going on, if this seed says so. */
  readonly studyMs?: number;
}

/** The rendezvous. */
export interface Seed {
  down: boolean;
  /** A torn net may have a seed on each side: `side` tells whom this one knows; null knows all. */
  announce(address: Address, nowMs: number, side: number | null): SeedAnswer;
  /** The tab at this address is gone; its socket was `closed`, or nobody knows yet. */
  left?(address: Address, nowMs: number, closed: boolean): void;
  /** The tab at `address` has answered the offer of the one at `asker`, or nobody was there to. */
  offered?(address: Address, asker: Address, isAnswered: boolean): void;
}

/** Knows who announced, tells a random few. */
export class SimulatedSeed implements Seed {
  down = false;
  private readonly seen = new Map<Address, { readonly atMs: number; readonly side: number }>();
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  announce(address: Address, nowMs: number, side: number | null): SeedAnswer {
    this.seen.set(address, { atMs: nowMs, side: side ?? 0 });
    for (const [other, { atMs }] of this.seen) if (nowMs - atMs > ROOM_TTL_MS) this.seen.delete(other);
    const others = [...this.seen].filter(([other, seen]) => other !== address && (side === null || seen.side === side));
    const addresses = this.chance.sample(
      others.map(([other]) => other),
      SAMPLE_SIZE,
    );
    return { addresses };
  }
}
