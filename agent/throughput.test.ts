import { expect, it } from "vitest";
import { SimulatedNetwork } from "../links/simulated-transport.ts";
import { nopPruner } from "../study/pruners/nop.ts";
import { rngFromSeed } from "../study/rng.ts";
import { randomSampler } from "../study/samplers/random.ts";
import { floatDistribution } from "../study/space/distribution.ts";
import type { SearchSpace } from "../study/space/search-space.ts";
import type { TrialOutcome } from "../study/trial/trial.ts";
import { signatures } from "../worker/identity/ed25519.ts";
import { Agent } from "./agent.ts";
import type { RunnerSlot, SlotEvents, TrialBatch, TrialRunner } from "./ports.ts";
import { MemorySegmentStore } from "./store/memory-segment-store.ts";
import { baseSpec, studyId } from "./testing/test-swarm.ts";
import { VirtualClock } from "./virtual-clock.ts";

const space: SearchSpace = { names: ["x", "y"], distributions: [floatDistribution(-5, 5), floatDistribution(-5, 5)] };

/** Answers a batch at once, in deliveries of 1,000 outcomes; costs next to nothing itself. */
class InstantRunner implements TrialRunner {
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  openSlot(_: unknown, events: SlotEvents): RunnerSlot {
    const answer = ({ proposals }: TrialBatch, from: number): void => {
      if (from >= proposals.length) return;
      const outcomes = proposals.slice(from, from + 1_000).map(({ number, values }): TrialOutcome => {
        const [x, y] = values.length === 2 ? values : [1, 1];
        const loss = Number(x) ** 2 + Number(y) ** 2;
        return {
          number,
          state: "complete",
          values: [loss],
          space,
          params: [x ?? 1, y ?? 1],
          intermediate: [],
          metrics: NONE,
          constraints: NONE,
          userAttrs: NONE,
          error: null,
          checkpoint: null,
          durationMs: 0.001,
        };
      });
      this.#clock.setTimer(0, () => answer({ proposals, pruner: { kind: "nop" } }, from + 1_000));
      events.onFinished(outcomes);
    };
    this.#clock.setTimer(1, () => events.onReady());
    return {
      run: (batch) => this.#clock.setTimer(1, () => answer(batch, 0)),
      refreshPruner: () => {},
      restart: () => {},
      close: async () => {},
    };
  }
}

const NONE = {};

it("passes trivial trials on at far more than 50,000 a second", async () => {
  const clock = new VirtualClock();
  const javascript = await signatures(undefined);
  const network = new SimulatedNetwork({ clock, random: () => 0.5 });
  const rng = rngFromSeed(1, "throughput");
  const total = 400_000;
  const agent = new Agent({
    studyId,
    spec: {
      ...baseSpec,
      sampler: { name: "random" },
      budget: { kind: "rounds", rounds: total / 10, trialsPerRound: 10 },
    },
    sampler: randomSampler(),
    pruner: nopPruner(),
    signer: await javascript.signer(new Uint8Array(32).fill(1)),
    verifier: javascript,
    logNonce: Uint8Array.from({ length: 16 }, () => rng.nextUint32() & 255),
    seed: Uint8Array.from({ length: 32 }, () => rng.nextUint32() & 255),
    clock,
    store: new MemorySegmentStore(),
    channel: network.join(),
    rendezvous: null,
    runner: new InstantRunner(clock),
    program: { studyId, javascript: "", positions: null, directions: ["minimize"] },
    profileName: "fast",
    cores: 1,
    maxCores: 1,
    onChange: () => {},
  });
  const started = agent.start();
  await clock.advance(0);
  await started;
  const beforeMs = performance.now();
  await clock.advance(60_000, () => agent.snapshot().state === "finished");
  const tookMs = performance.now() - beforeMs;
  console.info(`${Math.round((1_000 * total) / tookMs)} trials/s, ${((1_000 * tookMs) / total).toFixed(2)} us each`);
  expect(agent.snapshot()).toMatchObject({ state: "finished", ownTrialCount: total, trialCount: total });
  expect(agent.snapshot().points.length).toBeLessThanOrEqual(1_000);
});
