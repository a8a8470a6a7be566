import {
  categoricalDistribution,
  floatDistribution,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { type VariedValue, variantAt, variantOf, variedOf } from "../../study/trainable/variants.ts";
import { distributionsOf, paramsOf, type TrialPoint } from "../../study/trial/trial.ts";

type Params = Readonly<Record<string, ParamValue>>;

/** How a trial is shown: as it is, or, of a trainable, by its variant's name and by what differs between variants. */
export class TrialWords {
  readonly #trainable: StudySpec["trainable"];
  #varied: readonly Readonly<Record<string, VariedValue>>[] | null = null;
  #distributions: Readonly<Record<string, ParamDistribution>> | null = null;

  constructor({ trainable }: Pick<StudySpec, "trainable">) {
    this.#trainable = trainable;
  }

  /** The variant's name; null in a study without variants, and of what is none. */
  nameOf(trial: TrialPoint): string | null {
    const index = this.#indexOf(trial);
    return index === null ? null : this.nameAt(index);
  }

  /** The name of the variant of trial `index`; null where there are none. */
  nameAt(index: number): string | null {
    return this.#trainable === null ? null : (variantAt(this.#trainable, index)?.name ?? null);
  }

  /** What differs between variants, of trial `index`. */
  variedAt(index: number): Params {
    const varied = this.#variedAll ?? [];
    return varied[index % varied.length] ?? {};
  }

  paramsOf(trial: TrialPoint): Params {
    const index = this.#indexOf(trial);
    return index === null ? paramsOf(trial) : this.variedAt(index);
  }

  /** The ranges of `paramsOf`: between the variants. */
  distributionsOf(trial: TrialPoint): Readonly<Record<string, ParamDistribution>> {
    const varied = this.#variedAll;
    if (this.#indexOf(trial) === null || varied === null) return distributionsOf(trial);
    this.#distributions ??= rangesOf(varied);
    return this.#distributions;
  }

  get #variedAll(): readonly Readonly<Record<string, VariedValue>>[] | null {
    if (this.#trainable !== null) this.#varied ??= variedOf(this.#trainable.variants);
    return this.#varied;
  }

  #indexOf(trial: TrialPoint): number | null {
    return this.#trainable === null ? null : variantOf(trial);
  }
}

/** More different values than a choice may have are a range, if they are numbers, and no distribution otherwise. */
const MAX_SHOWN_CHOICES = 50;

function rangesOf(varied: readonly Readonly<Record<string, VariedValue>>[]): Record<string, ParamDistribution> {
  const values = new Map<string, Set<VariedValue>>();
  for (const params of varied) {
    for (const [path, value] of Object.entries(params)) values.set(path, (values.get(path) ?? new Set()).add(value));
  }
  const ranges: [string, ParamDistribution][] = [];
  for (const [path, all] of values) {
    const numbers = Array.from(all).filter((value) => typeof value === "number");
    if (numbers.length === all.size && all.size > MAX_SHOWN_CHOICES) {
      const [low, high] = [least(numbers), -least(numbers.map((value) => -value))];
      if (Number.isFinite(high - low)) ranges.push([path, floatDistribution(low, high)]);
    } else if (all.size <= MAX_SHOWN_CHOICES) ranges.push([path, categoricalDistribution([...all])]);
  }
  return Object.fromEntries(ranges);
}

const least = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
