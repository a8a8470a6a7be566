import { ALIVE_MS } from "../../signaling/broker/broker.ts";
import { Rooms } from "../../signaling/rooms/rooms.ts";
import { Chance } from "../../swarm/chance.ts";
import type { Address } from "../../swarm/ids.ts";
import { STUDY_ID } from "../../swarm/simulator/participant.ts";
import type { Seed, SeedAnswer } from "../../swarm/simulator/simulated-seed.ts";

/** As `signaling/seed.ts` looks for members that are gone. */
const EXPIRY_CHECK_MS = 30_000;

/** The real seed's rooms in virtual time: a closed page leaves at once, one that vanished when its socket is given up. */
export class RoomsSeed implements Seed {
  down = false;
  readonly #rooms: Rooms;
  readonly #vanished = new Map<Address, number>();
  /** Who has vanished and did not answer the seed's ping, which goes along with an offer. */
  readonly #deaf = new Set<Address>();
  #checkedMs = 0;

  constructor(seed: number) {
    const chance = new Chance(new TextEncoder().encode(`rooms of seed ${String(seed).padStart(10, "0")}`));
    this.#rooms = new Rooms(
      () => chance.between(0, 1),
      (address) => this.#deaf.has(address),
    );
  }

  announce(address: Address, nowMs: number): SeedAnswer {
    this.#expire(nowMs);
    const studyMs = Math.round(nowMs);
    // Everybody sits at home: a network of their own.
    const told = this.#rooms.announce(STUDY_ID, address, { best: null, trials: 0, peers: 0, studyMs }, address, nowMs);
    return told.ok ? { addresses: told.addresses, studyMs } : { addresses: [] };
  }

  left(address: Address, nowMs: number, closed: boolean): void {
    if (closed) this.#rooms.leaveAll(address);
    else this.#vanished.set(address, nowMs);
  }

  offered(address: Address, asker: Address, isAnswered: boolean): void {
    if (isAnswered) this.#rooms.answered(address, asker);
    else this.#rooms.leftUnanswered(address);
    if (!isAnswered && this.#vanished.has(address)) this.#deaf.add(address);
  }

  #expire(nowMs: number): void {
    for (const [address, atMs] of this.#vanished) {
      if (nowMs - atMs < ALIVE_MS) break;
      this.#vanished.delete(address);
      this.#deaf.delete(address);
      this.#rooms.leaveAll(address);
    }
    if (nowMs - this.#checkedMs < EXPIRY_CHECK_MS) return;
    this.#checkedMs = nowMs;
    this.#rooms.expire(nowMs);
  }
}
