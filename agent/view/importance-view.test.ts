import { describe, expect, it } from "vitest";
import { History } from "../../study/history/history.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import type { Trainable } from "../../study/spec/spec.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { ImportancePage, ImportanceQuery } from "./importance-page.ts";
import { ImportanceView } from "./importance-view.ts";
import { TrialWords } from "./trial-words.ts";

const unit = floatDistribution(0, 1);
const spaceOf = (names: readonly string[]): SearchSpace => ({ names, distributions: names.map(() => unit) });
const xy = spaceOf(["x", "y"]);

/** Trials of x and y with values of them, and more of them whenever asked. */
function trialsOf(value: (x: number, y: number) => readonly number[], space = xy) {
  const rng = rngFromSeed(7);
  let number = 0;
  return (count: number, more: Partial<FinishedTrial> = {}): FinishedTrial[] =>
    Array.from({ length: count }, () => {
      const params = space.names.map(() => rng.next());
      return finished({ number: number++, space, params, values: value(params[0] ?? 0, params[1] ?? 0), ...more });
    });
}

const setUp = (trials: readonly FinishedTrial[], trainable: Trainable | null = null, objectives = 1) => {
  const history = new History({ directions: Array.from({ length: objectives }, () => "minimize" as const) });
  const add = (more: readonly FinishedTrial[]): void => {
    for (const trial of more) history.add(trial);
  };
  add(trials);
  const words = new TrialWords({ trainable });
  const view = new ImportanceView({ history, words, hasVariants: trainable !== null });
  const ask = (query: Partial<ImportanceQuery> = {}) => view.page({ objective: 0, since: null, ...query });
  const page = (query: Partial<ImportanceQuery> = {}): ImportancePage => {
    const answer = ask(query);
    if (answer === null) throw new Error("Nothing is new.");
    return answer;
  };
  return { add, ask, page };
};
const sharesOf = ({ importances }: ImportancePage): Record<string, number> =>
  Object.fromEntries(importances.map(({ name, share }) => [name, share]));

/** The variance of 3 x + y is to nine tenths that of x. */
const mostlyX = trialsOf((x, y) => [3 * x + y]);

describe("importances", () => {
  it("give each parameter the part of the variance that it explains by itself, the largest first", () => {
    const page = setUp(mostlyX(300)).page();
    expect(page.importances.map(({ name }) => name)).toEqual(["x", "y"]);
    expect(sharesOf(page)["x"]).toBeCloseTo(0.9, 1);
    expect(sharesOf(page)["y"]).toBeCloseTo(0.1, 1);
    expect(page).toMatchObject({ trials: 300, read: 300, leftOut: 0, reason: null, objective: 0 });
  });

  it("leave to nobody what parameters explain only together", () => {
    const together = trialsOf((x, y) => [(x - 0.5) * (y - 0.5)]);
    const { x = 1, y = 1 } = sharesOf(setUp(together(400)).page());
    expect(x + y).toBeLessThan(0.4);
  });

  it("heed complete trials alone that violate nothing and have a finite value", () => {
    const misled = trialsOf((_, y) => [100 * y]);
    const { page } = setUp([
      ...mostlyX(40),
      ...misled(40, { log: "pruned", state: "pruned" }),
      ...misled(40, { log: "violates", constraints: { weight: 1 } }),
      ...misled(4, { log: "infinite", values: [Number.POSITIVE_INFINITY] }),
    ]);
    expect(page().trials).toBe(40);
    expect(sharesOf(page())["x"]).toBeGreaterThan(0.75);
  });

  it("are of the objective that is asked for", () => {
    const both = trialsOf((x, y) => [x, y]);
    const { page } = setUp(both(60), null, 2);
    expect(page().importances[0]?.name).toBe("x");
    expect(page({ objective: 1 })).toMatchObject({ objective: 1, importances: [{ name: "y" }, { name: "x" }] });
    expect(page({ objective: 2 }).objective).toBe(0);
  });

  it("are not given again until there are more trials", () => {
    const { add, ask, page } = setUp(mostlyX(20));
    const { revision } = page();
    expect(ask({ since: revision })).toBeNull();
    expect(page()).toBe(page());
    add(mostlyX(1));
    expect(page({ since: revision }).trials).toBe(21);
  });

  it("are read from some of many trials, and say how many", () => {
    const many = setUp(mostlyX(3_000)).page();
    expect([many.trials, many.read]).toEqual([3_000, 600]);
    expect(Math.abs((sharesOf(many)["x"] ?? 0) - 0.9)).toBeLessThan(0.03);
    const names = Array.from({ length: 100 }, (_, i) => `p${i}`);
    const wide = setUp(trialsOf((x) => [x], spaceOf(names))(500)).page();
    expect([wide.trials, wide.read, wide.importances.length]).toEqual([500, 60, 100]);
    expect(wide.importances[0]?.name).toBe("p0");
  });

  it("leave out what some trials lack, and say how many parameters that are", () => {
    const conditional = trialsOf((x) => [x], spaceOf(["x", "only"]));
    const page = setUp([...mostlyX(30), ...conditional(30, { log: "others" })]).page();
    expect([page.importances.map(({ name }) => name), page.leftOut]).toEqual([["x"], 2]);
  });
});

