import { describe, expect, it } from "vitest";
import { MisuseError } from "../../../study/errors.ts";
import { rngFromSeed } from "../../../study/rng.ts";
import { EMPTY_SPACE } from "../../../study/space/search-space.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import { guardNames, meantInstead } from "./trial-names.ts";

// In this file's module graph alone, as in the worker of an objective.
guardNames(TrialContext.prototype);

const proposal = {
  number: 4,
  seed: 7,
  space: EMPTY_SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
};
const trial = () => new TrialContext(proposal, { directions: ["minimize"], pruner: { kind: "nop" } });
const read = (name: string): unknown => Reflect.get(trial(), name);

describe("a trial asked for a name it does not have", () => {
  it.each([
    ["suggestfloat", "did you mean trial.suggestFloat?"],
    ["suggest_float", "did you mean trial.suggestFloat?"],
    ["suggest_int", "did you mean trial.suggestInt?"],
    ["suggest_categorical", "did you mean trial.suggestCategorical?"],
    ["suggestCategorial", "did you mean trial.suggestCategorical?"],
    ["sugestInt", "did you mean trial.suggestInt?"],
    ["should_prune", "did you mean trial.shouldPrune?"],
    ["shuoldPrune", "did you mean trial.shouldPrune?"],
    ["reprot", "did you mean trial.report?"],
    ["set_user_attr", "did you mean trial.setUserAttr?"],
    ["setConstraints", "did you mean trial.setConstraint?"],
    ["suggest_uniform", "write trial.suggestFloat(name, low, high)."],
    ["suggestUniform", "write trial.suggestFloat(name, low, high)."],
    ["suggest_loguniform", "write trial.suggestFloat(name, low, high, { log: true })."],
    ["suggest_permutation", "did you mean trial.suggestPermutation?"],
    ["suggestSimplx", "did you mean trial.suggestSimplex?"],
    ["suggest_seeds", "did you mean trial.suggestSeeds?"],
    ["suggestOrder", "write trial.suggestPermutation(name, n)."],
    ["suggestDiscreteUniform", "write trial.suggestFloat(name, low, high, { step })."],
  ])("says what %s means", (name, meant) => {
    expect(() => read(name)).toThrow(new MisuseError(`trial.${name} is not there; ${meant}`));
  });

  it.each(["x", "then", "toJSON", "length", "nodeType", "map", "value", "best", "constructor_", "__proto", ""])(
    "has nothing to say about %s",
    (name) => {
      expect(meantInstead(name)).toBeNull();
      expect(read(name)).toBeUndefined();
    },
  );
});

describe("a trial that knows its names", () => {
  it("is awaited, printed, copied and asked like any other object", async () => {
    const one = trial();
    expect(await Promise.resolve(one)).toBe(one);
    expect(JSON.parse(JSON.stringify(one))).toEqual({ number: 4, warnings: [] });
    expect(Object.assign({}, one)).toEqual({ number: 4, warnings: [] });
    expect("suggest_float" in one).toBe(false);
    expect("suggestFloat" in one && "toString" in one).toBe(true);
    expect(Object.prototype.toString.call(one)).toBe("[object Object]");
    expect(Object.hasOwn(one, "report")).toBe(false);
    expect(one instanceof TrialContext && one instanceof Object).toBe(true);
    const names: string[] = [];
    for (const name in one) names.push(name);
    expect(names).toEqual(["number", "warnings"]);
  });

  it("takes what an objective puts on it, and keeps its own methods", () => {
    const one = trial();
    Object.assign(one, { suggest_float: () => 1 });
    expect(Reflect.get(one, "suggest_float")).toBeTypeOf("function");
    expect(one.suggestFloat("x", 0, 1)).toBe(trial().suggestFloat("x", 0, 1));
    expect(one.rng.next()).toBe(rngFromSeed(7, "objective").next());
  });
});
