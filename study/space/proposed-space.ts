import { MAX_PARAMS, type ParamDistribution, sameDistribution } from "./distribution.ts";
import { EMPTY_SPACE, MAX_VECTOR_NUMBERS, type TrialSpace } from "./search-space.ts";
import { isVector, vectorLength } from "./vector-distribution.ts";

/** Own trials whose parameters are proposed; a branch not taken for so long is drawn by the trial itself. */
export const OWN_WINDOW = 200;
/** Before the first own trial has ended, strangers' parameters are a guess: a few, so that a guess costs little. */
export const MAX_GUESSED = 100;
/** Different spaces of foreign trials that are counted for the guess. */
const MAX_COUNTED_SPACES = 256;

/**
 * The parameters of the next proposal: all that the last own trials suggested, each with the distribution it had last.
 * Until an own trial has suggested something, those of the commonest spaces of foreign trials, as far as whole spaces
 * fit. So no stranger costs work, changes a range or takes a place once this peer knows its objective.
 */
export class ProposedSpace {
  readonly #own = new Map<string, { distribution: ParamDistribution; trials: number }>();
  /** Oldest first; own trials in a row with one space object are one run. */
  readonly #runs: { readonly space: TrialSpace; trials: number }[] = [];
  #trials = 0;
  /** In all lists of `#own`: a sampler searches each. */
  #numbers = 0;
  #foreign: Map<TrialSpace, number> | null = new Map();
  #space: TrialSpace | null = EMPTY_SPACE;

  /** The same object until something changes. */
  get space(): TrialSpace {
    this.#space ??= this.#foreign === null ? this.#ownSpace() : guessedSpace(this.#foreign);
    return this.#space;
  }

  /** Whether foreign trials still matter. */
  get isGuessing(): boolean {
    return this.#foreign !== null;
  }

  addOwn(space: TrialSpace, isFailed: boolean): void {
    if (this.#foreign !== null) {
      // A trial that broke before it suggested anything says nothing about its objective.
      if (isFailed && space.names.length === 0) return;
      this.#foreign = null;
      this.#space = null;
    }
    const last = this.#runs.at(-1);
    if (last?.space === space) last.trials += 1;
    else {
      this.#runs.push({ space, trials: 1 });
      this.#enter(space);
    }
    this.#trials += 1;
    while (this.#trials > OWN_WINDOW || (this.#isTooWide && this.#runs.length > 1)) this.#dropOldest();
  }

  get #isTooWide(): boolean {
    return this.#own.size > MAX_PARAMS || this.#numbers > MAX_VECTOR_NUMBERS;
  }

  /** Counts a foreign trial's space: equal ones must come as one object. */
  addForeign(space: TrialSpace): void {
    const counts = this.#foreign;
    if (counts === null) return;
    const count = counts.get(space) ?? 0;
    if (count === 0 && counts.size >= MAX_COUNTED_SPACES) halve(counts);
    counts.set(space, count + 1);
    this.#space = null;
  }

  #enter(space: TrialSpace): void {
    for (let i = 0; i < space.names.length; i++) {
      const [name, distribution] = [space.names[i], space.distributions[i]];
      if (name === undefined || distribution === undefined) continue;
      const known = this.#own.get(name);
      if (known === undefined) this.#own.set(name, { distribution, trials: 1 });
      else known.trials += 1;
      if (known !== undefined && sameDistribution(known.distribution, distribution)) continue;
      this.#numbers += numbersOf(distribution) - (known === undefined ? 0 : numbersOf(known.distribution));
      if (known !== undefined) known.distribution = distribution;
      this.#space = null;
    }
  }

  #dropOldest(): void {
    const oldest = this.#runs[0];
    if (oldest === undefined) return;
    oldest.trials -= 1;
    this.#trials -= 1;
    if (oldest.trials > 0) return;
    this.#runs.shift();
    for (const name of oldest.space.names) {
      const known = this.#own.get(name);
      if (known === undefined) continue;
      known.trials -= 1;
      if (known.trials > 0) continue;
      this.#own.delete(name);
      this.#numbers -= numbersOf(known.distribution);
      this.#space = null;
    }
  }

  #ownSpace(): TrialSpace {
    const distributions = [...this.#own.values()].map((it) => it.distribution);
    return { names: [...this.#own.keys()], distributions };
  }
}

const numbersOf = (distribution: ParamDistribution): number =>
  isVector(distribution) ? vectorLength(distribution) : 0;

/** What samplers search of a space, and more than they search of seeds. */
const widthOf = ({ distributions }: TrialSpace): number =>
  distributions.reduce((width, distribution) => width + Math.max(1, numbersOf(distribution)), 0);

/** Makes room by forgetting what is rare. */
function halve(counts: Map<TrialSpace, number>): void {
  for (const [space, count] of counts) {
    if (count > 1) counts.set(space, count >> 1);
    else counts.delete(space);
  }
}

function guessedSpace(counts: ReadonlyMap<TrialSpace, number>): TrialSpace {
  const byName = new Map<string, ParamDistribution>();
  let width = 0;
  for (const [space] of [...counts].sort(([, a], [, b]) => b - a)) {
    const { names, distributions } = space;
    if (width + widthOf(space) > MAX_GUESSED) continue;
    names.forEach((name, i) => {
      const distribution = distributions[i];
      if (distribution === undefined || byName.has(name)) return;
      byName.set(name, distribution);
      width += Math.max(1, numbersOf(distribution));
    });
  }
  return { names: [...byName.keys()], distributions: [...byName.values()] };
}
