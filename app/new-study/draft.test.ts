import { describe, expect, it } from "vitest";
import { objectivesOf } from "../../gallery/entry.ts";
import { gallery } from "../../gallery/gallery.ts";
import { parseSpec, readSpec } from "../../study/spec/parse-spec.ts";
import { specWith } from "../../study/spec/spec.ts";
import type { DraftErrors, DraftForm } from "./draft.ts";
import { emptyForm, FIELDS, isTouched, readDraft, readTestDraft } from "./draft.ts";
import { EXAMPLE, SEEDS_EXAMPLE } from "./example.ts";
import { fromGallery } from "./from-gallery.ts";
import { detectLanguage } from "./language.ts";
import { choosePruner, PRUNER_NAMES, prunerFormOf } from "./settings/pruner-form.ts";

const form: DraftForm = { ...emptyForm(2), name: " Quadratic ", source: "export default (trial) => 1" };
const read = (change: Partial<DraftForm>) => readDraft({ ...form, ...change });
const measuredIn = (unit: string) => ({ objectives: [{ name: "value", direction: "minimize", unit }] as const });
const errorsOf = (change: Partial<DraftForm>) => {
  const result = read(change);
  return result.ok ? {} : result.errors;
};

it("names the topmost wrong field first, and on the page the editor stands before the settings", () => {
  const errors: DraftErrors = errorsOf({ name: "", source: "" });
  expect(FIELDS.filter((field) => errors[field] !== undefined)).toEqual(["source", "name"]);
});

it("takes a form for touched once anything in it was chosen or written, whatever the cores", () => {
  expect(isTouched(emptyForm(2))).toBe(false);
  expect(isTouched({ ...emptyForm(2), cores: 7 })).toBe(false);
  for (const change of [{ name: "x" }, { source: " " }, { seed: "7" }, { listed: false }] as const)
    expect(isTouched({ ...emptyForm(2), ...change })).toBe(true);
});

it("offers an example that can be published as it stands", () => {
  expect(read({ source: EXAMPLE })).toMatchObject({ ok: true });
  expect(EXAMPLE).toMatch(/^export default/);
});

it("offers an example for generations whose value follows from the genome alone", async () => {
  expect(read({ sampler: "deepga", source: SEEDS_EXAMPLE })).toMatchObject({ ok: true });
  const { default: objective } = (await import(`data:text/javascript,${encodeURIComponent(SEEDS_EXAMPLE)}`)) as {
    readonly default: (trial: object) => number;
  };
  const scores = [[1], [2], [1, 2], [1]].map((genome) => objective({ suggestSeeds: () => genome }));
  expect(scores.every((score) => Number.isFinite(score) && score < 0)).toBe(true);
  expect(new Set(scores).size).toBe(3);
});

