import fc from "fast-check";
import type { PrunerChoice, SimplePruner } from "../pruners/choice.ts";
import type { SamplerChoice, SimpleSampler } from "../samplers/choice.ts";
import type { CategoricalChoice, ParamValue } from "../space/distribution.ts";
import type {
  Attachment,
  Budget,
  Json,
  ObjectiveSpec,
  Repeatability,
  StopRuleChoice,
  StudySpec,
  Trainable,
} from "../spec/spec.ts";
import { hiddenCharacter, isVisible } from "../spec/visible-text.ts";

const unicode = (maxLength: number, minLength = 0) => fc.string({ unit: "grapheme", minLength, maxLength });
const label = (maxLength: number) =>
  unicode(maxLength, 1).filter((text) => isVisible(text) && hiddenCharacter(text) === null);
const unlessNamed = <T>(named: fc.Arbitrary<T>): fc.Arbitrary<T | ""> => fc.oneof(fc.constant("" as const), named);
const count = (min: number, max: number) => fc.integer({ min, max });
/** As JSON keeps them: 0 has no sign. */
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const anyReal = real(-Number.MAX_VALUE, Number.MAX_VALUE);
const hash = fc.string({ unit: fc.constantFrom("A", "b", "9", "-", "_"), minLength: 43, maxLength: 43 });
/** Names that an object cannot have by mere assignment are refused, or data. */
const paramName = fc.oneof(fc.constantFrom("x", "y", "constructor"), label(8)).filter((name) => name !== "__proto__");
const choiceValue: fc.Arbitrary<CategoricalChoice> = fc.oneof(
  anyReal,
  count(-5, 5),
  unicode(5),
  fc.boolean(),
  fc.constant(null),
);
const paramValue: fc.Arbitrary<ParamValue> = fc.oneof(choiceValue, fc.array(anyReal, { minLength: 1, maxLength: 5 }));

/** Some of the options, or none. */
const options = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });
const byName = <T>(value: fc.Arbitrary<T>, minKeys = 0) => fc.dictionary(paramName, value, { minKeys, maxKeys: 4 });
const named = <N extends string, T extends object>(name: N, rest: fc.Arbitrary<T>) =>
  rest.map((its) => ({ name, ...its }));

const EVOLUTION = {
  populationSize: count(4, 10_000),
  crossover: fc.constantFrom("uniform", "blx-alpha", "sbx", "vsbx", "spx", "undx"),
  crossoverProbability: real(0, 1),
  mutationProbability: real(0, 1),
  mutation: fc.constantFrom("redraw", "polynomial"),
} as const;

const tpe = options({
  multivariate: fc.boolean(),
  group: fc.boolean(),
  constantLiar: fc.boolean(),
  startupTrials: count(0, 1_000_000),
  candidates: count(1, 10_000),
  priorWeight: real(1e-300, 1e6),
}).filter(({ group, multivariate }) => group !== true || multivariate !== false);

const cmaes = options({
  x0: byName(anyReal),
  sigma0: real(1e-300, 1e6),
  population: count(3, 100_000),
  separable: fc.boolean(),
  restart: fc.constantFrom("none", "ipop", "bipop"),
  tolerance: real(1e-300, 1 - Number.EPSILON),
  adaptLearningRate: fc.boolean(),
});

const gridValues = byName(fc.uniqueArray(choiceValue, { minLength: 1, maxLength: 4 }), 1);

const simpleSampler: fc.Arbitrary<SimpleSampler> = fc.oneof(
  fc.constantFrom<SimpleSampler>({ name: "auto" }, { name: "random" }, { name: "brute-force" }),
  named("tpe", tpe),
  named("cmaes", cmaes),
  named("gp", options({ startupTrials: count(1, 1_000_000) })),
  named("nsga2", options(EVOLUTION)),
  // Of the most objectives there may be, so many divisions make 6,435 directions.
  named("nsga3", options({ ...EVOLUTION, divisions: count(1, 8) })),
  named("qmc", options({ sequence: fc.constantFrom("sobol", "halton"), scramble: fc.boolean() })),
  named("grid", fc.record({ values: gridValues })),
);