describe("there are no importances, and a sentence says why,", () => {
  const reasonOf = (trials: readonly FinishedTrial[]) => {
    const { importances, reason } = setUp(trials).page();
    expect(importances).toEqual([]);
    return reason;
  };

  it("of fewer than 4 complete trials", () => {
    expect(reasonOf(mostlyX(3))).toBe("There are fewer than 4 complete trials.");
    expect(setUp(mostlyX(4)).page().reason).toBeNull();
  });

  it("of trials without a parameter in common, or without any that varies", () => {
    const apart = [...mostlyX(4), ...trialsOf((x) => [x], spaceOf(["z"]))(4, { log: "others" })];
    expect(reasonOf(apart)).toContain("no parameter in common");
    const fixed: SearchSpace = { names: ["n"], distributions: [intDistribution(2, 2)] };
    const same = Array.from({ length: 5 }, (_, number) => finished({ number, space: fixed, params: [2] }));
    expect(reasonOf(same)).toBe("The trials have no parameter that varies.");
  });

  it("of trials that all have the same value", () => {
    expect(reasonOf(trialsOf(() => [7])(10))).toBe("All complete trials have the same value.");
  });

  it("of more parameters than can be compared in time", () => {
    const names = Array.from({ length: 201 }, (_, i) => `p${i}`);
    expect(reasonOf(trialsOf((x) => [x], spaceOf(names))(10))).toContain("more than 200 parameters");
  });
});

describe("importances of variants", () => {
  const trainable = (configs: readonly Trainable["variants"][number]["config"][]): Trainable => ({
    variants: configs.map((config, i) => ({ name: `v${i}`, config })),
    repeat: 1,
  });
  const space: SearchSpace = { names: [VARIANT_PARAM], distributions: [intDistribution(0, 999)] };
  const trials = (values: readonly number[]): FinishedTrial[] =>
    values.map((value, i) => finished({ number: i, space, params: [i], values: [value] }));

  it("are those of what the variants differ by, whole paths, and not of the variant's number", () => {
    const configs = [0.001, 0.01, 0.1, 1].flatMap((lr) =>
      ["relu", "tanh"].map((activation) => ({ net: { activation }, lr, env: "digits" })),
    );
    const values = configs.map(({ lr, net }) => 3 * Math.log10(lr) + (net.activation === "relu" ? 1 : 0));
    const page = setUp(trials(values), trainable(configs)).page();
    expect(page.importances.map(({ name }) => name)).toEqual(["lr", "net.activation"]);
    // Numbers weigh by their order: 11.25 of 11.5 is the variance of the rate.
    expect(sharesOf(page)["lr"]).toBeGreaterThan(0.8);
  });

  it("do not call a number that differs in every variant the cause of all", () => {
    const rng = rngFromSeed(2);
    const configs = Array.from({ length: 60 }, (_, i) => ({ seed: rng.next(), width: 1 + (i % 4) }));
    const page = setUp(trials(configs.map(({ width }) => width)), trainable(configs)).page();
    expect(page.importances[0]?.name).toBe("width");
    expect(sharesOf(page)["seed"]).toBeLessThan(0.1);
  });

  it("leave out a path that some variants have not, and words of which there are too many", () => {
    const configs = Array.from({ length: 60 }, (_, i) => ({
      width: i % 5,
      note: `note ${i}`,
      ...(i % 2 ? { dropout: i / 60 } : {}),
    }));
    const page = setUp(trials(configs.map(({ width }) => width)), trainable(configs)).page();
    expect(page.importances.map(({ name }) => name)).toEqual(["width"]);
    expect(page.leftOut).toBe(1);
  });
});
