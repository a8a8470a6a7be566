/**
 * The tree-structured Parzen estimator: Bergstra et al. 2011, as Optuna 5.0's TPESampler does it
 * (`samplers/_tpe/sampler.py`), with its constant liar: what runs counts among the bad. Several objectives as in Ozaki et
 * al. 2022, "Multiobjective Tree-Structured Parzen Estimator".
 */

import type { History } from "../../history/history.ts";
import type { RunningPoint, Sample, SampleRequest, Sampler } from "../../sampler.ts";
import {
  compatible,
  type Distribution,
  firstValue,
  fromInternal,
  isSingle,
  type ParamValue,
} from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { uniformValue } from "../../space/transform.ts";
import type { ParamMixture } from "../../trial/proposal.ts";
import { CmaesModel } from "../cmaes.ts";
import { randomSampler } from "../random.ts";
import { isRunning } from "../shared/is-running.ts";
import { JointSpaces } from "../shared/joint-spaces.ts";
import { MAX_OBSERVATIONS } from "./observations.ts";
import { TpeGroup, type TpeView } from "./tpe-group.ts";
import { type EffectiveRules, effectiveRules, rulesFrom, type TpeOptions } from "./tpe-options.ts";
import { TpeSplit } from "./tpe-split.ts";

/**
 * Samples as Optuna 5.0's default sampler with sharper kernels (`DEFAULT_RULES`) unless `options` say otherwise, for one
 * objective or several. Keeps what it read of each history. Throws `MisuseError` for options without meaning.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const rules = rulesFrom(options);
  const models = new WeakMap<History, TpeModel>();
  return {
    name: "tpe",
    usesRunning: rules.constantLiar || rules.crowdShare > 0,
    sample(request: SampleRequest): Sample {
      let model = models.get(request.history);
      if (model === undefined) {
        model = new TpeModel(effectiveRules(rules, request.directions.length));
        models.set(request.history, model);
      }
      return model.sample(request);
    },
  };
}

/**
 * Numbers that describe all kernels, 40 bytes each: up to here all candidates are compared. A study of 200 parameters
 * gets there with 5,000 trials, one of ten never.
 */
const MAX_KERNELS = 1_000_000;

/** A study too large to compare candidates takes one drawn from the good: that needs only their density. */
const candidatesFor = (candidates: number, params: number, trials: number): number =>
  params * Math.min(trials, MAX_OBSERVATIONS) > MAX_KERNELS ? 1 : candidates;

/** Of the first deviation, a sixth of the range: what is left to refine TPE's own proposals do. */
const CROWD_TOLERANCE = 1e-4;

const NO_POINTS: readonly RunningPoint[] = [];

/** The part that all is of which is asked for, but what has one value only; null if not all are numbers of one part. */
function numericWhole(space: SearchSpace, [part, ...others]: readonly SearchSpace[]): SearchSpace | null {
  if (part === undefined || others.length > 0) return null;
  if (part.distributions.some(({ kind }) => kind === "categorical")) return null;
  const open = space.distributions.filter((distribution) => !isSingle(distribution));
  return part.names.length === open.length ? part : null;
}

/** Whether what was read for one space holds for the other: only ranges may differ. */
const isAlike = (a: SearchSpace, b: SearchSpace): boolean =>
  a.names.length === b.names.length &&
  a.names.every((name, i) => {
    const [ours, theirs] = [a.distributions[i], b.distributions[i]];
    return name === b.names[i] && ours !== undefined && theirs !== undefined && compatible(ours, theirs);
  });

