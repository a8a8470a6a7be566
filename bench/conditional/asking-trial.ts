import { type Rng, rngFromSeed } from "../../study/rng.ts";
import type { Sampler } from "../../study/sampler.ts";
import { randomSampler } from "../../study/samplers/random.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  contains,
  type Distribution,
  floatDistribution,
  intDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import { searchSpaceOf } from "../../study/space/random-keys.ts";
import { EMPTY_SPACE, intersectionSpace, type SearchSpace } from "../../study/space/search-space.ts";
import type { Study } from "../../study/study.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";
import { askOne, completed, minimizingStudy } from "../shared/box-study.ts";
import type { Suggests } from "./conditional-objectives.ts";

interface NumberOptions {
  readonly log?: boolean;
  readonly step?: number | null;
}

/**
 * A study in one process that asks its sampler as Optuna does: jointly, when a trial starts, for the parameters that all
 * trials share, and for every other at the moment the objective suggests it, with the range it has then.
 */
export class AskingStudy {
  readonly #study: Study;
  readonly #makeSampler: () => Sampler;
  /** One for each parameter: a sampler keeps what it read for one space. */
  readonly #single = new Map<string, Sampler>();
  readonly #joint: Sampler;
  readonly #rng: Rng;
  #shared: SearchSpace | null = null;

  constructor(makeSampler: () => Sampler, seed: number, log: string) {
    this.#study = minimizingStudy(randomSampler(), seed, log);
    this.#makeSampler = makeSampler;
    this.#joint = makeSampler();
    this.#rng = rngFromSeed(seed, log, "asking");
  }

  /** Runs one trial and returns its value. */
  runTrial(objective: (trial: Suggests) => number): number {
    const proposal = askOne(this.#study);
    const joint = this.#shared ?? EMPTY_SPACE;
    const together = joint.names.length === 0 ? [] : this.#sample(this.#joint, joint, proposal.number);
    const known = new Map(joint.names.map((name, i) => [name, together[i] as ParamValue]));
    const trial = new AskingTrial((name, distribution) => {
      const value = known.get(name);
      return contains(distribution, value) ? (value as ParamValue) : this.#askFor(name, distribution, proposal.number);
    });
    const value = objective(trial);
    this.#tell(completed(proposal, trial.space, trial.values, value));
    return value;
  }

  #askFor(name: string, distribution: Distribution, number: number): ParamValue {
    let sampler = this.#single.get(name);
    if (sampler === undefined) {
      sampler = this.#makeSampler();
      this.#single.set(name, sampler);
    }
    const [value] = this.#sample(sampler, { names: [name], distributions: [distribution] }, number);
    return value as ParamValue;
  }

  #sample(sampler: Sampler, space: SearchSpace, number: number): readonly ParamValue[] {
    const { history, log } = this.#study;
    const { directions } = history;
    return sampler.sample({ history, running: [], space, rng: this.#rng, log, stream: log, number, directions }).values;
  }

  #tell(outcome: TrialOutcome): void {
    this.#study.tell(outcome);
    const space = searchSpaceOf(outcome.space);
    this.#shared = intersectionSpace(this.#shared === null ? [space] : [this.#shared, space]);
  }
}

/** A running trial that asks for each parameter. None of the objectives here suggests a name twice. */
class AskingTrial implements Suggests {
  readonly values: ParamValue[] = [];
  readonly #names: string[] = [];
  readonly #distributions: Distribution[] = [];
  readonly #ask: (name: string, distribution: Distribution) => ParamValue;

  constructor(ask: (name: string, distribution: Distribution) => ParamValue) {
    this.#ask = ask;
  }

  get space(): SearchSpace {
    return { names: this.#names, distributions: this.#distributions };
  }

  suggestFloat(name: string, low: number, high: number, options: NumberOptions = {}): number {
    return this.#suggest(name, floatDistribution(low, high, options)) as number;
  }

  suggestInt(name: string, low: number, high: number, options: NumberOptions = {}): number {
    return this.#suggest(name, intDistribution(low, high, options)) as number;
  }

  suggestCategorical<T extends CategoricalChoice>(name: string, choices: readonly T[]): T {
    return this.#suggest(name, categoricalDistribution(choices)) as T;
  }

  #suggest(name: string, distribution: Distribution): ParamValue {
    const value = this.#ask(name, distribution);
    this.#names.push(name);
    this.#distributions.push(distribution);
    this.values.push(value);
    return value;
  }
}