const deepga = fc
  .tuple(count(1, 100), count(1, 100), count(1, 1_000), real(1e-300, 1e6), count(0, 1_000))
  .map(([champions, more, rest, sigma, validationEpisodes]) => ({
    name: "deepga" as const,
    population: champions + more + rest,
    survivors: champions + more,
    champions,
    sigma,
    validationEpisodes,
  }));

/** Any sampler that an author could choose and a tab can make. */
export const arbitrarySampler: fc.Arbitrary<Exclude<SamplerChoice, { name: "deepga" }>> = fc.oneof(
  { weight: 3, arbitrary: simpleSampler },
  { weight: 1, arbitrary: fc.record({ name: fc.constant("distinct" as const), sampler: simpleSampler }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant("partial-fixed" as const),
      fixed: byName(choiceValue, 1),
      sampler: simpleSampler,
    }),
  },
);

const PACE = { warmupSteps: count(0, 1e9), intervalSteps: count(1, 1e9) };
const MEDIAN = { startupTrials: count(0, 1e9), ...PACE, minTrials: count(1, 1e9) };
const RUNGS = {
  minResource: count(1, 1_000),
  maxResource: count(1_000, 1e9),
  reductionFactor: count(2, 1_000),
  bootstrapCount: count(0, 1e9),
  hindsight: fc.boolean(),
};

const simplePruner: fc.Arbitrary<SimplePruner> = fc.oneof(
  fc.constant<SimplePruner>({ name: "none" }),
  named("median", options(MEDIAN)),
  named("percentile", fc.record({ percentile: real(0, 100), ...MEDIAN }, { requiredKeys: ["percentile"] })),
  named(
    "halving",
    options({ ...RUNGS, minEarlyStoppingRate: count(0, 50) }).filter(
      ({ bootstrapCount = 0, minResource }) => bootstrapCount === 0 || minResource !== undefined,
    ),
  ),
  named("hyperband", options(RUNGS)),
  named(
    "threshold",
    fc.record({ lower: real(-1e300, 0), upper: real(0, 1e300), ...PACE }, { requiredKeys: ["upper"] }),
  ),
  named("wilcoxon", options({ pThreshold: real(0, 1), startupSteps: count(0, 1e9) })),
);

/** Any pruner that an author could choose. */
export const arbitraryPruner: fc.Arbitrary<PrunerChoice> = fc.oneof(
  { weight: 3, arbitrary: simplePruner },
  {
    weight: 1,
    arbitrary: named(
      "patient",
      fc.record(
        { patience: count(0, 1e9), minDelta: real(0, 1e300), wrapped: simplePruner },
        { requiredKeys: ["patience"] },
      ),
    ),
  },
);

const trialsPerRound = count(1, 10_000);
const uncounted: fc.Arbitrary<Budget> = fc.oneof(
  fc.record({ kind: fc.constant("time" as const), seconds: count(1, 31_536_000), trialsPerRound }),
  fc.record({ kind: fc.constant("open" as const), trialsPerRound }),
);
const runnableBudget: fc.Arbitrary<Budget> = fc.oneof(
  fc.record({ kind: fc.constant("rounds" as const), rounds: count(1, 1_000_000), trialsPerRound }),
  fc.record({ kind: fc.constant("trials" as const), total: count(1, 1e9), trialsPerRound }),
  uncounted,
);
const generations: fc.Arbitrary<Budget> = fc.record({
  kind: fc.constant("generations" as const),
  generations: count(1, 1_000),
  trialsPerRound,
});

const attachment: fc.Arbitrary<Attachment> = fc.record({
  name: label(10),
  bytes: count(0, 2 ** 28),
  sha256: hash,
  mediaType: fc.constantFrom("text/csv", "application/octet-stream", "image/svg+xml"),
});

/** As JSON keeps it: without the sign of 0. */
const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: "binary" })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

const trainable: fc.Arbitrary<Trainable> = fc.record({
  variants: fc.uniqueArray(fc.record({ name: label(10), config: json }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ name }) => name,
  }),
  repeat: count(1, 1_000),
});

