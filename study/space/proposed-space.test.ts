import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { nopPruner } from "../pruners/nop.ts";
import { tpeSampler } from "../samplers/tpe/tpe.ts";
import type { Study } from "../study.ts";
import { finished, runTrials } from "../testing/run-trials.ts";
import { floatDistribution, MAX_PARAMS } from "./distribution.ts";
import { MAX_GUESSED, OWN_WINDOW, ProposedSpace } from "./proposed-space.ts";
import type { SearchSpace, TrialSpace } from "./search-space.ts";
import { permutationDistribution } from "./vector-distribution.ts";

const unit = floatDistribution(0, 1);
const spaceOf = (...names: string[]): SearchSpace => ({ names, distributions: names.map(() => unit) });
const many = (count: number, prefix: string): SearchSpace =>
  spaceOf(...Array.from({ length: count }, (_, i) => `${prefix}${i}`));

describe("the proposed space", () => {
  test("is what the last own trials suggested, and strangers' names no longer once there is one", () => {
    const proposed = new ProposedSpace();
    proposed.addForeign(spaceOf("strange"));
    expect(proposed.space.names).toEqual(["strange"]);
    proposed.addOwn(spaceOf("x"), false);
    proposed.addForeign(spaceOf("strange"));
    proposed.addOwn(spaceOf("x", "branch"), false);
    expect(proposed.space.names).toEqual(["x", "branch"]);
    const usual = spaceOf("x");
    for (let i = 1; i < OWN_WINDOW; i++) proposed.addOwn(usual, false);
    expect(proposed.space.names).toEqual(["x", "branch"]);
    proposed.addOwn(usual, false);
    expect(proposed.space.names).toEqual(["x"]);
  });

  test("keeps its guess when an own trial broke before it suggested anything", () => {
    const proposed = new ProposedSpace();
    proposed.addForeign(spaceOf("x"));
    proposed.addOwn(spaceOf(), true);
    expect(proposed.space.names).toEqual(["x"]);
  });

  test("guesses the commonest foreign names, and few", () => {
    const proposed = new ProposedSpace();
    const common = spaceOf("x", "y");
    for (let i = 0; i < 3; i++) proposed.addForeign(common);
    for (let i = 0; i < 2_000; i++) proposed.addForeign(many(60, `junk${i}_`));
    for (let i = 0; i < 3; i++) proposed.addForeign(common);
    expect(proposed.space.names.slice(0, 2)).toEqual(["x", "y"]);
    expect(proposed.space.names.length).toBeLessThanOrEqual(MAX_GUESSED);
  });

  test("never has more parameters than one trial may, and always the newest trial's", () => {
    const proposed = new ProposedSpace();
    for (let i = 0; i < 5; i++) proposed.addOwn(many(MAX_PARAMS, `p${i}_`), false);
    expect(proposed.space.names).toEqual(many(MAX_PARAMS, "p4_").names);
  });
});

describe("lists in a proposal", () => {
  const list = (name: string, n: number): TrialSpace => ({
    names: [name],
    distributions: [permutationDistribution(n)],
  });

  test("are those of the last trials, and no more numbers than one trial may have", () => {
    const proposed = new ProposedSpace();
    for (let i = 0; i < 30; i++) proposed.addOwn(list(`order ${i}`, 900), false);
    expect(proposed.space.names).toEqual(["order 28", "order 29"]);
    for (let i = 0; i < 5; i++) proposed.addOwn(list("order 29", 1_000 - i), false);
    for (let i = 0; i < 30; i++) proposed.addOwn(list("short", 2), false);
    expect(proposed.space.distributions).toContainEqual(permutationDistribution(996));
    expect(proposed.space.names).toContain("short");
  });

  test("are guessed where they are short", () => {
    const proposed = new ProposedSpace();
    for (let i = 0; i < 3; i++) proposed.addForeign(list("long", MAX_GUESSED + 1));
    proposed.addForeign(list("short", MAX_GUESSED));
    expect(proposed.space.names).toEqual(["short"]);
  });
});

/** Proposals asked for after strangers have sent `count` trials of a thousand parameters each. */
function askedAmong(count: number, own: (study: Study) => void): number {
  const study = createStudy({
    directions: ["minimize"],
    sampler: tpeSampler(),
    pruner: nopPruner(),
    seed: 1,
    log: "me",
  });
  own(study);
  for (let number = 0; number < count; number++) {
    const space = many(1_000, `${number}_`);
    study.addForeign(finished({ log: "stranger", number, space, params: space.names.map(() => 0.5) }));
  }
  return study.ask(1)[0]?.space.names.length ?? -1;
}

describe("a thousand parameters of strangers", () => {
  test("are never proposed to a peer that knows its own", () => {
    expect(askedAmong(30, (study) => runTrials(study, (trial) => trial.suggestFloat("x", 0, 1), 12))).toBe(1);
  });

  test("are no guess either", () => {
    expect(askedAmong(30, () => undefined)).toBeLessThanOrEqual(MAX_GUESSED);
  });

  test("do not keep out what an own trial suggests later", () => {
    const study = createStudy({
      directions: ["minimize"],
      sampler: tpeSampler(),
      pruner: nopPruner(),
      seed: 1,
      log: "me",
    });
    const space = many(1_000, "junk");
    study.addForeign(finished({ log: "stranger", number: 0, space, params: space.names.map(() => 0.5) }));
    runTrials(study, (trial) => trial.suggestFloat("x", 0, 1), 12);
    const [proposal] = study.ask(1);
    expect(proposal?.space.names).toEqual(["x"]);
    // And x is modelled jointly, as if the stranger's odd trial were not there.
    expect(proposal?.mixtures).toBeNull();
  });
});
