import { expect, test } from "vitest";
import { emptyForm } from "../draft.ts";
import { budgetFormOf, budgetKindOf, readBudget } from "./budget-form.ts";
import { type DeepGaForm, deepGaWords, NO_DEEPGA, readDeepGa } from "./deepga-form.ts";
import { readSampler, samplerFormOf } from "./sampler-form.ts";

const form = (deepga: DeepGaForm["deepga"]): DeepGaForm => ({ ...NO_DEEPGA, deepga });

function errorsOf(deepga: DeepGaForm["deepga"]): object {
  const errors = {};
  expect(readDeepGa(form(deepga), errors)).toBeNull();
  expect(deepGaWords(form(deepga))).toBeNull();
  return errors;
}

test("empty boxes are the settings that come with the original, and a re-test", () => {
  const choice = {
    name: "deepga",
    population: 1000,
    survivors: 20,
    champions: 3,
    sigma: 0.005,
    validationEpisodes: 30,
  };
  expect(readDeepGa(NO_DEEPGA, {})).toEqual(choice);
  expect(readDeepGa(form({ population: " ", validationEpisodes: "" }), {})).toEqual(choice);
});

test("what is typed is read as people type numbers, and a choice is shown as it would be read", () => {
  const typed = form({
    population: "12,500",
    survivors: "625",
    champions: "1",
    sigma: "2e-3",
    validationEpisodes: "0",
  });
  const choice = readDeepGa(typed, {});
  expect(choice).toMatchObject({ population: 12_500, sigma: 0.002, validationEpisodes: 0 });
  if (choice === null) throw new Error("It is read.");
  expect(readSampler(samplerFormOf(choice), {})).toEqual(choice);
});

test.each<[DeepGaForm["deepga"], object]>([
  [{ champions: "20" }, { "deepga-champions": "Give fewer than the 20 survivors." }],
  [{ survivors: "1,000" }, { "deepga-survivors": "Give fewer than the 1,000 genomes." }],
  [
    { population: "10", survivors: "10", champions: "10" },
    {
      "deepga-champions": "Give fewer than the 10 survivors.",
      "deepga-survivors": "Give fewer than the 10 genomes.",
    },
  ],
  [{ population: "100001" }, { "deepga-population": "It must be between 1 and 100000." }],
  [{ population: "many" }, { "deepga-population": "It is not a whole number." }],
  [{ survivors: "1.5" }, { "deepga-survivors": "It is not a whole number." }],
  [{ sigma: "0" }, { "deepga-sigma": "It must be between 1e-300 and 1000000." }],
  [{ validationEpisodes: "1001" }, { "deepga-validationEpisodes": "It must be between 0 and 1000." }],
])("%o is refused at its field", (deepga, errors) => {
  expect(errorsOf(deepga)).toEqual(errors);
});

test("the numbers are said as what they come to", () => {
  expect(deepGaWords(NO_DEEPGA)).toBe(
    "The best 20 of 1,000 genomes are the parents of the next generation: each child is one of them with a seed more, which adds a normal draw " +
      "times 0.005 to every weight. The best 10 play 30 episodes more, and by that mean the best 3 of them go on unchanged.",
  );
  expect(deepGaWords(form({ population: "4", survivors: "3", champions: "1", validationEpisodes: "1" }))).toMatch(
    /The best 4 play 1 episode more, and by that mean the best of them goes on unchanged\.$/,
  );
  expect(deepGaWords(form({ validationEpisodes: "0" }))).toMatch(/score of a single episode, however lucky/);
});

test("generations limit what is bred, and nothing else", () => {
  const bred = { ...emptyForm(1), sampler: "deepga" } as const;
  expect(budgetKindOf(bred)).toBe("generations");
  expect(readBudget({ ...bred, trialsPerRound: "none" }, {})).toEqual({
    kind: "generations",
    generations: 350,
    trialsPerRound: 1,
  });
  expect(readBudget({ ...bred, budget: "time", seconds: "60" }, {})).toMatchObject({ kind: "time", seconds: 60 });
  const errors = {};
  expect(readBudget({ ...bred, generations: "1001" }, errors)).toBeNull();
  expect(errors).toEqual({ generations: "Give a whole number of generations from 1 to 1,000." });
  expect(budgetKindOf({ ...emptyForm(1), budget: "generations" })).toBe("rounds");
  for (const kind of ["rounds", "trials", "generations", "time", "open"] as const) {
    const shown = {
      ...emptyForm(1),
      budget: kind,
      sampler: kind === "generations" ? ("deepga" as const) : ("tpe" as const),
    };
    const budget = readBudget(shown, {});
    if (budget === null) throw new Error("It is read.");
    expect({ ...shown, ...budgetFormOf(budget) }).toMatchObject({ budget: kind });
    expect(readBudget({ ...shown, ...budgetFormOf(budget) }, {})).toEqual(budget);
  }
});
