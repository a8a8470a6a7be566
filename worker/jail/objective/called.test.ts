import { describe, expect, it } from "vitest";
import type { TrialContext } from "../../../study/trial/suggest.ts";
import { TrialContext as Trial } from "../../../study/trial/suggest.ts";
import type { JailProgram } from "../wire/jail-wire.ts";
import { calledOf } from "./called.ts";

const PROGRAM: JailProgram = {
  studyId: "study",
  module: "",
  firstLineShift: 0,
  syntaxProbe: "",
  probeShift: 0,
  directions: ["maximize"],
  names: ["mean_accuracy"],
  worker: 4,
  tellsConsole: false,
};
const WITH_VARIANTS: JailProgram = {
  ...PROGRAM,
  trainable: {
    trials: 4,
    configs: ['{"lr":1}', '{"lr":2}'],
    entrypoint: null,
    kept: ["mean_accuracy"],
    log: "log",
    hostname: "brave-otter-41",
  },
};
type Reporter = (result: object) => unknown;
const CLOCKS = { nowMs: () => 0, wallMs: () => 0 };

const trialAt = (variant: number): TrialContext =>
  new Trial(
    {
      number: 7,
      seed: 1,
      space: { names: ["variant"], distributions: [{ kind: "int", low: 0, high: 3, log: false, step: 1 }] },
      values: [variant],
      fixed: null,
      mixtures: null,
      foreignKnown: 0,
      repeatOf: null,
    },
    { directions: ["maximize"], names: ["mean_accuracy"], pruner: { kind: "nop" } },
  );

function call(exported: unknown, program = PROGRAM, trial = trialAt(0)): unknown {
  const called = calledOf(exported, program, CLOCKS);
  return "fault" in called ? called.fault : called.objective(trial);
}

class Quadratic {
  readonly #power: number;
  constructor(power: number) {
    this.#power = power;
  }
  run(trial: TrialContext): number {
    return trial.number ** this.#power;
  }
}

describe("an objective", () => {
  it.each<[string, unknown]>([
    ["a function", (trial: TrialContext) => trial.number ** 2],
    ["an object with call", { call: (trial: TrialContext) => trial.number ** 2 }],
    ["an object with run", { run: (trial: TrialContext) => trial.number ** 2 }],
    ["an instance with either", new Quadratic(2)],
    [
      "an object whose method needs the object",
      {
        power: 2,
        run(this: { power: number }, trial: TrialContext) {
          return trial.number ** this.power;
        },
      },
    ],
  ])("may be %s", (_, exported) => {
    expect(call(exported)).toBe(49);
  });

  it.each<[string, unknown, RegExp]>([
    ["a class", Quadratic, /is a class; give an instance/],
    ["an object that cannot be called", { objective: 1 }, /without a method call\(trial\) or run\(trial\)/],
    ["a number", 3, /must be a function, but it is a number/],
    ["nothing", undefined, /must be a function, but it is undefined/],
    [
      "train(config, reporter) without variants",
      (config: unknown, reporter: unknown) => [config, reporter],
      /no variants/,
    ],
  ])("is never %s", (_, exported, words) => {
    expect(call(exported)).toMatch(words);
  });
});

describe("the script of a study with variants", () => {
  it("gets the variant's configuration afresh, and a reporter that knows where it runs", () => {
    const configs: unknown[] = [];
    const results: unknown[] = [];
    const train = (config: { lr: number }, reporter: (result: object) => unknown): void => {
      configs.push({ ...config });
      config.lr = 9;
      results.push(reporter({ timesteps_total: 1, mean_accuracy: 0.5 }));
    };
    expect([0, 1, 2, 3].map((variant) => call(train, WITH_VARIANTS, trialAt(variant)))).toEqual([
      [0.5],
      [0.5],
      [0.5],
      [0.5],
    ]);
    expect(configs).toEqual([{ lr: 1 }, { lr: 2 }, { lr: 1 }, { lr: 2 }]);
    expect(results[0]).toMatchObject({
      experiment_id: "study",
      trial_id: "log:7",
      pid: 4,
      hostname: "brave-otter-41",
    });
  });

  it("may be an object with run(config, reporter)", () => {
    const train = {
      run: (_: unknown, report: (result: object) => unknown) => report({ timesteps_total: 1, mean_accuracy: 1 }),
    };
    expect(call(train, WITH_VARIANTS)).toEqual([1]);
  });

  const reportOnce = (report: ((result: object) => unknown) | null): unknown =>
    report?.({ timesteps_total: 1, mean_accuracy: 1 });
  it.each<[string, unknown]>([
    ["a reporter that has a default", (_: unknown, reporter: Reporter | null = null) => reportOnce(reporter)],
    ["all it is given as a list", (...given: [unknown, Reporter]) => reportOnce(given[1])],
    [
      "a method whose reporter has a default",
      {
        run(_: unknown, reporter: Reporter | null = null) {
          return reportOnce(reporter);
        },
      },
    ],
  ])("may have %s", (_, train) => {
    expect(call(train, WITH_VARIANTS)).toEqual([1]);
  });

  it.each<[string, unknown]>([
    ["an arrow", (trial: TrialContext) => trial.number],
    [
      "a function",
      function objective(trial: TrialContext) {
        return trial.number;
      },
    ],
    ["an asynchronous one that takes its parameter apart", async ({ number }: TrialContext) => number],
    ["an instance", new Quadratic(2)],
  ])("needs two parameters: %s with one is refused", (_, train) => {
    expect(call(train, WITH_VARIANTS)).toMatch(/must have train\(config, reporter\).*the one found has one/);
  });
});
