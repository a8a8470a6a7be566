import { MisuseError } from "./errors.ts";
import { lossesOf, paretoFront } from "./history/history-losses.ts";
import { type Objective, type Optimized, optimize, stopOptimizing } from "./optimize/optimize.ts";
import type { OptimizeOptions } from "./optimize/optimize-options.ts";
import { checkOptionNames, checkPruner, checkSampler, shown } from "./option-checks.ts";
import { hypervolume } from "./pareto/hypervolume.ts";
import { isRecord } from "./parsed.ts";
import type { Pruner } from "./pruner.ts";
import { medianPruner } from "./pruners/median.ts";
import { nopPruner } from "./pruners/nop.ts";
import type { Sampler } from "./sampler.ts";
import { MAX_REPEATS } from "./spec/spec-limits.ts";
import { autoSampler } from "./samplers/auto.ts";
import { isParamValue, type ParamValue } from "./space/distribution.ts";
import { Study, type StudyOptions } from "./study.ts";
import type { Proposal } from "./trial/proposal.ts";
import type { FinishedTrial, LogId, RepeatOf, TrialPoint } from "./trial/trial.ts";

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
  /**
   * Where a trial run again with the same parameters comes to something else: so many repeats with fresh chance, 2 to 1,000, whose
   * mean counts. Up to a third of all trials are repeats then, of the points that look best.
   */
  readonly repeats?: number;
}

const OPTIONS = ["direction", "directions", "sampler", "pruner", "seed", "log", "maxHistory", "repeats"];

/** A tenth of the history is for the best trials: with fewer even the very best would be dropped. */
const LEAST_HISTORY = 10;

const defaultSampler = autoSampler;

/** The best of a noisy study. */
export interface MeanResult {
  /** The first trial with these parameters. */
  readonly trial: FinishedTrial;
  /** Of its repeats with fresh chance; the trial's own value, for which they were chosen, is not among them. */
  readonly mean: number;
  /** Between these the true mean is, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** A study that also runs its trials itself: for a program of its own, without a swarm. */
export class StandaloneStudy extends Study {
  /** Runs the objective on trial after trial; see `OptimizeOptions`. */
  optimize(objective: Objective, options: OptimizeOptions = {}): Promise<Optimized> {
    return optimize(this, objective, options);
  }

  /**
   * The next `count` trials to run, as `Study.ask`; `warn` hears what the sampler finds amiss. Throws `MisuseError` for a
   * count that is none.
   */
  override ask(count: number, running?: readonly TrialPoint[], warn?: (sentence: string) => void): Proposal[] {
    if (Number.isInteger(count) && count >= 0) {
      // What a person asks for goes first.
      const { wanted } = this.dueRepeats(count - this.enqueued);
      const repeats = wanted.map((each) => this.askRepeat(each));
      return [...repeats, ...super.ask(count - repeats.length, running, warn)];
    }
    throw new MisuseError(`ask() needs a whole number from 0, but got ${shown(count)}; say how many trials to run.`);
  }

  /**
   * The point whose repeats have the best mean, of a noisy study; null while no point has enough of them. The interval holds the
   * true mean with 95 % confidence. Throws `MisuseError` where the study is not noisy.
   */
  bestMean(): MeanResult | null {
    if (this.noise === null) {
      throw new MisuseError(
        "This study is not noisy, so best() is all there is; make one by createStudy({ repeats: 8 }).",
      );
    }
    const best = this.noise.best();
    if (best === null) return null;
    const { point, mean, halfWidth, runs } = best;
    const value = this.history.directions[0] === "maximize" ? -mean : mean;
    return { trial: this.history.get(point.row), mean: value, low: value - halfWidth, high: value + halfWidth, runs };
  }

  /** As `Study.enqueue`. Throws `MisuseError` for values that no parameter can have. */
  override enqueue(fixed: Readonly<Record<string, ParamValue>>, repeatOf: RepeatOf | null = null): boolean {
    checkFixed(fixed);
    return super.enqueue(fixed, repeatOf);
  }

  /** The finished trials that are held, of this and of joined studies, in the order of arrival. */
  trials(): FinishedTrial[] {
    return Array.from({ length: this.history.size }, (_, row) => this.history.get(row));
  }

