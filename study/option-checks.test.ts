import { describe, expect, test } from "vitest";
import { MisuseError } from "./errors.ts";
import { History } from "./history/history.ts";
import { fanovaImportance } from "./importance/fanova.ts";
import { pedAnovaImportance } from "./importance/ped-anova.ts";
import { checkOptionNames, checkSampler, shown } from "./option-checks.ts";
import { hyperbandPruner } from "./pruners/hyperband.ts";
import { medianPruner } from "./pruners/median.ts";
import { nopPruner } from "./pruners/nop.ts";
import { patientPruner } from "./pruners/patient.ts";
import { percentilePruner } from "./pruners/percentile.ts";
import { successiveHalvingPruner } from "./pruners/successive-halving.ts";
import { thresholdPruner } from "./pruners/threshold.ts";
import { wilcoxonPruner } from "./pruners/wilcoxon.ts";
import { cmaesSampler } from "./samplers/cmaes.ts";
import { gpSampler } from "./samplers/gp.ts";
import { gridSampler } from "./samplers/grid.ts";
import { nsga2Sampler } from "./samplers/nsga2.ts";
import { nsga3Sampler } from "./samplers/nsga3.ts";
import { qmcSampler } from "./samplers/qmc.ts";
import { tpeSampler } from "./samplers/tpe/tpe.ts";
import { noImprovement } from "./stopping/no-improvement.ts";
import { terminator } from "./stopping/terminator.ts";

const history = new History({ directions: ["minimize"] });

/** Everything that takes options, given one that it has and one that it has not. */
const TAKERS: readonly [name: string, known: object, take: (options: never) => unknown][] = [
  ["tpeSampler", { startupTrials: 3 }, tpeSampler],
  ["gpSampler", { startupTrials: 3 }, gpSampler],
  ["cmaesSampler", { separable: true }, cmaesSampler],
  ["nsga2Sampler", { populationSize: 9 }, nsga2Sampler],
  ["nsga3Sampler", { divisions: 3 }, nsga3Sampler],
  ["qmcSampler", { seed: 3 }, qmcSampler],
  ["gridSampler", { seed: 3 }, (options) => gridSampler({ x: [1] }, options)],
  ["medianPruner", { startupTrials: 3 }, medianPruner],
  ["percentilePruner", { minTrials: 3 }, (options) => percentilePruner(25, options)],
  ["successiveHalvingPruner", { minResource: 3 }, successiveHalvingPruner],
  ["hyperbandPruner", { maxResource: 3 }, hyperbandPruner],
  ["thresholdPruner", { upper: 3 }, thresholdPruner],
  ["patientPruner", { patience: 3 }, (options) => patientPruner(nopPruner(), options)],
  ["wilcoxonPruner", { startupSteps: 3 }, wilcoxonPruner],
  ["noImprovement", { minDelta: 3 }, (options) => noImprovement(9, options)],
  ["terminator", { error: 3 }, terminator],
  ["fanovaImportance", { trees: 3 }, (options) => fanovaImportance(history, options)],
  ["pedAnovaImportance", { normalize: true }, (options) => pedAnovaImportance(history, options)],
];

test.each(TAKERS)("%s names an option it does not have, and those it has", (name, known, take) => {
  const [option = ""] = Object.keys(known);
  take(known as never);
  const misuse = `${name} has no option "${option}s"; choose of `;
  expect(() => take({ ...known, [`${option}s`]: 1 } as never)).toThrow(misuse);
  expect(() => take({ ...known, [`${option}s`]: 1 } as never)).toThrow(option);
  for (const none of [null, 7, [], "fast"]) {
    expect(() => take(none as never)).toThrow(`${name} takes options as an object, not ${shown(none)}`);
    expect(() => take(none as never)).toThrow(MisuseError);
  }
});

describe("what is wrong", () => {
  test.each([
    ["text", '"text"'],
    ["x".repeat(99), `"${"x".repeat(60)}"`],
    [Number.NaN, "NaN"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [[1], "an array"],
    [{ toString: () => "hidden" }, "an object"],
    [tpeSampler, "a function"],
  ])("is named: %#", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test("is a function that was never called, or its name", () => {
    checkSampler(tpeSampler());
    expect(() => checkSampler(tpeSampler)).toThrow("The sampler is a function; give what a call gives, as in");
    expect(() => checkSampler("tpe")).toThrow('The sampler is "tpe"');
    expect(() => checkSampler({})).toThrow(MisuseError);
    expect(() => patientPruner(medianPruner as never, { patience: 1 })).toThrow(
      "that patientPruner wraps is a function",
    );
    expect(() => checkOptionNames("f", { a: undefined }, ["a"])).not.toThrow();
  });
});
