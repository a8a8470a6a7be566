import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkBase, shown } from "../option-checks.ts";
import { isRecord } from "../parsed.ts";
import type { SampleRequest, Sampler } from "../sampler.ts";
import { type CategoricalChoice, categoricalDistribution, contains, type Distribution } from "../space/distribution.ts";
import { rangeText } from "../space/range-text.ts";
import { EMPTY_SPACE, type SearchSpace } from "../space/search-space.ts";
import { ownDistribution } from "./shared/own-distribution.ts";

/**
 * Keeps some parameters at given values and lets `base` choose the others. A value outside its parameter's range cannot
 * be tried: there `base` chooses too, and a warning says so. Ends by itself where `base` does and lists none of the fixed parameters.
 */
export function partialFixedSampler(fixed: Readonly<Record<string, CategoricalChoice>>, base: Sampler): Sampler {
  checkBase("partialFixedSampler", base);
  if (!isRecord(fixed)) {
    throw new MisuseError(`partialFixedSampler takes parameters by name, not ${shown(fixed)}; write { name: value }.`);
  }
  const names = Object.keys(fixed);
  if (names.length === 0) throw new MisuseError("No parameter is fixed; give { name: value } or use the base sampler.");
  const list = names.find((name) => Array.isArray(fixed[name]));
  if (list !== undefined) {
    throw new MisuseError(
      `partialFixedSampler has a list for ${shown(list)}, which samplers search item by item; enqueue it, or leave it out.`,
    );
  }
  const fixedValue = (name: string, distribution: Distribution): CategoricalChoice | undefined => {
    const value = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
    return value !== undefined && contains(distribution, value) ? value : undefined;
  };
  const doubts = new Doubts(fixed);
  const free = new WeakMap<SearchSpace, SearchSpace>();
  const freeOf = (space: SearchSpace): SearchSpace => {
    let known = free.get(space);
    if (known === undefined) {
      const isFree = space.names.map(
        (name, i) => fixedValue(name, space.distributions[i] as Distribution) === undefined,
      );
      known = {
        names: space.names.filter((_, i) => isFree[i]),
        distributions: space.distributions.filter((_, i) => isFree[i]),
      };
      free.set(space, known);
    }
    return known;
  };
  const { space: baseSpace = EMPTY_SPACE } = base;
  const others = baseSpace.names.filter((name) => !names.includes(name));
  const sampler: Sampler = {
    name: `${base.name} with fixed parameters`,
    usesRunning: base.usesRunning,
    space: {
      names: [...names, ...others],
      distributions: [
        ...names.map((name) => categoricalDistribution([fixed[name] ?? null])),
        ...baseSpace.distributions.filter((_, i) => others.includes(baseSpace.names[i] ?? "")),
      ],
    },
    sample(request) {
      const { space } = request;
      doubts.tell(request);
      const open = freeOf(space);
      const chosen = open.names.length > 0 ? base.sample({ ...request, space: open }) : null;
      const byName = new Map(open.names.map((name, i) => [name, chosen?.values[i] ?? null]));
      const values = space.names.map((name, i) => {
        const value = fixedValue(name, space.distributions[i] as Distribution);
        return value === undefined ? (byName.get(name) ?? null) : value;
      });
      return { values, mixtures: chosen?.mixtures ?? null, isOthers: chosen?.isOthers ?? false };
    },
  };
  if (base.isExhausted === undefined) return sampler;
  // What is fixed and counted by the base as well has values that are never tried.
  const isListed = baseSpace.names.length > others.length || baseSpace.names.length === 0;
  const mayBeEndless = base.mayBeEndless === true || isListed;
  const isExhausted: Sampler["isExhausted"] = (history, running) => base.isExhausted?.(history, running) ?? false;
  return {
    ...sampler,
    isExhausted,
    mayBeEndless,
    progress: (history) => base.progress?.(history) ?? null,
    noteDropped: (history, trial) => base.noteDropped?.(history, trial),
  };
}

/** Warns, once a history, of what is fixed and not used. */
class Doubts {
  readonly #fixed: Readonly<Record<string, CategoricalChoice>>;
  readonly #told = new WeakMap<History, Set<string>>();
  readonly #checked = new WeakMap<History, SearchSpace>();

  constructor(fixed: Readonly<Record<string, CategoricalChoice>>) {
    this.#fixed = fixed;
  }

  tell(request: SampleRequest): void {
    const { history, space, warn } = request;
    if (warn === undefined || this.#checked.get(history) === space) return;
    this.#checked.set(history, space);
    const told = this.#told.get(history) ?? new Set();
    this.#told.set(history, told);
    for (const [name, value] of Object.entries(this.#fixed)) {
      const sentence = told.has(name) ? null : doubtOf(request, name, value);
      if (sentence === null) continue;
      told.add(name);
      warn(sentence);
    }
  }
}

function doubtOf(request: SampleRequest, name: string, value: CategoricalChoice): string | null {
  if (!request.space.names.includes(name)) {
    return `"${name}" is fixed, but no trial has asked for it so far; correct the name, unless it comes with another branch.`;
  }
  const distribution = ownDistribution(request, name);
  if (distribution === null || contains(distribution, value)) return null;
  return `"${name}" is fixed at ${shown(value)}, which is not among ${rangeText(distribution)}; other values are tried.`;
}
