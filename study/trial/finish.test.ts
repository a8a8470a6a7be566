import { describe, expect, test } from "vitest";
import { MisuseError, TrialPruned } from "../errors.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import { finishReturned, finishStopped, finishThrown } from "./finish.ts";
import { TrialContext } from "./suggest.ts";
import { MAX_ERROR_LENGTH } from "./trial-limits.ts";

function trialOf(count = 1): TrialContext {
  const directions = Array.from({ length: count }, () => "minimize" as const);
  const proposal = {
    number: 3,
    seed: 1,
    space: EMPTY_SPACE,
    values: [],
    fixed: null,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
  };
  return new TrialContext(proposal, { directions, pruner: { kind: "nop" } });
}

describe("an objective that returns", () => {
  test.each([
    [1, 0.5, [0.5]],
    [1, [0.5], [0.5]],
    [1, Number.POSITIVE_INFINITY, [Number.POSITIVE_INFINITY]],
    [1, Number.NEGATIVE_INFINITY, [Number.NEGATIVE_INFINITY]],
    [2, [1, 2], [1, 2]],
  ])("completes with %d direction(s) and %j", (count, returned, values) => {
    expect(finishReturned(trialOf(count), returned, 7)).toMatchObject({
      state: "complete",
      values,
      error: null,
      number: 3,
      durationMs: 7,
    });
  });

  test.each([
    [1, Number.NaN, "nan", "NaN"],
    [2, [1, Number.NaN], "nan", "NaN"],
    [1, undefined, "wrong-values", "nothing (undefined)"],
    [1, null, "wrong-values", "null"],
    [1, "1", "wrong-values", "a string"],
    [1, { value: 1 }, "wrong-values", "an object"],
    [1, 5n, "wrong-values", "a bigint"],
    [1, [], "wrong-values", "0 values"],
    [1, [1, 2], "wrong-values", "2 values"],
    [2, 1, "wrong-values", "1 value, but the study has 2; return an array of 2 numbers"],
    [1, [[1]], "wrong-values", "an array"],
  ])("fails with %d direction(s) and %o, saying why", (count, returned, kind, words) => {
    const outcome = finishReturned(trialOf(count), returned, 7);
    expect(outcome).toMatchObject({ state: "failed", values: [], error: { kind } });
    expect(outcome.error?.message).toContain(words);
  });
});

test("values that cannot be read fail the trial, and a value is read once", () => {
  const broken = new Proxy([1], {
    get() {
      throw new Error("no");
    },
  });
  expect(finishReturned(trialOf(), broken, 1)).toMatchObject({ state: "failed", error: { kind: "wrong-values" } });
  let reads = 0;
  const changing = new Proxy([1], {
    get: (target, key) => (key === "0" && reads++ > 0 ? "2" : Reflect.get(target, key)),
  });
  expect(finishReturned(trialOf(), changing, 1).values).toEqual([1]);
});

describe("an objective that throws", () => {
  test("TrialPruned is pruned, with the value at the highest step", () => {
    const trial = trialOf();
    expect(finishThrown(trial, new TrialPruned(), 1)).toMatchObject({ state: "pruned", values: [], error: null });
    trial.report(3, 5);
    trial.report(9, 1);
    expect(finishThrown(trial, new TrialPruned(), 1)).toMatchObject({
      values: [3],
      intermediate: [
        [5, 3],
        [1, 9],
      ],
    });
    trial.report(Number.NaN, 6);
    expect(finishThrown(trial, new TrialPruned(), 1)).toMatchObject({ state: "pruned", values: [] });
  });

  test("TrialPruned with several objectives has all values of the highest step, or none", () => {
    const trial = trialOf(2);
    trial.report([3, 4], 5);
    trial.report([9, 9], 1);
    expect(finishThrown(trial, new TrialPruned(), 1)).toMatchObject({ state: "pruned", values: [3, 4] });
    trial.report([1, Number.NaN], 6);
    expect(finishThrown(trial, new TrialPruned(), 1)).toMatchObject({ state: "pruned", values: [] });
  });

  test("anything else fails with its message and where it was", () => {
    const position = { line: 3, column: 7 };
    expect(finishThrown(trialOf(), new RangeError("too far"), 1, position).error).toEqual({
      kind: "threw",
      message: "RangeError: too far",
      ...position,
    });
    expect(finishThrown(trialOf(), new MisuseError("Swap them."), 1).error).toMatchObject({
      kind: "misuse",
      message: "Swap them.",
      line: null,
    });
    expect(finishThrown(trialOf(), "text", 1).error?.message).toContain("text");
    expect(finishThrown(trialOf(), new Error("x".repeat(5000)), 1).error?.message).toHaveLength(MAX_ERROR_LENGTH);
  });

  test("a thrown value that cannot be read still fails the trial, and nothing else", () => {
    const hostile = {
      toString: () => {
        throw new Error("no");
      },
    };
    const getter = new Error("x");
    Object.defineProperty(getter, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    const proxy = new Proxy(
      {},
      {
        getPrototypeOf() {
          throw hostile;
        },
      },
    );
    for (const thrown of [proxy, hostile, getter, Symbol("s"), Object.create(null), null, undefined]) {
      expect(finishThrown(trialOf(), thrown, 1)).toMatchObject({ state: "failed", error: { kind: "threw" } });
    }
  });
});

test("a stopped trial keeps what it had suggested and reported", () => {
  const trial = trialOf();
  trial.suggestInt("n", 1, 9);
  trial.report(1, 0);
  const error = { kind: "timeout" as const, message: "It took too long.", line: null, column: null };
  const outcome = finishStopped(trial, error, 100);
  expect(outcome).toMatchObject({ state: "failed", error, intermediate: [[0, 1]] });
  expect(outcome.space.names).toEqual(["n"]);
});