/** A stop rule whose metric is still to be chosen, as a place among the names. */
const stopRule = fc.oneof(
  fc.record({ kind: fc.constant("target" as const), value: anyReal }),
  fc.record({ kind: fc.constant("no-improvement" as const), trials: count(1, 1e9) }),
  fc.record({
    kind: fc.constant("metric" as const),
    metric: fc.nat(),
    bound: fc.constantFrom("at-least" as const, "at-most" as const),
    value: anyReal,
    ends: fc.constantFrom("study" as const, "study" as const, "trial" as const),
  }),
);
type OpenRule = typeof stopRule extends fc.Arbitrary<infer T> ? T : never;

const objective: fc.Arbitrary<ObjectiveSpec> = fc.record({
  name: paramName,
  direction: fc.constantFrom("minimize", "maximize"),
  unit: unlessNamed(label(4)),
});

/** What the objective's values and the metrics are called, all different, and rules on them. */
const measured = fc
  .record({
    objectives: fc.uniqueArray(objective, { minLength: 1, maxLength: 8, selector: ({ name }) => name }),
    metrics: fc.uniqueArray(paramName, { maxLength: 4 }),
    rules: fc.array(stopRule, { maxLength: 4 }),
  })
  .map(({ objectives, metrics, rules }) => {
    const names = objectives.map(({ name }) => name);
    const others = metrics.filter((name) => !names.includes(name));
    const all = [...names, ...others];
    const stopRules = rules.filter(({ kind }) => kind !== "target" || objectives.length === 1);
    return { objectives, metrics: others, stopRules: stopRules.map((rule) => closed(rule, all)) };
  });

const closed = (rule: OpenRule, names: readonly string[]): StopRuleChoice =>
  rule.kind === "metric"
    ? { ...rule, metric: rule.ends === "trial" ? `m${rule.metric}` : (names[rule.metric % names.length] ?? "") }
    : rule;

/** What a study says of itself, and does today. */
const FIELDS = {
  version: fc.constant(2 as const),
  name: label(20),
  description: unicode(40).filter((text) => hiddenCharacter(text) === null),
  objective: fc.record({
    language: fc.constantFrom("javascript" as const, "typescript" as const),
    source: unicode(200, 1),
  }),
  constraints: fc.uniqueArray(paramName, { maxLength: 4 }),
  pruner: arbitraryPruner,
  seed: fc.option(label(10)),
  startPoints: fc.array(byName(paramValue), { maxLength: 4 }),
  trialTimeoutMs: count(100, 3_600_000),
  maxPeers: count(1, 100_000),
  listed: fc.boolean(),
  author: fc.record({ key: unlessNamed(hash), name: unlessNamed(label(10)) }),
  createdMs: fc.maxSafeNat(),
};

/** Often what every version can do. */
const seldom = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

const LATER = {
  resources: seldom({ cores: 1, gpu: 0 }, fc.record({ cores: count(1, 1_024), gpu: count(0, 16) })),
  repeatability: seldom<Repeatability>(
    { kind: "repeatable" },
    fc.record({ kind: fc.constant("noisy" as const), repeats: count(2, 1_000) }),
  ),
  verifications: seldom(0, count(0, 10)),
  attachments: seldom<readonly Attachment[]>(
    [],
    fc.uniqueArray(attachment, { maxLength: 3, selector: ({ name }) => name }),
  ),
  checkpoints: seldom<StudySpec["checkpoints"]>(null, fc.record({ maxBytes: count(1, 2 ** 28), keep: count(1, 100) })),
  experiments: seldom(1, count(1, 1_000)),
  trainable: seldom<StudySpec["trainable"]>(null, trainable),
  private: seldom<StudySpec["private"]>(null, fc.record({ secretHash: hash })),
};

const searched = fc.record({ sampler: arbitrarySampler, budget: runnableBudget });

/** Generations leave no room for some of what other studies say. */
const bred = fc.record({
  sampler: deepga,
  budget: fc.oneof(generations, uncounted),
  startPoints: fc.constant([]),
  pruner: fc.constant({ name: "none" as const }),
  trainable: fc.constant(null),
});

/** Any study that its format can say, also one that no tab can run yet. */
export const arbitrarySpec: fc.Arbitrary<StudySpec> = fc
  .tuple(fc.record({ ...FIELDS, ...LATER }), measured, searched, fc.option(bred, { freq: 2 }))
  .map(([fields, its, search, breeding]) =>
    Object.assign(fields, its, search, its.objectives.length === 1 ? breeding : null),
  );
