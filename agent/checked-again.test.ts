// A core runs others' trials between its own, and what it says of them reaches whoever decides.
import { describe, expect, it } from "vitest";
import { TrialPruned } from "../study/errors.ts";
import { finished } from "../study/testing/run-trials.ts";
import type { FinishedTrial } from "../study/trial/trial.ts";
import type { Proposal } from "../study/trial/proposal.ts";
import { Checking } from "./trust/checking.ts";
import { type Rerun, Trust } from "./trust/trust.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { BatchSizer } from "./work/batches.ts";
import { Crew } from "./work/crew.ts";
import { type SimulatedObjective, SimulatedRunner } from "./work/simulated-runner.ts";

const space = {
  names: ["x"],
  distributions: [{ kind: "float", low: -9, high: 9, log: false, step: null }],
} as const;
const [me, other] = ["me", "other"];

/** Reports x, then 2 x, then 3 x, and comes to the last. */
const steps: SimulatedObjective = {
  run: (trial) => {
    const x = trial.suggestFloat("x", -9, 9);
    for (let step = 1; step <= 3; step++) {
      trial.report(step * x, step);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return 3 * x;
  },
  durationMs: () => 100,
};

function setting(objective: SimulatedObjective, trialTimeoutMs = 10_000) {
  const clock = new VirtualClock();
  const attested: string[] = [];
  const disputed: string[] = [];
  const engine = { name: "chromium", version: 156 } as const;
  const trust = new Trust(
    {
      directions: ["minimize"],
      own: me,
      log: "A".repeat(22),
      engine,
      secret: "secret",
      verifications: 0,
      planned: Number.POSITIVE_INFINITY,
      isCertain: true,
    },
    {
      attest: ({ trial }) => attested.push(trial),
      dispute: ({ trial }) => disputed.push(trial),
      engineOf: () => engine,
      workers: () => 2,
      heard: () => ({ counts: () => true, workers: 2 }),
      canRun: () => true,
      risen: () => {},
      fallen: () => {},
      verified: () => {},
    },
  );
  const checking = new Checking({ trust, seedOf: () => 7, isDone: () => true });
  const runner = new SimulatedRunner({ clock, objective });
  const asked: Proposal[][] = [];
  const crew = new Crew(
    {
      runner,
      program: { studyId: "S".repeat(43), javascript: "", positions: null, directions: ["minimize"], names: ["value"] },
      clock,
      sizer: new BatchSizer(false, 10, false),
      learns: true,
      trialTimeoutMs,
      coresPerTrial: 1,
      checking,
    },
    {
      ask: () => asked.pop() ?? [],
      pruner: () => ({ kind: "nop" }),
      onStopped: () => {},
      onEnded: () => {},
      onLoadFailed: () => {},
      onGivenUp: () => {},
    },
  );
  /** Until nothing runs any more. */
  const run = async (): Promise<void> => {
    void crew.setCores(1);
    for (let i = 0; i < 200; i++) {
      await clock.advance(250);
      crew.tick();
    }
  };
  return { trust, attested, disputed, crew, run, runner };
}

const told = (change: Partial<FinishedTrial>): FinishedTrial =>
  finished({ log: "B".repeat(22), number: 3, space, params: [-1], durationMs: 100, ...change });

describe("a trial of another tab that runs again here", () => {
  it("is attested where it comes to the same, in a worker of its own, and counts as no trial of this tab", async () => {
    const { trust, attested, run, crew } = setting(steps);
    trust.heard(
      told({
        values: [-3],
        intermediate: [
          [1, -1],
          [2, -2],
          [3, -3],
        ],
      }),
      other,
    );
    void crew.setCores(1);
    expect(crew.unfinishedCount).toBe(0);
    await run();
    expect(attested).toEqual([`${"B".repeat(22)}:3`]);
    expect(trust.claims.best?.values).toEqual([-3]);
    expect(crew.checkCount).toBe(0);
  });

  it("stops where it was pruned, and says nothing against who pruned it", async () => {
    const { trust, run, disputed } = setting(steps);
    const pruned = told({
      state: "pruned",
      values: [-2],
      intermediate: [
        [1, -1],
        [2, -2],
      ],
    });
    const rerun: Rerun = { trial: pruned, author: other, why: "first", isFresh: false };
    let handed = false;
    trust.next = () => {
      if (handed) return null;
      handed = true;
      return rerun;
    };
    await run();
    expect(disputed).toEqual([]);
    expect(trust.vouching.standing(other)).toBe("vouched");
  });

  it("says nothing where it runs out of time here, and is left to others after two runs", async () => {
    const hangs: SimulatedObjective = { run: () => ({ mishap: "hang" }), durationMs: () => 100 };
    const { trust, attested, disputed, run, runner } = setting(hangs, 1_000);
    trust.heard(told({ values: [-3] }), other);
    await run();
    expect([attested, disputed]).toEqual([[], []]);
    expect(trust.vouching.standing(other)).toBe("unknown");
    expect(trust.claim?.trial.values).toEqual([-3]);
    expect(runner.attempts.get(3)).toBe(2);
  });
});
