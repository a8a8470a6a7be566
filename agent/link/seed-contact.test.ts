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
