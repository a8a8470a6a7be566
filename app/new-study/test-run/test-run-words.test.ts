import { describe, expect, it } from "vitest";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import {
  asksForNothing,
  countWords,
  differenceWords,
  earlyEndWords,
  infiniteWords,
  isWarned,
  progressWords,
  remarksOf,
  repeatWords,
  stateShown,
  violatedByAll,
} from "./test-run-words.ts";

type Trial = TestRun["trials"][number];
const ended: Trial = { params: { x: 1 }, state: "complete", values: [1], durationMs: 5, error: null };
const failed: Trial = {
  params: {},
  state: "failed",
  values: [],
  durationMs: 5,
  error: { kind: "threw", message: "Error: no", line: 1, column: 1 },
};
const run = (trials: readonly Trial[], more: Partial<TestRun> = {}): TestRun => {
  return { asked: 3, trials, error: null, phase: "done", repeat: null, console: [], notes: [], ...more };
};

describe("how far a test run came", () => {
  it.each([
    [run([ended, ended, ended]), "3 trials ran", null],
    [run([ended, { ...ended, state: "pruned" }, ended]), "3 trials ran", null],
    [run([ended, ended, failed], { phase: "timeout" }), "2 of 3 trials ran", "The last trial ran out of time"],
    [run([ended, failed], { phase: "timeout" }), "1 of 3 trials ran", "The test run stops at"],
    [run([failed], { phase: "timeout" }), "0 of 3 trials ran", "The test run stops at"],
    [run([ended, failed, ended]), "1 of 3 failed", null],
    [run([ended], { phase: "stopped" }), "1 of 3 trials ran", "Stopped. What had ended"],
    [run([], { phase: "stopped" }), "0 of 3 trials ran", "Stopped before"],
    [run([ended, ended], { phase: "limit" }), "2 of 3 trials ran", "its own time limit"],
    [run([ended, ended, ended], { phase: "stopped" }), "3 trials ran", null],
    [run([], { error: failed.error }), "Does not load", null],
  ])("is told in words: %#", (what, count, why) => {
    expect(countWords(what)).toBe(count);
    if (why === null) expect(earlyEndWords(what)).toBeNull();
    else expect(earlyEndWords(what)).toContain(why);
  });

  it("is shown while it goes on", () => {
    expect(progressWords(null, 3)).toBe("Running trial 1 of 3");
    expect(progressWords(run([ended, ended], { phase: "running" }), 3)).toBe("Running trial 3 of 3");
    expect(progressWords(run([ended, ended, ended], { phase: "running" }), 3)).toBe("Running trial 3 of 3");
    expect(progressWords(run([ended, ended, ended], { phase: "repeating" }), 3)).toBe(
      "Running the last trial once more",
    );
  });
});

describe("whether the value repeats", () => {
  it("is told in all digits where it does not", () => {
    const differs = { kind: "differs", trial: 3, first: [0.1], again: [0.1 + 1e-16], error: null } as const;
    const [first, again] = [...differenceWords(differs).matchAll(/gave (0\.\d+)/g)].map(([, digits]) => digits);
    expect(first).not.toBe(again);
    const error = { kind: "threw", message: "Error: no model yet", line: 2, column: 1 } as const;
    expect(differenceWords({ ...differs, again: null, error })).toContain("it gave no value (Error: no model yet)");
  });

  it("is told where it does, and where nobody tried", () => {
    const same = { kind: "same", trial: 2, noise: null } as const;
    expect(repeatWords(same)).toBe("Trial 2, run again in a fresh worker, gave the same value.");
    const noisy = repeatWords({ ...same, noise: { first: [1.5], fresh: [2.5] } });
    expect(noisy).toContain("gave the same value; with fresh chance it gave 2.5 in place of 1.5.");
    expect(noisy).toContain('"My objective is noisy"');
    expect(repeatWords({ kind: "not-run", why: "slow" })).toContain("less than 10 s");
    expect(repeatWords({ kind: "not-run", why: "stopped" })).toBeNull();
    expect(repeatWords(null)).toBeNull();
  });
});

it("says that no parameter was asked for only of trials that ran", () => {
  const bare: Trial = { ...ended, params: {} };
  expect(asksForNothing(run([bare, bare, bare]))).toBe(true);
  expect(asksForNothing(run([bare, ended, bare]))).toBe(false);
  expect(asksForNothing(run([failed, failed]))).toBe(false);
  expect(asksForNothing(run([]))).toBe(false);
});

describe("a value that can never be the best", () => {
  const heavy: Trial = { ...ended, constraints: { weight: 1, size: 0 } };
  const large: Trial = { ...ended, constraints: { weight: -1, size: 2 } };
  const light: Trial = { ...ended, constraints: { weight: 0, size: -1 } };

  it("is of a trial that violates a constraint, and shown as such", () => {
    expect([heavy, light, ended, { ...failed, constraints: { weight: 1 } }].map(stateShown)).toEqual([
      "infeasible",
      "complete",
      "complete",
      "failed",
    ]);
  });

  it("is warned of where no trial with a value keeps the constraints", () => {
    expect(violatedByAll(run([heavy, failed, large]))).toEqual(["weight", "size"]);
    expect(violatedByAll(run([heavy, light, heavy]))).toBeNull();
    expect(violatedByAll(run([ended, ended, ended]))).toBeNull();
    expect(violatedByAll(run([failed, failed, failed]))).toBeNull();
  });

  it("is infinite, and it is said whose", () => {
    const [up, down]: Trial[] = [
      { ...ended, values: [Infinity] },
      { ...ended, values: [-Infinity] },
    ];
    if (up === undefined || down === undefined) throw new Error("There are two.");
    expect(infiniteWords(run([ended, up, failed]))).toBe("Trial 2 has an infinite value.");
    expect(infiniteWords(run([up, ended, down]))).toBe("Trials 1 and 3 have an infinite value.");
    expect(infiniteWords(run([up, down, up]))).toBe("All 3 trials have an infinite value.");
    expect(infiniteWords(run([ended, failed]))).toBeNull();
  });

  it.each([
    [run([ended, ended, ended]), false],
    [run([ended, heavy, ended]), false],
    [run([heavy, heavy, large]), true],
    [run([ended, { ...ended, values: [Infinity] }]), true],
    [run([{ ...ended, params: {} }]), true],
    [run([ended], { repeat: { kind: "differs", trial: 1, first: [1], again: [2], error: null } }), true],
    [run([ended], { notes: [{ about: "other", text: "No." }] }), true],
    [run([ended], { notes: [{ about: "steps", text: "No." }] }), false],
  ])("keeps the run from looking as if nothing were to mend: %#", (what, warned) => {
    expect(isWarned(what, true)).toBe(warned);
  });

  it("leaves out remarks on the order of steps where any will do", () => {
    const notes = [{ about: "steps", text: "Step 2 was reported after step 5." }] as const;
    expect([remarksOf(run([], { notes }), true), remarksOf(run([], { notes }), false)]).toEqual([[], notes]);
  });
});
