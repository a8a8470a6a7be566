import { isRecord, isWellFormedText } from "../parsed.ts";
import type { DeepGaChoice, SamplerChoice, SimpleSampler } from "../samplers/choice.ts";
import {
  directionCount,
  MAX_CANDIDATES,
  MAX_CMAES_POPULATION,
  MAX_DIRECTIONS,
  MAX_EVOLUTION_POPULATION,
  MAX_GRID_POINTS,
} from "../samplers/limits.ts";
import {
  type CategoricalChoice,
  isChoice,
  isParamName,
  MAX_CHOICE_LENGTH,
  MAX_CHOICES,
  MAX_PARAMS,
  type ParamValue,
} from "../space/distribution.ts";
import { MAX_VECTOR_LENGTH } from "../space/vector-distribution.ts";
import { boolean, finite, list, map, oneOf, record, refuse, whole } from "./spec-fields.ts";

/** Reads one option; throws `Refusal`. */
type Read = (input: unknown, what: string) => unknown;

const count =
  (min: number, max: number): Read =>
  (input, what) =>
    whole(input, what, min, max);
const number =
  (min: number, max: number): Read =>
  (input, what) =>
    finite(input, what, min, max);
const choice =
  (...options: readonly string[]): Read =>
  (input, what) =>
    oneOf(input, what, options);

/** A generation of a study's lifetime. */
export const MAX_DEEPGA_POPULATION = 100_000;
/** Thirty tell a lucky episode from a good genome; of more, each costs every generation ten slots. */
export const MAX_VALIDATION_EPISODES = 1_000;
/** The least above 0 that a share of a range can sensibly be. */
const LEAST = 1e-300;

const EVOLUTION: Readonly<Record<string, Read>> = {
  populationSize: count(4, MAX_EVOLUTION_POPULATION),
  crossover: choice("uniform", "blx-alpha", "sbx", "vsbx", "spx", "undx"),
  crossoverProbability: number(0, 1),
  mutationProbability: number(0, 1),
  mutation: choice("redraw", "polynomial"),
};

/** Every option that an author may set, by sampler; left out, an option has the sampler's default. */
export const SAMPLER_OPTIONS: Readonly<Record<SimpleSampler["name"], Readonly<Record<string, Read>>>> = {
  auto: {},
  tpe: {
    multivariate: boolean,
    group: boolean,
    constantLiar: boolean,
    startupTrials: count(0, 1_000_000),
    candidates: count(1, MAX_CANDIDATES),
    priorWeight: number(LEAST, 1e6),
  },
  cmaes: {
    x0: (input, what) => byName(input, what, (value, its) => finite(value, its)),
    sigma0: number(LEAST, 1e6),
    population: count(3, MAX_CMAES_POPULATION),
    separable: boolean,
    restart: choice("none", "ipop", "bipop"),
    tolerance: number(LEAST, 1 - Number.EPSILON),
    adaptLearningRate: boolean,
  },
  gp: { startupTrials: count(1, 1_000_000) },
  nsga2: EVOLUTION,
  nsga3: { ...EVOLUTION, divisions: count(1, MAX_DIRECTIONS) },
  qmc: { sequence: choice("sobol", "halton"), scramble: boolean },
  grid: { values: gridValues },
  "brute-force": {},
  random: {},
};

/** Best first. "auto" chooses among the others by space, budget and what it learns. */
export const SAMPLER_NAMES = [
  ...Object.keys(SAMPLER_OPTIONS),
  "distinct",
  "partial-fixed",
  "deepga",
] as const as readonly SamplerChoice["name"][];

/** A sampler with its options, for a study of so many objectives; throws `Refusal`. */
export function samplerOf(input: unknown, objectives: number): SamplerChoice {
  const { name } = map(input, "the sampler");
  if (name === "distinct") {
    const { sampler } = record(input, "the sampler", ["name", "sampler"]);
    return { name, sampler: simpleSamplerOf(sampler, objectives) };
  }
  if (name === "partial-fixed") {
    const { fixed, sampler } = record(input, "the sampler", ["name", "fixed", "sampler"]);
    const values = byName(fixed, "the fixed parameters", choiceValue);
    if (Object.keys(values).length === 0) refuse("the sampler fixes no parameter");
    return { name, fixed: values, sampler: simpleSamplerOf(sampler, objectives) };
  }
  return name === "deepga" ? deepGaOf(input) : simpleSamplerOf(input, objectives);
}

