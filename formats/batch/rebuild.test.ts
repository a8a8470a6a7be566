import { describe, expect, it } from "vitest";
import { categoricalDistribution, floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import { distributionsOf, paramsOf } from "../../study/trial/trial.ts";
import { rebuildPortable, rebuildStudy } from "./rebuild.ts";
import { ReplayTrial } from "./replay-trial.ts";
import { createStudyInputs } from "./study-inputs.ts";
import type { TrialConfig, TrialResult } from "./trial-lines.ts";

const SPACE = { x: floatDistribution(-1, 1), n: intDistribution(0, 3), act: categoricalDistribution(["a", "b", null]) };
const START = Date.UTC(2026, 0, 2);

function objective(trial: ReplayTrial): number {
  const x = trial.suggestFloat("x", -1, 1);
  if (trial.number % 7 === 3) throw new Error("every seventh");
  return x ** 2 + trial.suggestInt("n", 0, 3) + (trial.suggestCategorical("act", ["a", "b", null]) === "b" ? 0 : 1);
}

function run(config: TrialConfig): TrialResult {
  const { number, params } = config;
  const [durationMs, startMs] = [1_500, START + number];
  try {
    const value = objective(new ReplayTrial(config));
    return { number, params, value, state: "complete", durationMs, startMs, error: null };
  } catch (error) {
    return { number, params, value: null, state: "failed", durationMs, startMs, error: String(error) };
  }
}

const results = createStudyInputs(SPACE, { trials: 32 }).map(run);
const failed = results.filter(({ state }) => state === "failed");
const least = results.reduce((a, b) => ((b.value ?? Infinity) < (a.value ?? Infinity) ? b : a));

function rebuilt(...given: Parameters<typeof rebuildStudy>) {
  const read = rebuildStudy(...given);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

describe("a study rebuilt from results", () => {
  it("has every trial, its best, and failed ones with their parameters and why", () => {
    const study = rebuilt(results, { space: SPACE });
    expect(failed).toHaveLength(5);
    expect(study.trials().map((trial) => [trial.number, trial.state, trial.values, paramsOf(trial)])).toEqual(
      results.map(({ number, state, value, params }) => [number, state, value === null ? [] : [value], params]),
    );
    expect(study.trials()[3]?.error?.message).toContain("every seventh");
    expect(study.trials()[1]).toMatchObject({ startMs: 1, durationMs: 1_500 });
    expect(paramsOf(study.best() ?? { space: { names: [], distributions: [] }, params: [] })).toEqual(least.params);
    expect(distributionsOf(study.trials()[0] ?? { space: { names: [], distributions: [] } })).toEqual(SPACE);
  });

  it("goes on from there: what is asked next lies in the same space", () => {
    const study = rebuilt(results, { space: SPACE });
    const [proposal] = study.ask(1);
    expect(proposal?.space.names).toEqual(["x", "n", "act"]);
  });

  it("takes the largest value for the best where that is the direction", () => {
    const values = results.flatMap(({ value }) => value ?? []);
    expect(rebuilt(results, { direction: "maximize" }).best()?.values).toEqual([Math.max(...values)]);
  });

  it("spans what the trials tried where nobody says the space", () => {
    const xs = results.map(({ params }) => Number(params["x"]));
    expect(distributionsOf(rebuilt(results).trials()[0] ?? { space: { names: [], distributions: [] } })).toMatchObject({
      x: { kind: "float", low: Math.min(...xs), high: Math.max(...xs) },
      n: { kind: "int", low: 0, high: 3 },
      act: { kind: "categorical", choices: expect.arrayContaining(["a", "b", null]) },
    });
  });

  it("may have trials with parameters of their own", () => {
    const [first, second] = results.filter(({ state }) => state === "complete");
    if (first === undefined || second === undefined) throw new Error("There are many.");
    const study = rebuilt([
      { ...first, params: { kind: "tree", depth: 3 } },
      { ...second, params: { kind: "line", slope: 0.5 } },
    ]);
    expect(study.trials().map(paramsOf)).toEqual([
      { kind: "tree", depth: 3 },
      { kind: "line", slope: 0.5 },
    ]);
  });

  it("is refused with the count where none is complete", () => {
    expect(rebuildStudy(failed)).toEqual({
      ok: false,
      reason: "none of 5 trials is complete: 5 failed, the first because: Error: every seventh",
    });
    expect(rebuildStudy([])).toEqual({ ok: false, reason: "there is no trial: run the batch first" });
  });

  it("is refused where a value is none of the space, with the trial", () => {
    const narrow = rebuildStudy(results, { space: { ...SPACE, n: intDistribution(0, 2) } });
    expect(narrow).toEqual({ ok: false, reason: expect.stringMatching(/^trial \d+ has 3 for "n".*0\.\.2/) });
    const { x, n } = SPACE;
    const fewer = rebuildStudy(results, { space: { x, n } });
    expect(fewer).toEqual({ ok: false, reason: expect.stringContaining('no parameter "act"; there are x, n.') });
  });

  it("is the same for files of other tools", () => {
    const study = rebuildPortable("batch", results.slice(1), { space: SPACE });
    if (!study.ok) throw new Error(study.reason);
    const [first, , third] = study.value.trials;
    expect(first).toMatchObject({
      number: 0,
      params: results[1]?.params,
      distributions: SPACE,
      userAttrs: { "waggle:trial_number": 1 },
      startMs: START + 1,
      endMs: START + 1_501,
    });
    expect(third).toMatchObject({
      state: "failed",
      values: null,
      systemAttrs: { fail_reason: "Error: every seventh" },
    });
  });
});

describe("a replayed trial", () => {
  const trial = new ReplayTrial({ number: 4, params: { x: 0.5, n: 3, act: "relu", none: null } });

  it("gives the values by name, whatever the range", () => {
    expect(trial.suggestFloat("x", 10, 20)).toBe(0.5);
    expect(trial.suggestInt("n", 0, 1)).toBe(3);
    expect(trial.suggestCategorical("act", [])).toBe("relu");
    expect([trial.get("none"), trial.number, trial.shouldPrune()]).toEqual([null, 4, false]);
  });

  it.each(["y", "toString"])("names those there are where it has no %s", (name) => {
    expect(() => trial.suggestFloat(name, 0, 1)).toThrow(`no parameter "${name}"; there are x, n, act, none.`);
  });

  it("says what a value is that is none of its kind", () => {
    expect(() => trial.suggestFloat("act", 0, 1)).toThrow('"act" is "relu" in trial 4, and no number');
    expect(() => trial.suggestInt("x", 0, 1)).toThrow("no whole number");
  });
});
