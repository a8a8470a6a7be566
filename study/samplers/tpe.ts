/**
 * The tree-structured Parzen estimator, joint over parameters, for one objective: Bergstra et al. 2011, as Optuna 5.0's
 * TPESampler does it (`samplers/_tpe/sampler.py`), with its constant liar: what runs counts among the bad.
 */
import { compatible, type Distribution, firstValue, fromInternal, isSingle, type ParamValue } from "../distribution.ts";
import type { History } from "../history.ts";
import type { ParamMixture } from "../proposal.ts";
import type { Sample, SampleRequest, Sampler } from "../sampler.ts";
import { EMPTY_SPACE, intersectionSpace, sameSpace } from "../search-space.ts";
import { uniformValue } from "../transform.ts";
import type { SearchSpace } from "../trial.ts";
import { MAX_OBSERVATIONS } from "./observations.ts";
import { TpeGroup, type TpeView } from "./tpe-group.ts";
import { MAX_BELOW, OPTUNA_RULES, type TpeRules } from "./tpe-rules.ts";
import { TpeSplit } from "./tpe-split.ts";

export type TpeOptions = Partial<TpeRules>;

/** Samples as Optuna 5.0's default sampler unless `options` say otherwise. Keeps what it read of each history. */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const rules: TpeRules = { ...OPTUNA_RULES, ...options };
  const models = new WeakMap<History, TpeModel>();
  return {
    name: "tpe",
    usesRunning: true,
    sample(request: SampleRequest): Sample {
      let model = models.get(request.history);
      if (model === undefined) {
        model = new TpeModel(rules);
        models.set(request.history, model);
      }
      return model.sample(request);
    },
  };
}

/**
 * Kernels made and weighed for one proposal: up to here all candidates are. Measured: 25 to 50 ms where parameters are
 * modelled together, three times that where each is alone. Two hundred get there with 1,000 trials, ten with 20,000.
 */
const MAX_KERNELS = 200_000;

/** A study too large to compare candidates takes one drawn from the good: that needs only their density. */
const candidatesFor = (candidates: number, params: number, trials: number): number =>
  params * Math.min(trials, MAX_OBSERVATIONS) > MAX_KERNELS ? 1 : candidates;

/** The parameters of `shared` that `space` has too. */
function within(shared: SearchSpace, space: SearchSpace): SearchSpace {
  const wanted = new Set(space.names);
  if (shared.names.every((name) => wanted.has(name))) return shared;
  return {
    names: shared.names.filter((name) => wanted.has(name)),
    distributions: shared.distributions.filter((_, i) => wanted.has(shared.names[i] ?? "")),
  };
}

/** One history as TPE sees it. */
class TpeModel {
  readonly #rules: TpeRules;
  readonly #split = new TpeSplit(MAX_BELOW);
  #spacesRead = 0;
  #joint: TpeGroup | null = null;
  /** What all trials share, and what of it is asked for: parameters only strangers have cost nothing. */
  #shared: SearchSpace = EMPTY_SPACE;
  #jointSpace: SearchSpace = EMPTY_SPACE;
  #jointOf: SearchSpace | null = null;
  #single = new Map<string, TpeGroup>();
  #belowRows: readonly number[] = [];
  #mixtures: {
    readonly size: number;
    readonly space: SearchSpace;
    readonly byName: Record<string, ParamMixture>;
  } | null = null;

  constructor(rules: TpeRules) {
    this.#rules = rules;
  }

  sample(request: SampleRequest): Sample {
    const { history, space, rng } = request;
    this.#update(history, space);
    if (this.#split.finished < this.#rules.startupTrials) {
      return { values: space.distributions.map((distribution) => uniformValue(distribution, rng)), mixtures: null };
    }
    const { sharpShare } = this.#rules;
    const width = sharpShare > 0 && rng.next() < sharpShare ? "sharp" : "wide";
    const candidates = candidatesFor(this.#rules.candidates, space.names.length, this.#split.finished);
    const view: TpeView = { history, belowRows: this.#belowRows, width, candidates };
    const joint = this.#jointValues(view, request);
    const values = space.names.map((name, i): ParamValue => {
      const distribution = space.distributions[i] as Distribution;
      if (isSingle(distribution)) return firstValue(distribution);
      return joint.get(name) ?? this.#singleValue(view, request, name, distribution);
    });
    return { values, mixtures: this.#split.spaces.length > 1 ? this.#mixturesOf(view, space) : null };
  }

  #update(history: History, space: SearchSpace): void {
    if (this.#split.update(history)) {
      this.#spacesRead = 0;
      this.#joint = null;
      this.#single = new Map();
      this.#mixtures = null;
    }
    const { spaces } = this.#split;
    if (this.#spacesRead < spaces.length) {
      const fresh = spaces.slice(this.#spacesRead);
      this.#shared = intersectionSpace(this.#spacesRead === 0 ? fresh : [this.#shared, ...fresh]);
      this.#spacesRead = spaces.length;
      this.#jointOf = null;
    }
    if (this.#jointOf !== space) {
      const joint = within(this.#shared, space);
      if (this.#joint === null || !sameSpace(joint, this.#jointSpace)) this.#joint = new TpeGroup(joint, this.#rules);
      this.#jointSpace = joint;
      this.#jointOf = space;
      for (const name of this.#single.keys()) if (!space.names.includes(name)) this.#single.delete(name);
    }
    this.#belowRows = this.#split.below(Math.min(MAX_BELOW, this.#rules.gamma(this.#split.finished)));
  }

  #jointValues(view: TpeView, { running, rng }: SampleRequest): Map<string, ParamValue> {
    const { names, distributions } = this.#jointSpace;
    if (this.#joint === null || names.length === 0) return new Map();
    const internal = this.#joint.sample(view, running, rng);
    return new Map(names.map((name, d) => [name, fromInternal(distributions[d] as Distribution, internal[d] ?? 0)]));
  }

  #singleValue(view: TpeView, { running, rng }: SampleRequest, name: string, distribution: Distribution): ParamValue {
    const [internal] = this.#groupOf(name, distribution).sample(view, running, rng);
    return fromInternal(distribution, internal ?? 0);
  }

  #groupOf(name: string, distribution: Distribution): TpeGroup {
    let group = this.#single.get(name);
    const modelled = group?.observations.space.distributions[0];
    if (group === undefined || modelled === undefined || !compatible(modelled, distribution)) {
      group = new TpeGroup({ names: [name], distributions: [distribution] }, this.#rules);
      this.#single.set(name, group);
    }
    group.setDistributions([distribution]);
    return group;
  }

  /** Shared by all proposals until a trial finishes. */
  #mixturesOf(view: TpeView, space: SearchSpace): Record<string, ParamMixture> {
    if (this.#mixtures?.size === view.history.size && this.#mixtures.space === space) return this.#mixtures.byName;
    const byName: Record<string, ParamMixture> = {};
    space.names.forEach((name, i) => {
      const distribution = space.distributions[i] as Distribution;
      if (isSingle(distribution)) return;
      byName[name] = this.#groupOf(name, distribution).mixture(view, 0);
    });
    this.#mixtures = { size: view.history.size, space, byName };
    return byName;
  }
}