describe("readDraft", () => {
  it("lists no private study, and says that it is private only of one that is", () => {
    expect(read({ isPrivate: true })).toMatchObject({ draft: { listed: false, isPrivate: true } });
    expect(read({})).toMatchObject({ draft: { listed: true } });
    expect(read({})).not.toHaveProperty("draft.isPrivate");
  });

  it("offers 10 rounds of 10 trials unless told otherwise", () => {
    expect(read({})).toMatchObject({
      ok: true,
      draft: {
        name: "Quadratic",
        objectives: [{ name: "value", direction: "minimize", unit: "" }],
        sampler: { name: "auto" },
        seed: null,
        startPoints: [],
        stopRules: [],
        objective: { language: "javascript" },
        budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
        trialTimeoutMs: 60_000,
      },
    });
  });

  it.each([
    [{ budget: "trials", total: "100,000" } as const, { kind: "trials", total: 100_000, trialsPerRound: 10 }],
    [{ budget: "time", seconds: "90" } as const, { kind: "time", seconds: 90, trialsPerRound: 10 }],
    [{ budget: "open", rounds: "nonsense" } as const, { kind: "open", trialsPerRound: 10 }],
  ])("reads the budget %o", (change, budget) => expect(read(change)).toMatchObject({ draft: { budget } }));

  it.each([
    ["name", { name: "  " }],
    ["name", { name: "\u200b\u200b\u200b" }],
    ["name", { name: "Quad\u202eratic" }],
    ["name", { name: "x".repeat(101) }],
    ["source", { source: "\n" }],
    ["source", { source: "x".repeat(256_001) }],
    ["source", { source: "é".repeat(128_001) }],
    ["objective0Unit", measuredIn("x".repeat(25))],
    ["objective0Unit", measuredIn("א\u202e%")],
    ["objective0Unit", measuredIn("\u3164")],
    ["rounds", { rounds: "0" }],
    ["rounds", { rounds: "2.5" }],
    ["rounds", { rounds: "-3" }],
    ["rounds", { rounds: "1,000,001" }],
    ["trialsPerRound", { trialsPerRound: "" }],
    ["total", { budget: "trials", total: "1e99" }],
    ["seconds", { budget: "time", seconds: "soon" }],
    ["seconds", { budget: "time", seconds: "31536001" }],
    ["timeoutSeconds", { timeoutSeconds: "0" }],
  ] as const)("says what is wrong with %s in %o, and only that", (field, change) => {
    const errors = errorsOf(change);
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^[A-Z].*\.$/);
  });

  it("asks for the seconds of a trial in seconds", () => {
    expect(errorsOf({ timeoutSeconds: "0" })).toEqual({
      timeoutSeconds: "Give a number of seconds from 0.1 to 3,600.",
    });
  });

  it.each([
    [{}, { name: "none" }],
    [{ pruner: "median" }, { name: "median" }],
    [
      { pruner: "percentile", prunerOptions: { percentile: "10", warmupSteps: "" } },
      { name: "percentile", percentile: 10 },
    ],
    [
      { pruner: "halving", prunerOptions: { minResource: "1,000", lower: "soon" } },
      { name: "halving", minResource: 1000 },
    ],
    [
      { pruner: "hyperband", prunerOptions: { maxResource: "81", hindsight: "yes" } },
      { name: "hyperband", maxResource: 81, hindsight: true },
    ],
    [
      { pruner: "threshold", prunerOptions: { lower: "-0.5" } },
      { name: "threshold", lower: -0.5 },
    ],
    [
      { pruner: "patient", prunerOptions: { patience: "3" }, wrapped: "median" },
      { name: "patient", patience: 3, wrapped: { name: "median" } },
    ],
  ] as const)("reads the pruner %o", (change, pruner) => {
    const result = read(change);
    expect(result.ok && result.draft.pruner).toEqual(pruner);
  });

  it.each([
    ["percentile", { pruner: "percentile", prunerOptions: { percentile: "" } }],
    ["percentile", { pruner: "percentile", prunerOptions: { percentile: "101" } }],
    ["lower", { pruner: "threshold" }],
    ["lower", { pruner: "threshold", prunerOptions: { lower: "2", upper: "1" } }],
    ["upper", { pruner: "threshold", prunerOptions: { upper: "high" } }],
    ["reductionFactor", { pruner: "hyperband", prunerOptions: { reductionFactor: "1" } }],
    ["minResource", { pruner: "hyperband", prunerOptions: { minResource: "9", maxResource: "8" } }],
    ["minResource", { pruner: "halving", prunerOptions: { bootstrapCount: "2" } }],
    ["warmupSteps", { pruner: "median", prunerOptions: { warmupSteps: "1.5" } }],
  ] as const)("says what is wrong with the pruner's %s in %o, and only that", (field, change) => {
    const errors = errorsOf(change);
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^[A-Z].*\.$/);
    const test = readTestDraft({ ...form, ...change });
    expect(test.ok && test.draft.pruner).toEqual({ name: "none" });
  });

  it("fills in what a pruner cannot do without, and shows a choice as it would read it", () => {
    for (const pruner of PRUNER_NAMES.filter((name) => name !== "threshold")) {
      const result = read(choosePruner(form, pruner));
      expect(result.ok && result.draft.pruner?.name).toBe(pruner);
      if (result.ok) expect(read(prunerFormOf(result.draft.pruner ?? { name: "none" }))).toEqual(result);
    }
  });

  it.each([
    { source: "x".repeat(256_000) },
    { source: "é".repeat(128_000) },
    { rounds: "1,000,000", trialsPerRound: "10,000", timeoutSeconds: "3,600" },
    { budget: "trials", total: "1e9" },
    { budget: "time", seconds: "31,536,000" },
  ] as const)("offers nothing that a study may not have: %#", (change) => {
    const result = read(change);
    const author = { key: "", name: "" };
    expect(result.ok && parseSpec(specWith({ ...result.draft, author, createdMs: 0 })).ok).toBe(true);
  });

  const two = [
    { name: " loss ", direction: "minimize", unit: "" },
    { name: "speed", direction: "maximize", unit: "km/s" },
  ] as const;

  it("reads several objectives, metrics, a seed, start points and stop rules into what can be published", () => {
    const result = read({
      description: " For a \r\nbetter loss. ",
      objectives: two,
      metrics: "accuracy, size",
      constraints: "weight\ncost",
      sampler: "nsga2",
      samplerOptions: { populationSize: "20", crossover: "undx", startupTrials: "left from another" },
      wrapper: "distinct",
      seed: " 7 ",
      startPoints: "x\ty\n1\tred\n\n-2.5\tblue",
      target: "3",
      noImprovement: "1,000",
      rules: [{ metric: "accuracy", bound: "at-least", value: "0.99" }],
    });
    expect(result).toMatchObject({
      ok: true,
      draft: {
        description: "For a \nbetter loss.",
        objectives: [{ ...two[0], name: "loss" }, two[1]],
        metrics: ["accuracy", "size"],
        constraints: ["weight", "cost"],
        sampler: { name: "distinct", sampler: { name: "nsga2", populationSize: 20, crossover: "undx" } },
        seed: "7",
        startPoints: [
          { x: 1, y: "red" },
          { x: -2.5, y: "blue" },
        ],
        stopRules: [
          { kind: "no-improvement", trials: 1000 },
          { kind: "metric", metric: "accuracy", bound: "at-least", value: 0.99, ends: "study" },
        ],
      },
    });
    const author = { key: "", name: "" };
    expect(result.ok && parseSpec(specWith({ ...result.draft, author, createdMs: 0 }))).toMatchObject({ ok: true });
  });

  it.each([
    ["description", { description: "x".repeat(2001) }],
    ["description", { description: "a\u202eb" }],
    ["objective1Name", { objectives: [two[0], { ...two[1], name: "" }] }],
    ["objective1Name", { objectives: [two[0], { ...two[1], name: "loss" }] }],
    ["objective1Name", { objectives: [two[0], { ...two[1], name: "__proto__" }] }],
    ["metrics", { metrics: "a, a" }],
    ["metrics", { metrics: "value" }],
    ["metrics", { metrics: Array.from({ length: 17 }, (_, i) => `m${i}`).join() }],
    ["constraints", { constraints: "x".repeat(61) }],
    ["sampler-populationSize", { sampler: "nsga3", samplerOptions: { populationSize: "3" } }],
    ["sampler-sigma0", { sampler: "cmaes", samplerOptions: { sigma0: "wide" } }],
    ["grid", { sampler: "grid" }],
    ["grid", { sampler: "grid", grid: "x: 1\ny 2" }],
    ["fixed", { wrapper: "partial-fixed", fixed: "x: 1, 2" }],
    ["seed", { seed: "s".repeat(121) }],
    ["startPoints", { startPoints: "x, y\n1" }],
    ["target", { target: "high" }],
    ["noImprovement", { noImprovement: "0" }],
    ["rule0Value", { rules: [{ metric: "value", bound: "at-most", value: "" }] }],
    ["rule0Metric", { rules: [{ metric: "gone", bound: "at-most", value: "1" }] }],
  ] as const)("says what is wrong with %s in %o, and only that", (field, change) => {
    const errors = errorsOf(change);
    expect(Object.keys(errors)).toEqual([field]);
    expect(FIELDS).toContain(field);
    expect(errors[field]).toMatch(/^[A-Z"].*\S$/);
  });

  it("accepts the smallest amounts", () => {
    expect(errorsOf({ rounds: "1", trialsPerRound: "1", timeoutSeconds: "0.1" })).toEqual({});
  });

  it("does not mind a wrong field that the chosen budget does not use", () => {
    expect(errorsOf({ budget: "open", rounds: "", total: "", seconds: "" })).toEqual({});
  });
});

