/**
 * Bayesian optimization with a Gaussian process, for expensive objectives with few parameters: losses warped by evidence,
 * Matern-5/2 with a quadratic trend, log expected improvement. See `gp/` for each part's source.
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sample, SampleRequest, Sampler } from "../sampler.ts";
import type { ParamValue } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { uniformValue } from "../space/transform.ts";
import { Proposer } from "./gp/proposer.ts";
import { SharedSpace } from "./shared/shared-space.ts";
import { fromCoordinate } from "./shared/unit-cube.ts";

export interface GpOptions {
  /** Trials that spread over the space before the first modelled one. */
  readonly startupTrials?: number;
}

/** As Optuna: enough for a first idea of five or ten parameters. */
const STARTUP_TRIALS = 10;

/**
 * Models what all trials share (Optuna's intersection space) and draws other parameters uniformly. Keeps what it read of
 * each history; a proposal's cost is bounded however long that is.
 */
export function gpSampler(options: GpOptions = {}): Sampler {
  checkOptionNames("gpSampler", options, ["startupTrials"]);
  const { startupTrials = STARTUP_TRIALS } = options;
  if (!(Number.isInteger(startupTrials) && startupTrials >= 1)) {
    throw new MisuseError(
      `startupTrials must be a whole number from 1 on, but is ${startupTrials}; leave it out for 10.`,
    );
  }
  const states = new WeakMap<History, GpState>();
  return {
    name: "gp",
    usesRunning: true,
    sample(request: SampleRequest): Sample {
      let state = states.get(request.history);
      if (state === undefined) {
        state = new GpState(startupTrials);
        states.set(request.history, state);
      }
      return state.sample(request);
    },
  };
}

/** One history as the sampler sees it. */
class GpState {
  readonly #startupTrials: number;
  readonly #shared = new SharedSpace();
  #revision = -1;
  #space: SearchSpace | null = null;
  #proposer: Proposer | null = null;

  constructor(startupTrials: number) {
    this.#startupTrials = startupTrials;
  }

  sample({ history, running, space, rng }: SampleRequest): Sample {
    const shared = this.#shared.update(history, space);
    const joint = new Map<string, ParamValue>();
    if (shared.names.length > 0) {
      const x = this.#proposerOf(history, shared).propose(history, running, this.#startupTrials, rng);
      shared.distributions.forEach((distribution, d) => {
        joint.set(shared.names[d] as string, fromCoordinate(distribution, x[d] as number));
      });
    }
    const values = space.distributions.map((distribution, i) => {
      const value = joint.get(space.names[i] as string);
      return value === undefined ? uniformValue(distribution, rng) : value;
    });
    return { values, mixtures: null };
  }

  #proposerOf(history: History, shared: SearchSpace): Proposer {
    if (this.#proposer === null || this.#space !== shared || this.#revision !== history.revision) {
      this.#proposer = new Proposer(shared);
      this.#space = shared;
      this.#revision = history.revision;
    }
    return this.#proposer;
  }
}
