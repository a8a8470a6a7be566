import { describe, expect, test } from "vitest";
import { createStudy, type StandaloneStudy } from "../create-study.ts";
import { MisuseError, TrialPruned } from "../errors.ts";
import { valueOf } from "../evolution/settings.ts";
import { medianPruner } from "../pruners/median.ts";
import { nopPruner } from "../pruners/nop.ts";
import { rngFromSeed } from "../rng.ts";
import { finishReturned, finishThrown } from "../trial/finish.ts";
import type { Proposal } from "../trial/proposal.ts";
import { TrialContext } from "../trial/suggest.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { deepGaSampler } from "./deepga.ts";
import { distinctSampler } from "./distinct.ts";
import { partialFixedSampler } from "./partial-fixed.ts";

const SMALL = { population: 30, survivors: 6, champions: 2, sigma: 0.1, validationEpisodes: 4 };
const NEEDED = 30 + 10 * 4;

/** How many of its seeds are below a half, with chance of the episode that lucky ones profit from. */
const objective = (trial: TrialContext): number => {
  const genome = trial.suggestSeeds("genome", { maxLength: 1_000 });
  return genome.filter((seed) => seed < 2 ** 31).length + 2 * trial.rng.next();
};

const smallStudy = (options: Partial<typeof SMALL> = {}): StandaloneStudy =>
  createStudy({ direction: "maximize", sampler: deepGaSampler({ ...SMALL, ...options }) });

const trialOf = (study: StandaloneStudy, proposal: Proposal): TrialContext =>
  new TrialContext(proposal, { directions: study.history.directions, pruner: { kind: "nop" } });

function tellOne(study: StandaloneStudy, proposal: Proposal): FinishedTrial {
  const trial = trialOf(study, proposal);
  return study.tell(finishReturned(trial, objective(trial), 3));
}

describe("a study that breeds generations", () => {
  test("has each closed generation's champion as a trial, with the mean of its re-test", async () => {
    const study = smallStudy();
    const end = await study.optimize(objective, { generations: 12 });
    expect(end).toEqual({ trials: 12 * NEEDED, reason: "12 generations were bred" });
    expect(study.generations()).toHaveLength(12);
    expect(study.trials().map(({ number, values: [value] }) => [number, value])).toEqual(
      study.generations().map(({ generation, survivors: [champion] }) => [generation, champion && valueOf(champion)]),
    );
    for (const { params, space } of study.trials()) {
      expect(space.names).toEqual(["genome"]);
      expect((params[0] as number[]).length).toBeLessThanOrEqual(12);
    }
    const best = study.best();
    expect(best?.values[0]).toBe(Math.max(...study.trials().map(({ values: [value = 0] }) => value)));
    expect(study.bestTrials()).toEqual([best]);
    expect(await study.optimize(objective, { generations: 3 })).toMatchObject({ trials: 3 * NEEDED });
    expect(study.evolution?.generation).toBe(15);
  });

  test("finds more good seeds than chance does", async () => {
    const study = smallStudy();
    await study.optimize(objective, { generations: 40 });
    // Each seed is good with a half; genomes have 41 at most.
    expect(study.best()?.values[0]).toBeGreaterThan(30);
  });

  test("comes to the same whatever runs at once, and to other generations by another seed", async () => {
    const run = async (parallel: number, seed: string | number): Promise<StandaloneStudy> => {
      const study = createStudy({ direction: "maximize", seed, sampler: deepGaSampler(SMALL) });
      const slow = async (trial: TrialContext): Promise<number> => {
        for (let turns = trial.seed % 7; turns > 0; turns--) await Promise.resolve();
        return objective(trial);
      };
      expect(await study.optimize(slow, { parallel, generations: 4 })).toMatchObject({ trials: 4 * NEEDED });
      return study;
    };
    const [alone, several, very, other] = await Promise.all([run(1, 7), run(5, 7), run(500, 7), run(1, 8)]);
    expect(several?.generations()).toEqual(alone?.generations());
    expect(very?.generations()).toEqual(alone?.generations());
    expect(several?.trials()).toEqual(alone?.trials());
    expect(other?.generations()).not.toEqual(alone?.generations());
  });

  test("counts trials that throw, are pruned or give NaN as failed, and goes on", async () => {
    const study = smallStudy();
    let ran = 0;
    await study.optimize(
      (trial) => {
        const value = objective(trial);
        ran++;
        if (ran % 7 === 0) return Number.NaN;
        if (ran % 7 === 1) throw new TrialPruned();
        if (ran % 7 === 2) throw new Error("no");
        return value;
      },
      { generations: 2, catch: true },
    );
    const [first] = study.generations();
    expect(first?.evaluations).toBe(NEEDED);
    expect(first?.failed).toBe(30);
    const broken = smallStudy();
    await broken.optimize(() => Number.NaN, { generations: 2 });
    expect([broken.best(), broken.trials(), broken.generations().length]).toEqual([null, [], 2]);
    await expect(
      smallStudy().optimize(
        () => {
          throw new Error("no");
        },
        { generations: 1 },
      ),
    ).rejects.toThrow("no");
  });

  test("minimises, too", async () => {
    const study = createStudy({ sampler: deepGaSampler(SMALL) });
    await study.optimize(objective, { generations: 20 });
    expect(study.best()?.values[0]).toBeLessThan(3);
  });

  test("ends by trials, which are evaluations, and goes on in the midst of a generation", async () => {
    const [study, whole] = [smallStudy(), smallStudy()];
    expect(await study.optimize(objective, { trials: 50 })).toEqual({ trials: 50, reason: "50 trials were run" });
    expect([study.trials(), study.evolution?.progress]).toEqual([[], { known: 50, needed: NEEDED }]);
    expect(await study.optimize(objective, { generations: 1 })).toMatchObject({ trials: NEEDED - 50 });
    await whole.optimize(objective, { generations: 1 });
    expect(study.generations()).toEqual(whole.generations());
  });

  test("ends by stop rules, which see champions", async () => {
    const { noImprovement } = await import("../stopping/no-improvement.ts");
    const { trialLimit } = await import("../stopping/trial-limit.ts");
    const study = smallStudy();
    expect(await study.optimize(objective, { stop: [trialLimit(20)] })).toMatchObject({ trials: 20 * NEEDED });
    expect(study.generations()).toHaveLength(20);
    const flat = smallStudy();
    const { reason } = await flat.optimize(() => 7, { stop: [noImprovement(5)] });
    expect(reason).toContain("no improvement");
    expect(flat.generations()).toHaveLength(6);
  });

  test("says with a clock when a generation began, and how long it took", async () => {
    const study = smallStudy();
    let nowMs = 1_000;
    await study.optimize(objective, { generations: 2, clock: () => (nowMs += 1) });
    const [first, second] = study.trials();
    expect(first?.startMs).toBeLessThan(second?.startMs ?? 0);
    expect((first?.startMs ?? 0) + (first?.durationMs ?? 0)).toBeLessThanOrEqual(second?.startMs ?? 0);
    expect(first?.durationMs).toBeGreaterThan(NEEDED);
  });

  test("tells callbacks of every evaluation", async () => {
    const study = smallStudy();
    const seen: FinishedTrial[] = [];
    await study.optimize(objective, { trials: 75, callbacks: [(_, trial) => void seen.push(trial)] });
    expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: 75 }, (_, i) => i));
    expect(seen.every(({ params, values }) => params.length === 0 && values.length === 1)).toBe(true);
  });

  test("breeds until genomes have no more room", async () => {
    const study = smallStudy({ population: 3, survivors: 2, champions: 1, validationEpisodes: 0 });
    const end = await study.optimize((trial) => trial.suggestSeeds("genome", { maxLength: 1_000 }).length, {
      trials: Infinity,
    });
    expect(end).toEqual({ trials: 3_000, reason: "genomes have no room for another generation" });
    expect(study.best()?.number).toBe(999);
    expect(study.ask(1)).toEqual([]);
    await expect(study.optimize(objective, { generations: 1 })).rejects.toThrow("from 0 to 0, for which genomes");
  });
});

