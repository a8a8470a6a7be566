import { expect, test } from "vitest";
import { deepga, reasonFor, small, variants } from "../testing/spec-changes.ts";
import { MAX_GENERATIONS } from "./spec-limits.ts";

const bred = deepga({ generations: 350 });
const [objective] = small.objectives;

test("a study that breeds generations is one, with every end that generations can have", () => {
  expect(reasonFor(bred)).toBeNull();
  expect(reasonFor(deepga({ generations: MAX_GENERATIONS }))).toBeNull();
  expect(reasonFor({ ...bred, budget: { kind: "time", seconds: 5, trialsPerRound: 1 } })).toBeNull();
  expect(reasonFor({ ...bred, budget: { kind: "open", trialsPerRound: 1 } })).toBeNull();
  expect(reasonFor({ ...bred, stopRules: [{ kind: "target", value: 1 }] })).toBeNull();
});

test.each<[string, object, string]>([
  ["generations of other samplers", { ...bred, sampler: { name: "tpe" } }, "only the sampler deepga has"],
  ["more generations than genomes have room for", deepga({ generations: 1_001 }), "between 1 and 1000"],
  ["two objectives", { ...bred, objectives: [objective, { ...objective, name: "b" }] }, "ranks by one objective"],
  ["variants", { ...bred, trainable: { variants: variants(2), repeat: 1 } }, "cannot choose among variants"],
  ["start points", { ...bred, startPoints: [{ genome: [1] }] }, "leave the start points out"],
  ["a pruner", { ...bred, pruner: { name: "median" } }, "leave the pruner out"],
  ["rounds", { ...bred, budget: small.budget }, "the budget is in rounds"],
  [
    "a total of trials",
    { ...bred, budget: { kind: "trials", total: 9, trialsPerRound: 1 } },
    "the budget is in trials",
  ],
  [
    "more survivors than are held",
    { ...bred, sampler: { ...bred.sampler, survivors: 1_001, population: 5_000 } },
    "of the sampler deepga survivors are 1001, of which 1000 fit",
  ],
  [
    "a re-test without end",
    {
      ...bred,
      sampler: { ...bred.sampler, survivors: 900, champions: 800, population: 5_000, validationEpisodes: 999 },
    },
    "take fewer validationEpisodes or champions",
  ],
])("refused in words: %s", (_, change, words) => {
  expect(reasonFor(change)).toContain(words);
});
