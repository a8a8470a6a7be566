import { beforeEach, describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { baseSpec } from "../testing/test-swarm.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { SeedContact } from "./seed-contact.ts";

/** The seed takes this long to answer. */
const ANSWER_MS = 100;

let clock: VirtualClock;
let best: number | null;
let said: (number | null)[];

beforeEach(() => {
  clock = new VirtualClock();
  best = null;
  said = [];
});

function contact(answers: () => boolean = () => true): SeedContact {
  return new SeedContact({
    rendezvous: {
      announce: (_, summary) => {
        said.push(summary.best);
        return new Promise((resolve, reject) => {
          clock.setTimer(ANSWER_MS, () =>
            answers() ? resolve({ addresses: [], wantsSpec: false }) : reject(new Error("away")),
          );
        });
      },
      leave: async () => undefined,
      fetchSpec: async () => null,
      offerSpec: async () => undefined,
    },
    studyId: "s",
    spec: baseSpec,
    clock,
    rng: rngFromSeed(1),
    address: () => "here",
    summary: () => ({ best, trials: 0, peers: 1 }),
    onStudyTime: () => undefined,
    onAddresses: () => undefined,
    onChange: () => undefined,
  });
}

describe("news for the seed", () => {
  it("goes out at once", async () => {
    const seed = contact();
    seed.ask();
    await clock.advance(ANSWER_MS);
    best = 2;
    seed.announceNews();
    await clock.advance(ANSWER_MS);
    expect(said).toEqual([null, 2]);
  });

  it("that comes while the seed is being asked goes out after its answer, once", async () => {
    const seed = contact();
    seed.ask();
    best = 2;
    seed.announceNews();
    seed.announceNews();
    await clock.advance(10 * ANSWER_MS);
    expect(said).toEqual([null, 2]);
  });

  it("waits with the next try while the seed is away", async () => {
    let away = true;
    const seed = contact(() => !away);
    seed.ask();
    best = 2;
    seed.announceNews();
    await clock.advance(ANSWER_MS);
    seed.announceNews();
    expect(said).toEqual([null]);
    away = false;
    await clock.advance(5_000);
    expect(said[1]).toBe(2);
  });
});

describe("a question that hangs", () => {
  /** A seed that answers none before the network is another. */
  function hanging() {
    let hangs = true;
    const found: string[][] = [];
    let asked = 0;
    const seed = new SeedContact({
      rendezvous: {
        announce: async () => {
          const number = asked++;
          if (hangs) await new Promise((resolve) => clock.setTimer(10_000, () => resolve(undefined)));
          return { addresses: [`answer ${number}`], wantsSpec: false };
        },
        leave: async () => undefined,
        fetchSpec: async () => null,
        offerSpec: async () => undefined,
      },
      studyId: "s",
      spec: baseSpec,
      clock,
      rng: rngFromSeed(1),
      address: () => "here",
      summary: () => ({ best, trials: 0, peers: 1 }),
      onStudyTime: () => undefined,
      onAddresses: (addresses) => found.push([...addresses]),
      onChange: () => undefined,
    });
    return { seed, found, mend: () => (hangs = false), count: () => asked };
  }

  it("is not waited for on another network, and what it says later counts no more", async () => {
    const { seed, found, mend } = hanging();
    seed.ask();
    await clock.advance(3_000);
    mend();
    seed.askNow();
    await clock.advance(0);
    expect(found).toEqual([["answer 1"]]);
    await clock.advance(30_000);
    expect(found).toEqual([["answer 1"]]);
  });

  it("is given two seconds where it was asked just before, and one that is answered is not asked again", async () => {
    const { seed, found, mend, count } = hanging();
    seed.ask();
    await clock.advance(100);
    mend();
    seed.askNow();
    await clock.advance(1_800);
    expect(count()).toBe(1);
    await clock.advance(200);
    expect(found).toEqual([["answer 1"]]);
    seed.ask();
    seed.askNow();
    await clock.advance(30_000);
    expect(count()).toBe(3);
  });
});
