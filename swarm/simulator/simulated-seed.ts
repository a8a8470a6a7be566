import type { Chance } from "../chance.ts";
import type { Address } from "../ids.ts";

/** As the real seed: an address not renewed for so long is dropped. */
const ROOM_TTL_MS = 400_000;
const SAMPLE_SIZE = 10;

/** The rendezvous: knows who announced, tells a random few. */
export class SimulatedSeed {
  down = false;
  private readonly seen = new Map<Address, { readonly atMs: number; readonly side: number }>();
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  /** A torn net may have a seed on each side: `side` tells whom this one knows; null knows all. */
  announce(address: Address, nowMs: number, side: number | null): Address[] {
    this.seen.set(address, { atMs: nowMs, side: side ?? 0 });
    for (const [other, { atMs }] of this.seen) if (nowMs - atMs > ROOM_TTL_MS) this.seen.delete(other);
    const others = [...this.seen].filter(([other, seen]) => other !== address && (side === null || seen.side === side));
    return this.chance.sample(
      others.map(([other]) => other),
      SAMPLE_SIZE,
    );
  }
}