function simpleSamplerOf(input: unknown, objectives: number): SimpleSampler {
  const given = map(input, "the sampler");
  const names = Object.keys(SAMPLER_OPTIONS) as SimpleSampler["name"][];
  const name = names.find((it) => it === given["name"]);
  if (name === undefined) return refuse(`the sampler must be one of ${SAMPLER_NAMES.join(", ")}`);
  const readers = SAMPLER_OPTIONS[name];
  record(given, "the sampler", ["name", ...Object.keys(readers)]);
  const options: Record<string, unknown> = {};
  for (const [option, read] of Object.entries(readers)) {
    if (given[option] !== undefined) options[option] = read(given[option], `the sampler's ${option}`);
  }
  if (name === "grid" && options["values"] === undefined) refuse("the grid has no values");
  if (name === "tpe" && options["group"] === true && options["multivariate"] === false)
    refuse("the sampler's group models parameters together, which multivariate: false forbids");
  const directions = name === "nsga3" ? directionCount(objectives, Number(options["divisions"] ?? 1)) : 1;
  if (directions > MAX_DIRECTIONS)
    refuse(
      `the sampler's divisions make ${directions} directions of ${objectives} objectives, of which ${MAX_DIRECTIONS} fit: take fewer`,
    );
  // Its keys and values are those the table has for this name.
  return { name, ...options } as SimpleSampler;
}

const size = count(1, MAX_DEEPGA_POPULATION);

/** What a study's text says of the deep GA, each of them; no episodes of validation: champions keep their first scores. */
export const DEEPGA_OPTIONS: Readonly<Record<Exclude<keyof DeepGaChoice, "name">, Read>> = {
  population: size,
  survivors: size,
  champions: size,
  sigma: number(LEAST, 1e6),
  validationEpisodes: count(0, MAX_VALIDATION_EPISODES),
};

function deepGaOf(input: unknown): DeepGaChoice {
  const name = "deepga";
  const given = record(input, "the sampler", ["name", ...Object.keys(DEEPGA_OPTIONS)]);
  const option = (key: keyof typeof DEEPGA_OPTIONS): number =>
    Number(DEEPGA_OPTIONS[key](given[key], `the sampler's ${key}`));
  const [population, survivors, champions] = [option("population"), option("survivors"), option("champions")];
  if (!(champions < survivors && survivors < population))
    refuse("the sampler needs fewer champions than survivors, and fewer survivors than the population");
  const [sigma, validationEpisodes] = [option("sigma"), option("validationEpisodes")];
  return { name, population, survivors, champions, sigma, validationEpisodes };
}

function gridValues(input: unknown, what: string): Record<string, CategoricalChoice[]> {
  let points = 1;
  const grid = byName(input, what, (each, its) => {
    const values = [...list(each, its, MAX_CHOICES, (value) => choiceValue(value, its))];
    if (values.length === 0) refuse(`${its} are none`);
    if (new Set(values).size < values.length) refuse(`${its} are not all different`);
    points *= values.length;
    return values;
  });
  if (Object.keys(grid).length === 0) refuse(`${what} name no parameter`);
  if (points > MAX_GRID_POINTS) refuse(`${what} make ${points} combinations, of which ${MAX_GRID_POINTS} fit`);
  return grid;
}

/** Parameters by name, at most MAX_PARAMS. */
export function byName<T>(input: unknown, what: string, read: (value: unknown, what: string) => T): Record<string, T> {
  if (!isRecord(input)) return refuse(`${what} are not an object`);
  const entries = Object.entries(input);
  if (entries.length > MAX_PARAMS) refuse(`${what} are more than ${MAX_PARAMS}`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const shown = JSON.stringify(name.slice(0, 40));
      if (!isParamName(name)) refuse(`${what} have the name ${shown}, which no parameter can have`);
      return [name, read(value, `${what} for ${shown}`)];
    }),
  );
}

/** A value that some parameter could have. */
export function paramValue(input: unknown, what: string): ParamValue {
  if (!Array.isArray(input)) return choiceValue(input, what);
  if (input.length === 0 || input.length > MAX_VECTOR_LENGTH)
    return refuse(`${what} have a list of ${input.length} numbers, where 1 to ${MAX_VECTOR_LENGTH} are possible`);
  return input.map((number) => finite(number, `${what}: a number in a list`));
}

function choiceValue(input: unknown, what: string): CategoricalChoice {
  const isText = typeof input === "string";
  if (!isChoice(input) || (isText && (!isWellFormedText(input) || input.length > MAX_CHOICE_LENGTH)))
    return refuse(`${what} have a value that no parameter can have`);
  return input === 0 ? 0 : input;
}
