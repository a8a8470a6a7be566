import type { Chance } from "../chance.ts";
import type { Address } from "../events.ts";

/** As the real seed: an address not renewed for so long is dropped. */
const ROOM_TTL_MS = 400_000;
const SAMPLE_SIZE = 10;

/** The rendezvous: knows who announced, tells a random few. */
export class SimulatedSeed {
  down = false;
  private readonly seenMs = new Map<Address, number>();
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  announce(address: Address, nowMs: number): Address[] {
    this.seenMs.set(address, nowMs);
    for (const [other, atMs] of this.seenMs) if (nowMs - atMs > ROOM_TTL_MS) this.seenMs.delete(other);
    return this.chance.sample(
      [...this.seenMs.keys()].filter((other) => other !== address),
      SAMPLE_SIZE,
    );
  }
}