describe("asking and telling oneself", () => {
  test("gives cells that do not run, none where all do, and each result counts once", () => {
    const study = smallStudy();
    const asked = study.ask(100);
    expect(asked.map(({ bred }) => bred?.cell)).toEqual(Array.from({ length: 30 }, (_, slot) => slot));
    expect([study.ask(5), study.isAllTaken(), study.running.size]).toEqual([[], true, 30]);
    const [first, second, third, ...others] = asked as [Proposal, Proposal, Proposal, ...Proposal[]];
    expect(study.forget(first.number)).toBe(true);
    expect(study.forget(first.number)).toBe(false);
    const [again] = study.ask(5) as [Proposal];
    expect([again.number, again.bred]).toEqual([30, first.bred]);
    expect(again.seed).toBe(first.seed);
    const told = tellOne(study, second);
    expect(told).toMatchObject({ number: 1, log: "local", state: "complete", params: [], durationMs: 3 });
    expect(() => tellOne(study, second)).toThrow("is not running");
    expect([study.history.size, study.evolution?.progress.known]).toEqual([0, 1]);
    const trial = trialOf(study, third);
    expect(study.tell(finishThrown(trial, new Error("no"), 1))).toMatchObject({ state: "failed" });
    expect(study.evolution?.resultOf(2)).toBeNaN();
    for (const proposal of [...others, again]) tellOne(study, proposal);
    const retests = study.ask(100);
    expect(retests).toHaveLength(40);
    expect(Math.min(...retests.map(({ bred }) => bred?.cell ?? 0))).toBeGreaterThanOrEqual(30);
    for (const proposal of retests) tellOne(study, proposal);
    expect([study.history.size, study.generations().length, study.evolution?.generation]).toEqual([1, 1, 1]);
    expect(study.trials()[0]).toMatchObject({ number: 0, durationMs: 1 + 69 * 3, startMs: null });
  });

  test("does not depend on the order of telling, and a result that comes too late changes nothing", () => {
    const [one, other] = [smallStudy(), smallStudy()];
    const rng = rngFromSeed("order");
    const late = other.ask(1)[0] as Proposal;
    for (let g = 0; g < 3; g++) {
      while (one.generations().length === g) for (const proposal of one.ask(9)) tellOne(one, proposal);
      if (g === 0) other.evolution?.note(0, other.evolution.resultOf(0) ?? objective(trialOf(other, late)));
      while (other.generations().length === g) {
        const asked = other.ask(50).map((proposal) => ({ proposal, at: rng.next() }));
        for (const { proposal } of asked.sort((a, b) => a.at - b.at)) tellOne(other, proposal);
      }
    }
    expect(other.generations()).toEqual(one.generations());
    const [size, known] = [other.history.size, other.evolution?.progress.known];
    tellOne(other, late);
    expect([other.history.size, other.evolution?.progress.known]).toEqual([size, known]);
  });

  test("follows generations that others bred", () => {
    const [study, other] = [
      smallStudy(),
      createStudy({ direction: "maximize", seed: 5, sampler: deepGaSampler(SMALL) }),
    ];
    for (const each of [study, other]) {
      while (each.generations().length < 2) for (const proposal of each.ask(9)) tellOne(each, proposal);
    }
    const [late] = study.ask(9) as [Proposal];
    expect(study.evolution?.replace(1, other.generations().slice(1))).toBeNull();
    tellOne(study, late);
    expect(study.evolution?.progress.known).toBe(0);
    const asked = study.ask(100);
    expect(asked.map(({ bred }) => bred?.cell)).toEqual(Array.from({ length: 30 }, (_, slot) => slot));
    for (const proposal of asked) tellOne(study, proposal);
    while (study.generations().length < 3) for (const proposal of study.ask(9)) tellOne(study, proposal);
    expect(study.trials().map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  test("is not optimised while ask() holds all that is needed", async () => {
    const study = smallStudy();
    const asked = study.ask(30);
    await expect(study.optimize(objective, { generations: 1 })).rejects.toThrow("tell() or forget() them first");
    for (const { number } of asked) study.forget(number);
    expect(await study.optimize(objective, { generations: 1 })).toMatchObject({ trials: NEEDED });
  });
});

describe("what makes no sense with generations is refused in a sentence", () => {
  const refused = (make: () => unknown, words: string): void => {
    expect(make).toThrow(MisuseError);
    expect(make).toThrow(words);
  };

  test("options of the sampler", () => {
    refused(() => deepGaSampler({ survivors: 2 }), "fewer champions (3) than survivors (2)");
    refused(() => deepGaSampler({ sigma: -1 }), "sigma must be a number above 0");
    refused(() => deepGaSampler({ episodes: 3 } as never), 'deepGaSampler has no option "episodes"');
    expect(
      createStudy({ sampler: deepGaSampler({ champions: undefined } as never) }).evolution?.settings,
    ).toMatchObject({
      population: 1_000,
      survivors: 20,
      champions: 3,
      sigma: 0.005,
      validationEpisodes: 30,
      seed: "waggle",
      maximize: false,
    });
  });

  test("studies", async () => {
    const sampler = deepGaSampler(SMALL);
    refused(() => createStudy({ sampler, directions: ["minimize", "maximize"] }), "ranks by one objective");
    refused(() => createStudy({ sampler, pruner: medianPruner() }), 'The pruner "median" compares');
    expect(createStudy({ sampler, pruner: nopPruner() }).evolution).not.toBeNull();
    refused(() => smallStudy().enqueue({ genome: [1] }), "Nothing can be enqueued");
    refused(() => createStudy().generations(), "breeds no generations");
    expect(createStudy().evolution).toBeNull();
    refused(() => distinctSampler(sampler), "deepGaSampler");
    refused(() => partialFixedSampler({ x: 1 }, sampler), "deepGaSampler");
    const wrapped = { ...sampler, evolution: undefined } as never;
    const ordinary = (trial: TrialContext): number => trial.suggestFloat("x", 0, 1);
    await expect(createStudy({ sampler: wrapped }).optimize(ordinary, { trials: 3 })).rejects.toThrow("as it is");
  });

  test("optimizations", async () => {
    const study = smallStudy();
    await expect(study.optimize(objective)).rejects.toThrow("give generations, as in { generations: 50 }");
    await expect(study.optimize(objective, { generations: 1.5 })).rejects.toThrow("a whole number from 0 to 1000");
    await expect(study.optimize(objective, { generations: 1_001 })).rejects.toThrow("a whole number from 0 to 1000");
    await expect(study.optimize(objective, { generations: 1, retry: { maxRetries: 1 } })).rejects.toThrow(
      "not retried",
    );
    await expect(createStudy().optimize(objective, { generations: 1 })).rejects.toThrow("deepGaSampler()");
    await expect(study.optimize((trial) => trial.suggestFloat("x", 0, 1), { generations: 1 })).rejects.toThrow(
      "breeds one list of seeds and nothing else",
    );
    expect(study.trials()).toEqual([]);
  });
});
