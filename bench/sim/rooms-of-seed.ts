import type { Address, Rendezvous, StudySummary } from "../../agent/ports.ts";
import type { VirtualClock } from "../../agent/virtual-clock.ts";
import type { SimulatedNetwork } from "../../links/simulated-transport.ts";
import { Rooms } from "../../signaling/rooms/rooms.ts";
import { StudyTimes } from "../../signaling/rooms/study-times.ts";
import type { StudyId } from "../../study/spec/spec.ts";

/** The real seed's rooms in virtual time. */
export class RoomsOfSeed {
  readonly #rooms: Rooms;
  readonly #times: StudyTimes;
  readonly #clock: VirtualClock;
  readonly #network: SimulatedNetwork;

  /** `random` is uniform in [0, 1). */
  constructor(clock: VirtualClock, network: SimulatedNetwork, random: () => number) {
    this.#clock = clock;
    this.#network = network;
    this.#rooms = new Rooms(random);
    this.#times = new StudyTimes(clock);
  }

  /** How the tab at `address`, whose socket comes from `network`, reaches the seed. */
  rendezvous(address: Address, network: string): Rendezvous {
    return {
      announce: async (studyId, summary) => this.announce(studyId, address, network, summary),
      leave: async (studyId) => this.#rooms.leave(studyId, address),
      fetchSpec: async () => null,
      offerSpec: async () => {},
    };
  }

  announce(studyId: StudyId, address: Address, network: string, summary: StudySummary) {
    if (!this.#network.seedIsUp()) throw new Error("The seed is away.");
    const told = this.#rooms.announce(studyId, address, summary, network, this.#clock.nowMs());
    if (!told.ok) throw new Error(`The seed refuses: ${told.reason}.`);
    return { addresses: told.addresses, wantsSpec: false, studyMs: this.#times.ask(studyId, told.beginnings) };
  }

  /** A tab of `network` has linked itself to `address`, or could not. */
  tried(address: Address, network: string, hasAnswered: boolean): void {
    if (hasAnswered) this.#rooms.answered(address, network);
    else this.#rooms.leftUnanswered(address);
  }

  /** The socket of whoever is at `address` is gone. */
  gone(address: Address): void {
    this.#rooms.leaveAll(address);
  }
}
