import { MisuseError } from "../../study/errors.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  contains,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../../study/space/distribution.ts";
import { rangeText } from "../../study/space/range-text.ts";
import type { Space } from "./read-space.ts";
import { unknownName } from "./replay-trial.ts";
import type { TrialResult } from "./trial-lines.ts";

/**
 * The ranges that these trials' values span: whole numbers are ints, other numbers floats, all else choices, in the order in which they
 * first come. Refused where somebody has more choices than a parameter may have.
 */
export function inferSpace(results: readonly Pick<TrialResult, "params">[]): Parsed<Space> {
  const seen = new Map<string, Set<CategoricalChoice>>();
  for (const { params } of results)
    for (const [name, value] of Object.entries(params)) {
      const values = seen.get(name) ?? new Set();
      seen.set(name, values.add(value));
    }
  const space: [string, Distribution][] = [];
  for (const [name, values] of seen) {
    try {
      space.push([name, spanOf([...values])]);
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      return refused(`the values of "${name}" make no parameter: ${error.message}`);
    }
  }
  return parsed(Object.fromEntries(space));
}

function spanOf(values: readonly CategoricalChoice[]): Distribution {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return categoricalDistribution(values);
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  return numbers.every(Number.isSafeInteger) ? intDistribution(low, high) : floatDistribution(low, high);
}

/** What is wrong with these trials in this space, as a sentence; null: nothing. */
export function spaceFault(results: readonly Pick<TrialResult, "number" | "params">[], space: Space): string | null {
  for (const { number, params } of results)
    for (const [name, value] of Object.entries(params)) {
      const distribution = Object.hasOwn(space, name) ? space[name] : undefined;
      if (distribution === undefined) return `trial ${number}: ${unknownName(name, Object.keys(space))}`;
      if (!contains(distribution, value))
        return `trial ${number} has ${JSON.stringify(value)} for "${name}", which is not among ${rangeText(distribution)}: give the space that it came from`;
    }
  return null;
}
