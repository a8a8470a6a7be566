import type { Json } from "../../study/json.ts";
import type { Distribution, ParamDistribution, ParamValue } from "../../study/space/distribution.ts";

/** Where a trial stands in the file of some tool. */
export type PortableState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** JSON that may also have NaN and infinities, as Python writes it. */
export type PortableJson = Json;
export type Attrs = Readonly<Record<string, PortableJson>>;

/** A trial as files of other tools tell it: all that they hold, and nothing that only a swarm has. */
export interface PortableTrial {
  /** Its place in its study, from 0. */
  readonly number: number;
  readonly state: PortableState;
  /** One value for each direction, infinities included; null where the trial has none. */
  readonly values: readonly number[] | null;
  readonly distributions: Readonly<Record<string, ParamDistribution>>;
  /** Same names as `distributions`. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Steps distinct and ascending; NaN and infinities included. */
  readonly intermediate: readonly (readonly [step: number, value: number])[];
  readonly userAttrs: Attrs;
  readonly systemAttrs: Attrs;
  /** Milliseconds since 1970, with fractions; null where it has not begun. */
  readonly startMs: number | null;
  /** Milliseconds since 1970, with fractions; null where it has not ended. */
  readonly endMs: number | null;
}

/** A study as files of other tools tell it. */
export interface PortableStudy {
  readonly name: string;
  readonly directions: readonly ("minimize" | "maximize")[];
  /** A name for each direction; null where they have none. */
  readonly metricNames: readonly string[] | null;
  readonly userAttrs: Attrs;
  /** Without the metrics' names, which stand above. */
  readonly systemAttrs: Attrs;
  /** By number, without a gap. */
  readonly trials: readonly PortableTrial[];
}

/** The same, its trials one by one: 100,000 of them at once would take hundreds of megabytes. They may be gone through again. */
export type StudyInPieces = Omit<PortableStudy, "trials"> & { readonly trials: Iterable<PortableTrial> };

/** What tools that know numbers and choices alone can hold. */
export const isPlain = (distribution: ParamDistribution): distribution is Distribution =>
  distribution.kind === "float" || distribution.kind === "int" || distribution.kind === "categorical";
