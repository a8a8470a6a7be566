import { expect, test } from "vitest";
import { TICK_MS } from "../../agent/link/swarm-host.ts";
import { Chance } from "../../swarm/chance.ts";
import type { Address } from "../../swarm/ids.ts";
import { type Participant, STUDY_ID } from "../../swarm/simulator/participant.ts";
import type { Seed, SeedAnswer } from "../../swarm/simulator/simulated-seed.ts";
import { CALM, Simulation } from "../../swarm/simulator/simulation.ts";
import { Rooms } from "./rooms.ts";

/** As a tab that dials gives up where nobody answers. */
const UNANSWERED_MS = 6_000;
const DEAD = 400;

const isDead = (address: Address): boolean => address.startsWith("dead");

/** The real seed's rooms. */
class RoomsSeed implements Seed {
  down = false;
  readonly rooms: Rooms;
  networkOf: (address: Address) => string = () => "one";

  constructor(seed: number) {
    const chance = new Chance(new TextEncoder().encode(`way in, seed ${String(seed).padStart(8, "0")}`));
    this.rooms = new Rooms(() => chance.between(0, 1));
  }

  announce(address: Address, nowMs: number): SeedAnswer {
    const summary = { best: null, trials: 0, peers: 0 };
    const told = this.rooms.announce(STUDY_ID, address, summary, this.networkOf(address), nowMs);
    return { addresses: told.ok ? told.addresses : [] };
  }
}

/** Tabs that the real seed introduces to each other, and to addresses at which nobody answers. */
class BesideTheDead extends Simulation {
  readonly #seed: RoomsSeed;

  constructor(seed: number, roomsSeed: RoomsSeed) {
    super({ ...CALM, seed, tickMs: TICK_MS }, roomsSeed);
    this.#seed = roomsSeed;
  }

  /** Of `networks` networks in turn, all announced now and again and again. */
  announceTheDead(networks: readonly string[]): void {
    for (let i = 0; i < DEAD; i++) {
      const address = `dead${i}`;
      this.#seed.rooms.announce(
        STUDY_ID,
        address,
        { best: null, trials: 0, peers: 0 },
        networks[i % networks.length] ?? "",
        this.nowMs,
      );
    }
    this.after(30_000, () => this.announceTheDead(networks));
  }

  override connect(from: Participant, address: Address): void {
    const { rooms } = this.#seed;
    if (isDead(address)) {
      this.after(UNANSWERED_MS, () => from.step({ type: "connectFailed", nowMs: this.nowMs, address }));
      this.after(5_000, () => rooms.leftUnanswered(address));
      return;
    }
    this.after(200, () => rooms.answered(address, this.#seed.networkOf(from.address)));
    super.connect(from, address);
  }
}

/** How long until this many tabs in a row had their first link each, ms. */
function joinMs(simulation: Simulation, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const tab = simulation.join(`newcomer${i}`);
    const tookMs = simulation.runUntil(() => tab.core.links().length > 0, 150_000) ?? 150_000;
    simulation.run(2_000);
    return tookMs;
  });
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
const SEEDS = Array.from({ length: 20 }, (_, i) => i);

test.each([
  ["of their own network", ["one"]],
  ["of ten other networks", Array.from({ length: 10 }, (_, i) => `other ${i}`)],
])("beside 2 tabs and 400 dead addresses %s newcomers are linked within 5 s", (_which, networks) => {
  const times = SEEDS.flatMap((seed) => {
    const simulation = new BesideTheDead(seed, new RoomsSeed(seed));
    simulation.join("author");
    simulation.run(3_000);
    simulation.join("second");
    simulation.run(10_000);
    simulation.announceTheDead(networks);
    return joinMs(simulation, 3);
  });
  expect(quantile(times, 0.5)).toBeLessThan(2_000);
  expect(quantile(times, 0.95)).toBeLessThan(5_000);
  // Here one dial in twenty fails by chance, also the only two that could lead anywhere.
  expect(Math.max(...times)).toBeLessThan(10_000);
});

test("the first newcomer finds the author, whom nobody has reached yet, among 400 dead addresses of one network", () => {
  const times = SEEDS.flatMap((seed) => {
    const simulation = new BesideTheDead(seed, new RoomsSeed(seed));
    simulation.join("author");
    simulation.run(3_000);
    simulation.announceTheDead(["one"]);
    return joinMs(simulation, 1);
  });
  expect(quantile(times, 0.5)).toBeLessThan(2_000);
  expect(Math.max(...times)).toBeLessThan(10_000);
});

test("two that come after the 400 dead find each other, by who came last", () => {
  const times = SEEDS.flatMap((seed) => {
    const simulation = new BesideTheDead(seed, new RoomsSeed(seed));
    simulation.announceTheDead(["one"]);
    simulation.run(3_000);
    simulation.join("author");
    simulation.run(20_000);
    return joinMs(simulation, 2);
  });
  expect(Math.max(...times)).toBeLessThan(10_000);
});

test("what was dialled in vain is dialled again rarely, however often the seed names it", () => {
  const roomsSeed = new RoomsSeed(1);
  const simulation = new BesideTheDead(1, roomsSeed);
  const dialled: Address[] = [];
  const connect = simulation.connect.bind(simulation);
  simulation.connect = (from, address) => {
    dialled.push(address);
    connect(from, address);
  };
  simulation.announceTheDead(["one"]);
  simulation.join("alone");
  simulation.run(60_000);
  expect(dialled.length).toBeGreaterThan(30);
  expect(new Set(dialled).size).toBeGreaterThan(0.8 * dialled.length);
});

test("a hundred tabs of one network join a room of three networks within 3 s, and each is linked 5 s later", () => {
  const roomsSeed = new RoomsSeed(2);
  const simulation = new BesideTheDead(2, roomsSeed);
  roomsSeed.networkOf = (address) => (address.startsWith("school") ? "school" : address.slice(0, 5));
  for (const name of ["home1", "home2"]) simulation.join(name);
  simulation.run(10_000);
  const firstLinkMs: number[] = [];
  const waiting = new Map<Participant, number>();
  const join = (i: number) => waiting.set(simulation.join(`school${i}`), simulation.nowMs);
  for (let i = 0; i < 100; i++) simulation.after(simulation.chance.between(0, 3_000), () => join(i));
  for (let turn = 0; turn < 120; turn++) {
    simulation.run(100);
    for (const [tab, sinceMs] of waiting) {
      if (tab.core.links().length === 0) continue;
      waiting.delete(tab);
      firstLinkMs.push(simulation.nowMs - sinceMs);
    }
  }
  expect(firstLinkMs.length).toBe(100);
  expect(Math.max(...firstLinkMs)).toBeLessThan(5_000);
});