/** One history as TPE sees it. */
class TpeModel {
  readonly #rules: EffectiveRules;
  readonly #split: TpeSplit;
  readonly #joint: JointSpaces;
  /** Begins anew elsewhere as soon as it is as narrow as TPE's kernels get: a crowd would stay in the first valley. */
  readonly #crowd = new CmaesModel({ restart: "bipop", tolerance: CROWD_TOLERANCE }, randomSampler());
  #jointGroups: readonly TpeGroup[] = [];
  #jointSpaces: readonly SearchSpace[] = [];
  #single = new Map<string, TpeGroup>();
  #singleOf: SearchSpace | null = null;
  #belowRows: readonly number[] = [];
  #mixtures: {
    readonly size: number;
    readonly space: SearchSpace;
    readonly byName: Record<string, ParamMixture>;
  } | null = null;

  constructor(rules: EffectiveRules) {
    this.#rules = rules;
    this.#split = new TpeSplit(rules.maxGood);
    this.#joint = new JointSpaces(rules.group);
  }

  sample(request: SampleRequest): Sample {
    const { history, space, rng } = request;
    this.#update(request);
    const { finished } = this.#split;
    if (finished < this.#rules.startupTrials) {
      return { values: space.distributions.map((distribution) => uniformValue(distribution, rng)), mixtures: null };
    }
    const beside = this.#besideCrowd(request);
    if (beside !== null) return beside;
    const { sharpShare } = this.#rules;
    const width = sharpShare > 0 && rng.next() < sharpShare ? "sharp" : "wide";
    const candidates = candidatesFor(this.#rules.candidates, space.names.length, finished);
    const view: TpeView = { history, belowRows: this.#belowRows, width, candidates };
    const joint = this.#jointValues(view, request);
    const values = space.names.map((name, i): ParamValue => {
      const distribution = space.distributions[i] as Distribution;
      if (isSingle(distribution)) return firstValue(distribution);
      return joint.get(name) ?? this.#singleValue(view, request, name, distribution);
    });
    return { values, mixtures: this.#joint.isVaried ? this.#mixturesOf(view, space) : null };
  }

  /** CMA-ES's proposal, as often as `crowdShare` says; else null. */
  #besideCrowd(request: SampleRequest): Sample | null {
    const { running, space, history, rng } = request;
    const { crowdShare } = this.#rules;
    const busy = running.length;
    const isOfOne = history.directions.length === 1;
    if (crowdShare === 0 || busy === 0 || !isOfOne || this.#split.hasInfeasible || this.#joint.isVaried) return null;
    const whole = numericWhole(space, this.#jointSpaces);
    if (whole === null) return null;
    // CMA-ES learns nothing from pruned trials, so the more there are, the less it is asked.
    const { complete, pruned } = history.counts;
    const share = (crowdShare * busy * complete) / ((busy + 1) * (complete + pruned));
    if (rng.next() >= share) return null;
    const sample = this.#crowd.sample(request, whole);
    return isRunning(space, sample.values, running) ? null : sample;
  }

  #update(request: SampleRequest): void {
    const { history, space } = request;
    if (this.#split.update(history)) {
      this.#jointGroups = [];
      this.#jointSpaces = [];
      this.#single = new Map();
      this.#mixtures = null;
    }
    const spaces = this.#joint.update(request);
    if (this.#rules.multivariate) this.#setJoint(spaces);
    if (this.#singleOf !== space) {
      const names = new Set(space.names);
      for (const name of this.#single.keys()) if (!names.has(name)) this.#single.delete(name);
      this.#singleOf = space;
    }
    this.#belowRows = this.#split.below(this.#rules.gamma(this.#split.finished));
  }

  /** Groups whose space stays keep what they have read. */
  #setJoint(spaces: readonly SearchSpace[]): void {
    if (spaces === this.#jointSpaces) return;
    this.#jointGroups = spaces.map((space) => {
      const known = this.#jointSpaces.findIndex((other) => isAlike(other, space));
      const group = this.#jointGroups[known] ?? new TpeGroup(space, this.#rules);
      group.setDistributions(space.distributions);
      return group;
    });
    this.#jointSpaces = spaces;
  }

  #jointValues(view: TpeView, { running, rng }: SampleRequest): Map<string, ParamValue> {
    const values = new Map<string, ParamValue>();
    this.#jointGroups.forEach((group, g) => {
      const { names, distributions } = this.#jointSpaces[g] as SearchSpace;
      const internal = group.sample(view, this.#liarsOf(running), rng);
      names.forEach((name, d) => {
        values.set(name, fromInternal(distributions[d] as Distribution, internal[d] ?? 0));
      });
    });
    return values;
  }

  #singleValue(view: TpeView, { running, rng }: SampleRequest, name: string, distribution: Distribution): ParamValue {
    const [internal] = this.#groupOf(name, distribution).sample(view, this.#liarsOf(running), rng);
    return fromInternal(distribution, internal ?? 0);
  }

  /** Of what runs, what counts among the bad. */
  #liarsOf(running: readonly RunningPoint[]): readonly RunningPoint[] {
    return this.#rules.constantLiar ? running : NO_POINTS;
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
      byName[name] = this.#groupOf(name, distribution).mixture(view);
    });
    this.#mixtures = { size: view.history.size, space, byName };
    return byName;
  }
}
