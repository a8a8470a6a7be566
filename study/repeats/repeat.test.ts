import { describe, expect, test } from "vitest";
import { shouldPrune } from "../pruner.ts";
import { finishReturned, finishThrown } from "../trial/finish.ts";
import { TrialContext } from "../trial/suggest.ts";
import { type FinishedTrial, type Report, reportOf } from "../trial/trial.ts";
import { isRepeatable, repeatProposal, repeatVerdict, replayOf } from "./repeat.ts";

const X = { kind: "float", low: -5, high: 5, log: false, step: null } as const;

const told = (change: Partial<FinishedTrial> = {}): FinishedTrial => ({
  log: "a-log",
  number: 7,
  state: "complete",
  values: [4],
  space: { names: ["x"], distributions: [X] },
  params: [2],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 1,
  foreignKnown: 0,
  startMs: null,
  repeatOf: null,
  ...change,
});

/** Runs it again with `objective`. */
const again = (trial: FinishedTrial, objective: (trial: TrialContext) => number) => {
  const context = new TrialContext(repeatProposal(trial, 12345), { directions: ["minimize"], pruner: replayOf(trial) });
  try {
    return finishReturned(context, objective(context), 1);
  } catch (error) {
    return finishThrown(context, error, 1);
  }
};

describe("a trial that runs again", () => {
  test("has the same number, chance and parameters", () => {
    const outcome = again(told(), (trial) => trial.suggestFloat("x", -5, 5) ** 2);
    expect(outcome).toMatchObject({ number: 7, values: [4], params: [2] });
    expect(repeatVerdict(told(), outcome)).toBe("same");
  });

  test("draws from the objective's chance what it drew the first time, whether its parameters were proposed or drawn", () => {
    const objective = (trial: TrialContext) => trial.suggestFloat("x", -5, 5) + trial.rng.next();
    const first = new TrialContext(
      { ...repeatProposal(told(), 12345), space: { names: [], distributions: [] }, values: [] },
      { directions: ["minimize"], pruner: { kind: "nop" } },
    );
    const value = objective(first);
    const trial = told({ values: [value], params: first.params, space: first.space });
    expect(repeatVerdict(trial, again(trial, objective))).toBe("same");
  });

  test("is held to nine digits, and no more", () => {
    const outcome = (value: number) => again(told(), (trial) => trial.suggestFloat("x", -5, 5) - 2 + value);
    expect(repeatVerdict(told(), outcome(4 + 1e-10))).toBe("same");
    expect(repeatVerdict(told(), outcome(4 + 1e-7))).toBe("other");
    expect(repeatVerdict(told({ values: [Number.POSITIVE_INFINITY] }), outcome(Number.POSITIVE_INFINITY))).toBe("same");
    expect(repeatVerdict(told({ values: [Number.NEGATIVE_INFINITY] }), outcome(4))).toBe("other");
    expect(repeatVerdict(told({ values: [0] }), outcome(1e-300))).toBe("other");
  });

  test("cannot be run at a point that the objective does not ask for", () => {
    const forged = told({ params: [1e6], space: { names: ["x"], distributions: [{ ...X, high: 1e7 }] }, values: [1] });
    expect(
      repeatVerdict(
        forged,
        again(forged, (trial) => trial.suggestFloat("x", -5, 5)),
      ),
    ).toBe("other");
  });

  test("stops at the report at which the trial was stopped, not before, and goes on where it was not", () => {
    const intermediate: Report[] = [reportOf(1, [9]), reportOf(2, [8]), reportOf(3, [7])];
    const asked: number[] = [];
    const objective = (trial: TrialContext) => {
      trial.suggestFloat("x", -5, 5);
      for (let step = 1; step <= 5; step++) {
        trial.report(10 - step, step);
        if (trial.shouldPrune()) {
          asked.push(step);
          break;
        }
      }
      return 1;
    };
    again(told({ state: "pruned", intermediate, values: [7] }), objective);
    expect(asked).toEqual([3]);
    again(told({ intermediate }), objective);
    expect(asked).toEqual([3]);
    expect(shouldPrune({ kind: "replay", stopsAtStep: null }, [])).toBe(false);
  });

  test("must report what was told, at the steps that were told, and keep the same constraints", () => {
    const reporting = (trial: TrialContext) => {
      trial.suggestFloat("x", -5, 5);
      for (let step = 0; step < 10; step++) trial.report(step, step);
      trial.setConstraint("weight", 0.5);
      return 4;
    };
    const kept = told({ intermediate: [reportOf(0, [0]), reportOf(9, [9])], constraints: { weight: 0.5 } });
    expect(repeatVerdict(kept, again(kept, reporting))).toBe("same");
    expect(repeatVerdict({ ...kept, constraints: {} }, again(kept, reporting))).toBe("other");
    expect(repeatVerdict({ ...kept, intermediate: [reportOf(9, [8])] }, again(kept, reporting))).toBe("other");
    expect(repeatVerdict({ ...kept, intermediate: [reportOf(11, [9])] }, again(kept, reporting))).toBe("other");
  });

  test("says nothing where it ended for a reason of this machine, and everything where the objective threw", () => {
    const failed = (kind: "timeout" | "crashed" | "memory" | "threw" | "nan") => ({
      ...again(told(), () => 4),
      state: "failed" as const,
      values: [],
      error: { kind, message: "", line: null, column: null },
    });
    for (const kind of ["timeout", "crashed", "memory"] as const)
      expect(repeatVerdict(told(), failed(kind))).toBe("silent");
    for (const kind of ["threw", "nan"] as const) expect(repeatVerdict(told(), failed(kind))).toBe("other");
  });

  test("is not asked of trials that failed", () => {
    expect(isRepeatable(told())).toBe(true);
    expect(isRepeatable(told({ state: "pruned" }))).toBe(true);
    expect(isRepeatable(told({ state: "failed", values: [] }))).toBe(false);
  });
});
