// Whether an optimisation that only its finite space can end comes to an end, or says that it never will.
import { describe, expect, test } from "vitest";
import { createStudy, type StandaloneStudy } from "../create-study.ts";
import { History } from "../history/history.ts";
import { MAX_NODES } from "../samplers/brute-force/choice-tree.ts";
import { bruteForceSampler } from "../samplers/brute-force.ts";
import { distinctSampler } from "../samplers/distinct.ts";
import { gridSampler } from "../samplers/grid.ts";
import { trialLimit } from "../stopping/trial-limit.ts";
import { finished, type Objective, runProposal, runTrials } from "../testing/run-trials.ts";

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
  const enter = (number: number): void => sampler.noteDropped?.(history, finished({ number, space, params: [number] }));
  for (let number = 0; number < MAX_NODES; number++) enter(number);
  expect(sampler.progress?.(history)).toEqual({ tried: MAX_NODES, fault: null });
  enter(MAX_NODES);
  expect(sampler.progress?.(history)?.fault).toContain(`can tell ${MAX_NODES} values apart, and here are more`);
});
