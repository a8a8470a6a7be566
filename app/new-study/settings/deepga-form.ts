import { MAX_SIDE_BY_SIDE, VALIDATION_EPISODES } from "../../../formats/evolution/bred-study.ts";
import { RETESTED } from "../../../study/evolution/settings.ts";
import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import { DEEPGA_OPTIONS } from "../../../study/spec/parse-sampler.ts";
import { Refusal } from "../../../study/spec/spec-fields.ts";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import { readWhole } from "./typed/numbers-as-typed.ts";

/** In the order in which they stand on the page. */
export const DEEPGA_FIELDS = ["population", "survivors", "champions", "validationEpisodes", "sigma"] as const;
export type DeepGaField = (typeof DEEPGA_FIELDS)[number];

/** The part of the form that is about generations of seed lists; numbers as typed, and nothing typed is the default. */
export interface DeepGaForm {
  readonly deepga: Readonly<Partial<Record<DeepGaField, string>>>;
  /** Independent studies of the same settings, side by side. */
  readonly experiments: string;
}

export const NO_DEEPGA: DeepGaForm = { deepga: {}, experiments: "1" };

/** As in IBM's `distributed-evolutionary-ml`, but for the re-test, which it lacks: that is Such et al.'s. */
export const DEEPGA_DEFAULTS: Readonly<Record<DeepGaField, number>> = {
  population: 1_000,
  survivors: 20,
  champions: 3,
  sigma: 0.005,
  validationEpisodes: VALIDATION_EPISODES,
};

export type DeepGaErrorField = `deepga-${DeepGaField}` | "experiments";
export const DEEPGA_ERROR_FIELDS: readonly DeepGaErrorField[] = [
  ...DEEPGA_FIELDS.map((field) => `deepga-${field}` as const),
  "experiments",
];
type Errors = Partial<Record<DeepGaErrorField, string>>;

/** The form that shows a choice made elsewhere. */
export const deepGaFormOf = (choice: DeepGaChoice): Pick<DeepGaForm, "deepga"> => ({
  deepga: Object.fromEntries(DEEPGA_FIELDS.map((field) => [field, String(choice[field])])),
});

/** The sampler the form describes; a sentence for every field that is wrong goes to `errors`, and null comes back. */
export function readDeepGa({ deepga }: Pick<DeepGaForm, "deepga">, errors: Errors): DeepGaChoice | null {
  const read = { ...DEEPGA_DEFAULTS };
  let fits = true;
  for (const field of DEEPGA_FIELDS) {
    const text = (deepga[field] ?? "").replaceAll(/[\s_,]/g, "");
    if (text === "") continue;
    try {
      read[field] = Number(DEEPGA_OPTIONS[field](Number(text), "it"));
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      errors[`deepga-${field}`] = `${thrown.message[0]?.toUpperCase()}${thrown.message.slice(1)}.`;
      fits = false;
    }
  }
  const { population, survivors, champions } = read;
  if (errors["deepga-champions"] === undefined && errors["deepga-survivors"] === undefined && champions >= survivors) {
    errors["deepga-champions"] = `Give fewer than the ${formatCount(survivors)} survivors.`;
    fits = false;
  }
  if (
    errors["deepga-survivors"] === undefined &&
    errors["deepga-population"] === undefined &&
    survivors >= population
  ) {
    errors["deepga-survivors"] = `Give fewer than the ${formatCount(population)} genomes.`;
    fits = false;
  }
  return fits ? { name: "deepga", ...read } : null;
}

/** How many studies are published; null, and a sentence in `errors`, where that is no number. */
export function readExperiments({ experiments }: Pick<DeepGaForm, "experiments">, errors: Errors): number | null {
  const count = readWhole(experiments, MAX_SIDE_BY_SIDE);
  if (count === null) errors.experiments = `Give a whole number of studies from 1 to ${MAX_SIDE_BY_SIDE}.`;
  return count;
}

/** What the numbers come to, in sentences; null where one of them is wrong, which is said at its field. */
export function deepGaWords(form: Pick<DeepGaForm, "deepga">): string | null {
  const choice = readDeepGa(form, {});
  if (choice === null) return null;
  const { population, survivors, champions, sigma, validationEpisodes } = choice;
  const bred =
    `The best ${formatCount(survivors)} of ${formatCount(population)} genomes are the parents of the next generation: each child is one of them with a ` +
    `seed more, which adds a normal draw times ${formatValue(sigma)} to every weight.`;
  if (validationEpisodes === 0)
    return `${bred} Champions keep the score of a single episode, however lucky it was, as IBM's program does.`;
  const tested = Math.min(population, Math.max(RETESTED, champions));
  const kept = champions === 1 ? "the best of them goes" : `the best ${formatCount(champions)} of them go`;
  return `${bred} The best ${formatCount(tested)} play ${plural(validationEpisodes, "episode")} more, and by that mean ${kept} on unchanged.`;
}
