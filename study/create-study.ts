import { MisuseError } from "./errors.ts";
import { type Objective, type Optimized, type OptimizeOptions, optimize, stopOptimizing } from "./optimize.ts";
import type { Pruner } from "./pruner.ts";
import { medianPruner } from "./pruners/median.ts";
import type { Sampler } from "./sampler.ts";
import { autoSampler } from "./samplers/auto.ts";
import { Study, type StudyOptions } from "./study.ts";
import type { LogId } from "./trial.ts";

type Direction = StudyOptions["directions"][number];

/** Everything may be left out. */
export interface CreateStudyOptions {
  /** Of one objective; "minimize", if left out. */
  readonly direction?: Direction;
  /** Of several objectives, one each. */
  readonly directions?: readonly Direction[];
  readonly sampler?: Sampler;
  readonly pruner?: Pruner;
  /** The same seed gives the same trials; "waggle", if left out. */
  readonly seed?: number | string;
  /** A name that makes the trials' ids unique where studies are joined; "local", if left out. */
  readonly log?: LogId;
  /** Trials held at most, from 10 on; may be Infinity. */
  readonly maxHistory?: number;
}

/** A tenth of the history is for the best trials: with fewer even the very best would be dropped. */
const LEAST_HISTORY = 10;

const defaultSampler = autoSampler;

/** A study that also runs its trials itself: for a program of its own, without a swarm. */
export class StandaloneStudy extends Study {
  /** Runs the objective on trial after trial; see `OptimizeOptions`. */
  optimize(objective: Objective, options: OptimizeOptions = {}): Promise<Optimized> {
    return optimize(this, objective, options);
  }

  /** Ends `optimize()` once the trials that run now have ended. Throws `MisuseError` while nothing is optimised. */
  stop(): void {
    stopOptimizing(this);
  }
}

/** A study that repeats exactly from its seed, given the same calls in the same order. Throws `MisuseError` for options without a meaning. */
export function createStudy(options: CreateStudyOptions = {}): StandaloneStudy {
  const { sampler = defaultSampler(), pruner = medianPruner(), seed = "waggle", log = "local", maxHistory } = options;
  if (maxHistory !== undefined) checkMaxHistory(maxHistory);
  const given = { directions: directionsOf(options), sampler, pruner, seed, log };
  return new StandaloneStudy(maxHistory === undefined ? given : { ...given, maxHistory });
}

function checkMaxHistory(maxHistory: number): void {
  if (maxHistory === Number.POSITIVE_INFINITY) return;
  if (Number.isInteger(maxHistory) && maxHistory >= LEAST_HISTORY) return;
  throw new MisuseError(
    `maxHistory must be a whole number from ${LEAST_HISTORY}, but is ${String(maxHistory)}; leave it out for the default.`,
  );
}

function directionsOf({ direction, directions }: CreateStudyOptions): readonly Direction[] {
  if (direction !== undefined && directions !== undefined) {
    throw new MisuseError("Give direction for one objective or directions for several, not both; leave one out.");
  }
  const all: readonly unknown[] = directions ?? [direction ?? "minimize"];
  if (!Array.isArray(all) || all.length === 0) {
    throw new MisuseError('directions must list one for each objective, as in ["minimize", "maximize"]; add them.');
  }
  return all.map((each) => {
    if (each === "minimize" || each === "maximize") return each;
    throw new MisuseError(`A direction is "minimize" or "maximize", not ${JSON.stringify(each)}; choose one.`);
  });
}
