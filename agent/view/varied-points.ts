import {
  categoricalDistribution,
  intDistribution,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { TrialPoint } from "../../study/trial/trial.ts";

type Params = Readonly<Record<string, ParamValue>>;

/** Words that are all different explain anything. */
const MAX_CHOICES = 50;

/**
 * Trials of variants, which have values but no ranges, as points with ranges: numbers stand in their order and weigh alike,
 * whatever lies between them; anything else is a choice. What one value is all there is of, or too many words, is no parameter.
 */
export function variedPoints(trials: readonly Params[]): TrialPoint[] {
  const scales = new Map<string, Scale>();
  for (const [name, values] of valuesByName(trials)) {
    const scale = scaleOf(values);
    if (scale !== null) scales.set(name, scale);
  }
  // One object for all trials that have the same parameters.
  const spaces = new Map<string, TrialPoint["space"]>();
  return trials.map((params) => {
    const known = Array.from(scales).filter(([name]) => Object.hasOwn(params, name));
    const names = known.map(([name]) => name);
    const key = JSON.stringify(names);
    const space = spaces.get(key) ?? { names, distributions: known.map(([, { distribution }]) => distribution) };
    spaces.set(key, space);
    return { space, params: known.map(([name, { place }]) => place.get(params[name]) ?? 0) };
  });
}

interface Scale {
  readonly distribution: ParamDistribution;
  readonly place: ReadonlyMap<ParamValue | undefined, number>;
}

function scaleOf(values: ReadonlySet<ParamValue>): Scale | null {
  const numbers = Array.from(values).filter((value) => typeof value === "number");
  const isOrdered = numbers.length === values.size;
  if (values.size < 2 || (!isOrdered && values.size > MAX_CHOICES)) return null;
  const ordered = isOrdered ? numbers.sort((a, b) => a - b) : [...values];
  const place = new Map(ordered.map((value, i) => [value, i] as const));
  const last = values.size - 1;
  return { place, distribution: isOrdered ? intDistribution(0, last) : categoricalDistribution([...place.values()]) };
}

function valuesByName(trials: readonly Params[]): ReadonlyMap<string, ReadonlySet<ParamValue>> {
  const byName = new Map<string, Set<ParamValue>>();
  for (const params of trials) {
    for (const [name, value] of Object.entries(params)) byName.set(name, (byName.get(name) ?? new Set()).add(value));
  }
  return byName;
}