it("test-runs an objective before the study has a name or a valid budget", () => {
  expect(readTestDraft({ ...form, name: "", rounds: "x", timeoutSeconds: "x" })).toMatchObject({ ok: true });
  expect(readTestDraft({ ...form, source: "" })).toMatchObject({ ok: false });
});

it("test-runs as many values as the objective returns, whatever they are called so far", () => {
  const rows = [
    { name: "", direction: "minimize", unit: "" },
    { name: "", direction: "maximize", unit: "x".repeat(99) },
  ] as const;
  const test = readTestDraft({ ...form, objectives: rows, sampler: "grid", startPoints: "broken," });
  expect(test.ok && test.draft.objectives?.map(({ name, direction }) => [name, direction])).toEqual([
    ["value 1", "minimize"],
    ["value 2", "maximize"],
  ]);
});

it.each(gallery)("takes $title with nothing that was said of another objective", async (entry) => {
  const before = {
    ...form,
    startPoints: "x\n1",
    metrics: "loss",
    sampler: "grid",
    wrapper: "distinct",
    cores: 5,
  } as const;
  const after = { ...before, ...fromGallery(entry, await entry.fetchSource()) };
  expect(after).toMatchObject({ startPoints: "", metrics: "", wrapper: "none", sampler: entry.sampler.name, cores: 5 });
  expect([after.experiment, after.scriptFile]).toEqual([
    entry.experiment?.text ?? null,
    entry.experiment?.scriptName ?? null,
  ]);
  // What an experiment makes of it has tests of its own.
  const read = readDraft({ ...after, experiment: null });
  expect(read.ok && read.draft.objectives).toEqual(objectivesOf(entry));
  expect(read.ok && read.draft.constraints).toEqual(entry.constraints);
  expect(read.ok && read.draft.objective.language).toBe(entry.language);
});

