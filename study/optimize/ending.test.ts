// Whether an optimisation that only its finite space can end comes to an end, or says that it never will.
import { describe, expect, test } from "vitest";
import { createStudy, type StandaloneStudy } from "../create-study.ts";
import { TrialPruned } from "../errors.ts";
import { History } from "../history/history.ts";
import { MAX_NODES } from "../samplers/brute-force/choice-tree.ts";
import { bruteForceSampler } from "../samplers/brute-force.ts";
import { distinctSampler } from "../samplers/distinct.ts";
import { gridSampler } from "../samplers/grid.ts";
import { randomSampler } from "../samplers/random.ts";
import { noImprovement } from "../stopping/no-improvement.ts";
import { allOf, anyOf, type StopRule } from "../stopping/stop-rule.ts";
import { targetValue } from "../stopping/target-value.ts";
import { terminator } from "../stopping/terminator.ts";
import { timeLimit } from "../stopping/time-limit.ts";
import { trialLimit } from "../stopping/trial-limit.ts";
import { type Objective, runProposal, runTrials } from "../testing/run-trials.ts";
import type { TrialContext } from "../trial/suggest.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const finite = { grid: () => gridSampler({ n: numbers(300) }), "brute force": bruteForceSampler };
const fails: Objective = () => {
  throw new Error("no such file");
};

describe.each(Object.entries(finite))("%s", (_, make) => {
  test("gives up when nothing brings the end nearer, unless something else is an end", async () => {
    const study = createStudy({ sampler: make() });
    await expect(study.optimize(fails, { catch: true })).rejects.toThrow("nothing new was tried, so there is no end");
    expect(study.history.counts.failed).toBe(1_001);
    await expect(createStudy({ sampler: make() }).optimize(() => 1)).rejects.toThrow(
      "ask for parameters before it ends",
    );
    const stop = [trialLimit(2_000, ["failed"])];
    const limited = createStudy({ sampler: make() });
    expect(await limited.optimize(fails, { catch: true, stop })).toMatchObject({ trials: 2_000 });
    expect(await limited.optimize(fails, { catch: true, trials: 1_500 })).toMatchObject({ trials: 1_500 });
  });

  test("has patience with an objective that fails nearly always", async () => {
    const study = createStudy({ sampler: make() });
    const flaky: Objective = (trial) => (trial.number % 700 === 699 ? trial.suggestInt("n", 0, 299) : fails(trial));
    let [ran, tried] = [0, 0];
    const callbacks = [(): void => (++ran === 7_000 ? study.stop() : undefined)];
    expect(await study.optimize(flaky, { catch: true, callbacks })).toMatchObject({ reason: "stop() was called" });
    tried = study.history.counts.complete;
    expect(tried).toBe(10);
  });

  test("tries no point again because many trials were told at once and dropped unread", () => {
    const study = createStudy({ sampler: make(), maxHistory: 20 });
    const objective: Objective = (trial) => trial.suggestInt("n", 0, 299);
    runTrials(study, objective, 1);
    for (let left = 299; left > 0; left -= 30) {
      for (const proposal of study.ask(Math.min(30, left))) study.tell(runProposal(study, proposal, objective));
    }
    expect(study.isExhausted()).toBe(true);
  });

  const slow =
    (parallel: number): Parameters<StandaloneStudy["optimize"]>[0] =>
    async (trial) => {
      const value = trial.suggestInt("n", 0, 299);
      for (let turns = (trial.number * 7) % parallel; turns > 0; turns--) await Promise.resolve();
      return value;
    };

  test.each([1, 6])("tries more points than the history holds, each once: %d at a time", async (parallel) => {
    for (const sampler of [make(), distinctSampler(make())]) {
      const study = createStudy({ sampler, maxHistory: 20 });
      const seen = new Set<unknown>();
      const callbacks = [(_study: unknown, { params }: { params: readonly unknown[] }) => void seen.add(params[0])];
      expect(await study.optimize(slow(parallel), { parallel, callbacks })).toMatchObject({ trials: 300 });
      expect(seen.size).toBe(300);
      expect(study.history.size).toBeLessThanOrEqual(20);
    }
  });
});