  /**
   * The volume between the complete, feasible trials and `reference`, a value of each objective in its own unit, worse
   * than all that matter: the larger, the better. Trials that are not better in every objective add nothing.
   */
  hypervolume(reference: readonly number[]): number {
    const { history } = this;
    return hypervolume(lossesOf(history, paretoFront(history)), referenceLosses(reference, history.directions));
  }

  /** Ends `optimize()` once the trials that run now have ended. Throws `MisuseError` while nothing is optimised. */
  stop(): void {
    stopOptimizing(this);
  }
}

function checkFixed(fixed: unknown): void {
  if (!isRecord(fixed)) {
    throw new MisuseError(`enqueue() takes parameters by name, not ${shown(fixed)}; write { name: value }.`);
  }
  for (const [name, value] of Object.entries(fixed)) {
    if (isParamValue(value)) continue;
    throw new MisuseError(
      `enqueue() has ${shown(value)} for "${name}"; give a finite number, a text, true, false, null or a list of numbers.`,
    );
  }
}

/** The reference in terms of something to minimise; throws `MisuseError` unless it has a finite number for each objective. */
function referenceLosses(reference: unknown, directions: readonly Direction[]): number[] {
  const values: readonly unknown[] = Array.isArray(reference) ? reference : [];
  if (values.length !== directions.length || !values.every(Number.isFinite)) {
    throw new MisuseError(
      `hypervolume() needs a reference of ${directions.length} finite numbers, a value of each objective that is worse than all that matter; give an array.`,
    );
  }
  return values.map((value, i) => (directions[i] === "maximize" ? -Number(value) : Number(value)));
}

/** A study that repeats exactly from its seed, given the same calls in the same order. Throws `MisuseError` for options without a meaning. */
export function createStudy(options: CreateStudyOptions = {}): StandaloneStudy {
  checkOptionNames("createStudy", options, OPTIONS);
  const { sampler = defaultSampler(), seed = "waggle", log = "local", maxHistory } = options;
  checkSampler(sampler);
  const isBred = sampler.evolution !== undefined;
  const { repeats } = options;
  if (repeats !== undefined) checkRepeats(repeats, options, isBred);
  const { pruner = isBred || repeats !== undefined ? nopPruner() : medianPruner() } = options;
  checkPruner(pruner);
  if (isBred && pruner.name !== "none") {
    throw new MisuseError(
      `The pruner ${shown(pruner.name)} compares trials in their steps, but where generations are bred every episode counts whole; leave the pruner out.`,
    );
  }
  if (typeof seed !== "number" && typeof seed !== "string") {
    throw new MisuseError(`The seed is ${shown(seed)}; give a number or a text, or leave it out.`);
  }
  if (typeof log !== "string" || log === "") {
    throw new MisuseError(`The log is ${shown(log)}; give a name of this study's own, or leave it out.`);
  }
  if (maxHistory !== undefined) checkMaxHistory(maxHistory);
  const given = { directions: directionsOf(options), sampler, pruner, seed, log, repeats };
  return new StandaloneStudy(maxHistory === undefined ? given : { ...given, maxHistory });
}

function checkRepeats(repeats: number, { directions = [], pruner }: CreateStudyOptions, isBred: boolean): void {
  if (!(Number.isInteger(repeats) && repeats >= 2 && repeats <= MAX_REPEATS)) {
    throw new MisuseError(
      `repeats must be a whole number from 2 to ${MAX_REPEATS}, but is ${shown(repeats)}; 8 is usual.`,
    );
  }
  if (directions.length > 1 || isBred) {
    throw new MisuseError("Repeats are for one objective whose trials are sampled; leave repeats out.");
  }
  if (pruner !== undefined && pruner.name !== "none") {
    throw new MisuseError(
      `The pruner ${shown(pruner.name)} would end the repeats that come out badly, and the mean of the others is no mean; leave the pruner out.`,
    );
  }
}

function checkMaxHistory(maxHistory: number): void {
  if (maxHistory === Number.POSITIVE_INFINITY) return;
  if (Number.isInteger(maxHistory) && maxHistory >= LEAST_HISTORY) return;
  throw new MisuseError(
    `maxHistory must be a whole number from ${LEAST_HISTORY}, but is ${shown(maxHistory)}; leave it out for the default.`,
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
    throw new MisuseError(`A direction is "minimize" or "maximize", not ${shown(each)}; choose one.`);
  });
}