describe("detectLanguage", () => {
  it.each([
    "export default (trial) => { const x = trial.suggestFloat('x', -100, 100); return x ** 2 }",
    "// let x: number\nconst s = 'interface A'; export default t => ({ a: 1, b: [2] }).a",
    "const DAYS = { T1: [30, 400] }; function f(a, b = 2) { return a ? b : { c: a } }",
    "export default async function objective(trial) { switch (1) { case 1: return 2 } }",
  ])("sees JavaScript in %s", (source) => expect(detectLanguage(source)).toBe("javascript"));

  it.each([
    "export default (trial: Trial) => 1",
    "const x: number = 1; export default () => x",
    "interface Point { x: number }\nexport default () => 1",
    "type Pair = [number, number];",
    "export default function f(trial): number { return 1 }",
    "const choices = ['a', 'b'] as const;",
    "import type { Trial } from 'waggle';",
    "const first = list[0]!; export default () => first",
  ])("sees TypeScript in %s", (source) => expect(detectLanguage(source)).toBe("typescript"));
});

describe("a study that breeds generations", () => {
  const bred = { sampler: "deepga", experiments: "1" } as const;

  it("has neither pruner nor start points nor rounds, whatever was set before", () => {
    const before = { pruner: "median", startPoints: "nonsense", trialsPerRound: "", wrapper: "distinct" } as const;
    const result = read({ ...bred, ...before });
    expect(result).toMatchObject({
      ok: true,
      draft: {
        sampler: { name: "deepga", population: 1000, validationEpisodes: 30 },
        pruner: { name: "none" },
        startPoints: [],
        budget: { kind: "generations", generations: 350 },
      },
    });
    if (result.ok) expect(readSpec(specWith({ ...result.draft, createdMs: 1 }))).toMatchObject({ ok: true });
  });

  it("has one value to breed by, and that is said at the sampler", () => {
    const objectives = ["a", "b"].map((name) => ({ name, direction: "minimize", unit: "" }) as const);
    expect(errorsOf({ ...bred, objectives })).toEqual({
      sampler: "Generations are bred by one value: remove the other objectives, or choose another sampler.",
    });
  });

  it("says what is wrong with its numbers at their fields, in the order of the page", () => {
    const errors: DraftErrors = errorsOf({ ...bred, deepga: { champions: "20" }, generations: "0", experiments: "x" });
    expect(FIELDS.filter((field) => errors[field] !== undefined)).toEqual([
      "deepga-champions",
      "experiments",
      "generations",
    ]);
  });
});

describe("a noisy objective", () => {
  it("has as many repeats as are typed, and none without", () => {
    expect(read({ repeats: " 8 " })).toMatchObject({
      ok: true,
      draft: { repeatability: { kind: "noisy", repeats: 8 } },
    });
    expect(read({})).toMatchObject({ ok: true, draft: { repeatability: { kind: "repeatable" } } });
    expect(read({ repeats: "8", sampler: "deepga", budget: "generations" })).toMatchObject({
      ok: true,
      draft: { repeatability: { kind: "repeatable" } },
    });
  });

  it.each([
    [{ repeats: "1" }, "from 2 to 1,000"],
    [{ repeats: "2.5" }, "from 2 to 1,000"],
    [{ repeats: "8", pruner: "median" }, "no pruner"],
    [
      { repeats: "8", objectives: ["a", "b"].map((name) => ({ name, direction: "minimize" as const, unit: "" })) },
      "other objectives",
    ],
  ] as const)("says what is wrong with %o", (change, words) => {
    expect(errorsOf(change).repeats).toContain(words);
  });
});