test("brute force says when there are more values than it can tell apart", () => {
  const sampler = bruteForceSampler();
  const history = new History({ directions: ["minimize"] });
  const distribution = { kind: "int", low: 0, high: MAX_NODES + 9, log: false, step: 1 } as const;
  const space = { names: ["n"], distributions: [distribution] };
  const enter = (number: number): void => sampler.noteDropped?.(history, { space, params: [number] });
  for (let number = 0; number < MAX_NODES; number++) enter(number);
  expect(sampler.progress?.(history)).toEqual({ tried: MAX_NODES, fault: null });
  enter(MAX_NODES);
  expect(sampler.progress?.(history)?.fault).toContain(`can tell ${MAX_NODES} values apart, and here are more`);
});

describe("an optimization that only its rules can end", () => {
  const x: Objective = (trial) => trial.suggestFloat("x", 0, 1);
  /** Trials that do not end as a rule counts them, in every way there is. */
  const hopeless: Readonly<Record<string, Objective>> = {
    fails: (trial) => Math.log(-1 - x(trial)),
    throws: fails,
    "is pruned": (trial) => {
      trial.report(x(trial), 1);
      throw new TrialPruned();
    },
    "is infeasible": (trial) => {
      trial.setConstraint("limit", 1);
      return x(trial);
    },
    "is infinite": (trial) => x(trial) + Number.POSITIVE_INFINITY,
    "is minus infinity": (trial) => x(trial) - Number.POSITIVE_INFINITY,
    "is always the same": () => 7,
  };
  const rules: Readonly<Record<string, () => StopRule>> = {
    "no improvement": () => noImprovement(20),
    "no improvement of complete trials": () => noImprovement(20, { states: ["complete"], minTrials: 50 }),
    "a limit of complete trials": () => trialLimit(30),
    "a limit of pruned trials": () => trialLimit(30, ["pruned"]),
    "a limit of failed trials": () => trialLimit(30, ["failed"]),
    "a target or no improvement": () => anyOf(targetValue(-1), noImprovement(20)),
    "a limit and no improvement": () => allOf(trialLimit(30), noImprovement(20)),
    "time and a limit": () => allOf(timeLimit(1), trialLimit(30)),
  };

  test.each(Object.keys(rules).flatMap((rule) => Object.keys(hopeless).map((way) => [rule, way] as const)))(
    "ends or says that no end is in sight: %s, where every trial %s",
    async (rule, way) => {
      const study = createStudy({ sampler: randomSampler() });
      let nowMs = 0;
      const stop = [rules[rule]?.() ?? trialLimit(1)];
      const end = study.optimize(hopeless[way] ?? fails, { catch: true, stop, clock: () => (nowMs += 10) });
      const said = await end.then(
        ({ reason }) => reason,
        (error: unknown) => String(error),
      );
      expect(said).toMatch(
        /brought no improvement|has reached|of 30 wanted|MisuseError: Of 1001 trials in a row none brought a stop/,
      );
      expect(study.history.known).toBeLessThanOrEqual(1_100);
    },
  );

  test("goes on while a counted trial comes now and then, and while enqueued ones are left", async () => {
    const rare: Objective = (trial) => (trial.number % 900 === 899 ? x(trial) : Number.NaN);
    const stop = [trialLimit(3)];
    expect(await createStudy({ sampler: randomSampler() }).optimize(rare, { stop })).toMatchObject({ trials: 2_700 });
    const study = createStudy({ sampler: randomSampler() });
    for (let i = 0; i < 1_500; i++) study.enqueue({ x: 0.5 });
    await expect(study.optimize(hopeless["fails"] ?? fails, { stop })).rejects.toThrow("Of 1001 trials in a row");
    expect(study.history.counts.failed).toBe(2_501);
  });

  test.each<[string, StopRule[]]>([
    ["a target", [targetValue(-1)]],
    ["a terminator", [terminator({ error: 0.1 })]],
    ["a target and a limit at once", [allOf(targetValue(-1), trialLimit(9))]],
    ["any of none", [anyOf()]],
    ["all of none", [allOf()]],
    ["limits without an end", [trialLimit(Number.POSITIVE_INFINITY), noImprovement(Number.POSITIVE_INFINITY)]],
    ["no end of time", [timeLimit(Number.POSITIVE_INFINITY)]],
  ])("is refused where that may never be: %s", async (_, stop) => {
    const study = createStudy();
    const clock = () => 0;
    await expect(study.optimize(x, { stop, clock })).rejects.toThrow("might never end, as a stop (");
    expect(study.history.size).toBe(0);
    expect(await study.optimize(x, { stop: [...stop, trialLimit(3)], clock })).toMatchObject({ trials: 3 });
    expect(await study.optimize(x, { stop, clock, trials: 2 })).toMatchObject({ trials: 2 });
    const callbacks = [() => study.stop()];
    expect(await study.optimize(x, { stop, clock, trials: Infinity, callbacks })).toMatchObject({ trials: 1 });
  });

  test("is refused of several objectives where every trial may enter the front", async () => {
    const front = (trial: TrialContext): number[] => [trial.suggestFloat("x", 0, 1), 1 - trial.suggestFloat("x", 0, 1)];
    const directions = ["minimize", "minimize"] as const;
    const study = createStudy({ directions, sampler: randomSampler() });
    const referencePoint = [2, 2];
    for (const rule of [noImprovement(5), noImprovement(5, { referencePoint }), anyOf(noImprovement(5))]) {
      const end = study.optimize(front, { stop: [rule] });
      await expect(end).rejects.toThrow("might never end, as a stop (");
      await expect(end).rejects.toThrow("sure to stop, as trialLimit(100)");
    }
    expect(study.history.size).toBe(0);
    const stop = [noImprovement(20, { minDelta: 0.1, referencePoint })];
    expect((await study.optimize(front, { stop })).trials).toBeLessThan(500);
    expect(await study.optimize(front, { stop: [noImprovement(5)], trials: 9 })).toMatchObject({ trials: 9 });
  });

  test("but a target beside a finite space is not, nor one within rules that end", async () => {
    const sampler = bruteForceSampler();
    const stop = [targetValue(-1)];
    const objective: Objective = (trial) => trial.suggestInt("n", 0, 9);
    expect(await createStudy({ sampler }).optimize(objective, { stop })).toMatchObject({ trials: 10 });
    await expect(createStudy({ sampler }).optimize(() => 1, { stop })).rejects.toThrow("no end in sight");
    expect(await createStudy().optimize(x, { stop: [anyOf(targetValue(-1), trialLimit(4))] })).toMatchObject({
      trials: 4,
    });
  });

  test("and limited by retries without end, or callbacks that enqueue, says so too", async () => {
    const sampler = bruteForceSampler();
    const flawed: Objective = (trial) => trial.suggestInt("n", 0, 9) + Number.NaN;
    const retry = { maxRetries: Number.POSITIVE_INFINITY };
    await expect(createStudy({ sampler }).optimize(flawed, { retry })).rejects.toThrow("no end in sight");
    expect(await createStudy({ sampler }).optimize(flawed, { retry: { maxRetries: 3 } })).toMatchObject({ trials: 40 });
    // A retry that no policy made.
    const retried = createStudy().optimize(() => 1, {
      stop: [trialLimit(5)],
      retry: { maxRetries: 1 },
      callbacks: [(study) => void study.enqueue({}, { trial: "local:0", why: "retry" })],
    });
    await expect(retried).rejects.toThrow("Of 1001 trials in a row none");
    const study = createStudy({ sampler });
    const callbacks = [() => void study.enqueue({ n: 1 })];
    await expect(study.optimize((trial) => trial.suggestInt("n", 0, 9), { callbacks })).rejects.toThrow(
      "no end in sight",
    );
  });
});
