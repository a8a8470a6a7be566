// Nothing that a stranger says makes a trial run at a point that nobody here chose: over many seeds, at the ports of agents.
import { expect, it } from "vitest";
import type { TrialBatch, TrialRunner } from "../agent/ports.ts";
import { MAX_TOLD_LEASES, NO_PROGRESS } from "../agent/tell/status-codec.ts";
import { pointKey } from "../bench/sim/counting-runner.ts";
import { corner, falseTrial, forged, honestSpace, justBetter } from "../bench/sim/liars/lies.ts";
import { objectiveOf } from "../bench/sim/objectives.ts";
import { Stranger } from "../bench/sim/liars/stranger.ts";
import { World } from "../bench/sim/world.ts";
import { integer, uniform } from "../study/rng.ts";
import type { Sampler } from "../study/sampler.ts";
import { floatDistribution, type ParamValue } from "../study/space/distribution.ts";
import type { TrialSpace } from "../study/space/search-space.ts";
import { specWith } from "../study/spec/spec.ts";
import type { TrialOutcome } from "../study/trial/trial.ts";

const SEEDS = 50;
const SEEDS_AT_ONCE = 10;
const TRIALS = 12;
const STRANGERS = 2;
const START_POINTS = [{ x0: 1, x1: -1 }];
const objective = objectiveOf("rosenbrock");

/** What one tab's sampler chose, and what its jail was given and gave back. */
class Watched {
  readonly chosen = new Set<string>();
  readonly given: TrialBatch["proposals"][number][] = [];
  readonly ran: TrialOutcome[] = [];

  sampler(inner: Sampler): Sampler {
    return {
      ...inner,
      sample: (request) => {
        const sample = inner.sample(request);
        this.chosen.add(pointKey(sample.values));
        return sample;
      },
    };
  }

  /** But for repeats of others' trials, which a check chose. */
  runner(inner: TrialRunner): TrialRunner {
    return {
      openSlot: (program, events) => {
        let isCheck = false;
        const slot = inner.openSlot(program, {
          onReady: () => events.onReady(),
          onLoadFailed: (error) => events.onLoadFailed(error),
          onReport: (number, step, value) => events.onReport(number, step, value),
          onLost: (error) => events.onLost(error),
          onFinished: (outcomes) => {
            if (!isCheck) this.ran.push(...outcomes);
            events.onFinished(outcomes);
          },
        });
        return {
          run: (batch) => {
            isCheck = batch.pruner.kind === "replay";
            if (!isCheck) this.given.push(...batch.proposals);
            slot.run(batch);
          },
          refreshPruner: (snapshot) => slot.refreshPruner(snapshot),
          restart: (error) => slot.restart(error),
          close: () => slot.close(),
        };
      },
    };
  }
}

/** A point of the objective, or one far outside of what it declares. */
function somewhere(world: World): { readonly space: TrialSpace; readonly params: number[] } {
  if (world.chance.next() < 0.5) return { space: honestSpace(objective), params: corner(world) };
  const { names } = honestSpace(objective);
  const reach = 10 ** integer(world.chance, 1, 9);
  return {
    space: { names, distributions: names.map(() => floatDistribution(-reach, reach)) },
    params: forged(
      world,
      names.map(() => uniform(world.chance, -reach, reach)),
    ),
  };
}

/** Says by chance whatever it can: leases, start points, trials, commands; leaves, and comes again under another log. */
function bother(world: World, name: string): void {
  let stranger = new Stranger(world, name);
  let told = 0;
  world.every(400, () => {
    const at = somewhere(world);
    switch (integer(world.chance, 0, 4)) {
      case 0: {
        const leases = Array.from({ length: MAX_TOLD_LEASES }, (_, number) =>
          Object.assign({ number, state: "waiting" as const }, NO_PROGRESS, at),
        );
        stranger.be({ leases, runningCount: integer(world.chance, 0, 2 ** 32 - 1), startPoints: [0] });
        return;
      }
      case 1: {
        const trial = falseTrial(world, stranger.log, told++, at.params, justBetter(world));
        stranger.tell([{ ...trial, space: at.space, startPoint: 0 }], { isBest: true });
        return;
      }
      case 2: {
        const params: Record<string, ParamValue> = {};
        at.space.names.forEach((of, i) => {
          params[of] = at.params[i] ?? 0;
        });
        stranger.say("command", { kind: "enqueue", params });
        return;
      }
      case 3:
        stranger.say("command", { kind: "resumeTrial", trial: `${stranger.log}:${told}` });
        return;
      default:
        stranger.leave();
        stranger = new Stranger(world, name);
        told = 0;
    }
  });
}

async function bothered(seed: number): Promise<{ readonly world: World; readonly tabs: readonly Watched[] }> {
  const spec = specWith({
    name: "Own choices",
    objective: { language: "javascript", source: "" },
    sampler: { name: "tpe", startupTrials: 4 },
    startPoints: START_POINTS,
    budget: { kind: "rounds", rounds: 4, trialsPerRound: TRIALS / 4 },
    author: { key: World.authorKey("honest 0", seed), name: "" },
    createdMs: 0,
  });
  const world = new World({ seed, spec, objective, trials: TRIALS, trialMs: 400, loss: 0 });
  const tabs = [new Watched(), new Watched()];
  const agents = [];
  for (const [i, tab] of tabs.entries()) {
    const { agent } = await world.join({
      name: `honest ${i}`,
      cores: 1,
      began: i === 0 ? "now" : undefined,
      sampler: (inner) => tab.sampler(inner),
      runner: (inner) => tab.runner(inner),
    });
    agents.push(agent);
  }
  for (let i = 0; i < STRANGERS; i++) bother(world, `stranger ${i}`);
  await world.clock.advance(60_000, () => tabs.every(({ ran }) => ran.length >= TRIALS));
  expect(agents.some((agent) => agent.snapshot().peerCount > 2 || agent.snapshot().heldCount > 2 * TRIALS)).toBe(true);
  return { world, tabs };
}

it.each(Array.from({ length: SEEDS / SEEDS_AT_ONCE }, (_, i) => 1 + SEEDS_AT_ONCE * i))(
  "no trial runs at a point that neither the tab's own sampler nor the author chose, from seed %d on",
  async (first) => {
    const authors = START_POINTS.map((point) => JSON.stringify(point));
    for (let seed = first; seed < first + SEEDS_AT_ONCE; seed++) {
      const { world, tabs } = await bothered(seed);
      expect(world.forgedPoints.size, `seed ${seed}`).toBeGreaterThan(0);
      for (const { chosen, given, ran } of tabs) {
        expect(ran.length, `seed ${seed}`).toBeGreaterThanOrEqual(TRIALS);
        for (const { fixed, values } of given) {
          if (fixed !== null) expect(authors, `seed ${seed}`).toContain(JSON.stringify(fixed));
          else if (values.length > 0) expect(chosen, `seed ${seed}`).toContain(pointKey(values));
        }
        const points = ran.map(({ params }) => params);
        expect(
          points.filter((params) => world.forgedPoints.has(pointKey(params))),
          `seed ${seed}`,
        ).toEqual([]);
        expect(
          points.filter((params) => !params.every((value) => isDeclared(value))),
          `seed ${seed}`,
        ).toEqual([]);
      }
    }
  },
);

const isDeclared = (value: ParamValue): boolean =>
  typeof value === "number" && value >= objective.low && value <= objective.high;
