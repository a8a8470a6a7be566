import type { PrunerChoice } from "../study/pruners/choice.ts";
import type { SamplerChoice } from "../study/samplers/choice.ts";
import type { ParamValue } from "../study/space/distribution.ts";
import type { Budget, Direction, ObjectiveSpec } from "../study/spec/spec.ts";
import type { Goal } from "./goal.ts";
import type { Picture } from "./pictures/picture.ts";

/** What a study can be started from: an objective or a trainable as its author would paste it, and settings that suit it. */
export interface GalleryEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly language: "javascript" | "typescript";
  /** The text, fetched only when it is wanted: some carry their data along. Rejects where the seed cannot be reached. */
  readonly fetchSource: () => Promise<string>;
  /** Null: the text is an objective. Otherwise it is a trainable, and this says what is tried and when a trial ends. */
  readonly experiment: GalleryExperiment | null;
  /** The name of what is optimized: for an objective a name for what it returns, for a trainable one that it reports. */
  readonly metric: string;
  readonly direction: Direction;
  /** Shown behind the value; may be empty. */
  readonly unit: string;
  /** What the objective returns behind the first value; mostly nothing. */
  readonly furtherObjectives: readonly ObjectiveSpec[];
  /** Names of the constraints that its trials state; mostly none. */
  readonly constraints: readonly string[];
  readonly sampler: Extract<
    SamplerChoice,
    { readonly name: "auto" | "tpe" | "cmaes" | "gp" | "qmc" | "random" | "deepga" }
  >;
  readonly pruner: PrunerChoice;
  readonly budget: Budget;
  readonly trialTimeoutMs: number;
  /** The best there is, where mathematics knows it. */
  readonly optimum: { readonly params: Readonly<Record<string, ParamValue>>; readonly value: number } | null;
  /** What a study of it comes to within its budget: tests and benches hold it to this, and the page says it in words. */
  readonly goal: Goal;
  /** The best that is known, or what else a value can be compared with; words that begin small and go on behind the goal's. */
  readonly reference: string;
  /** Processor time of the whole budget on one core, measured; to the goal it is mostly less. */
  readonly durationSeconds: number;
  readonly picture: Picture;
}

/** All values that the objective returns, in its order, as a study's text says them. */
export const objectivesOf = ({
  metric,
  direction,
  unit,
  furtherObjectives,
}: Pick<GalleryEntry, "metric" | "direction" | "unit" | "furtherObjectives">): ObjectiveSpec[] => [
  { name: metric, direction, unit },
  ...furtherObjectives,
];

/** An experiment file to drop on the page together with its script. */
export interface GalleryExperiment {
  readonly fileName: string;
  /** YAML. */
  readonly text: string;
  /** The name under which the file finds the entry's own text. */
  readonly scriptName: string;
}
