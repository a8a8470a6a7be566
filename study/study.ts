import { trialSeed } from "./bytes/hash.ts";
import { MisuseError } from "./errors.ts";
import { Breeding } from "./evolution/breeding.ts";
import type { Evolution } from "./evolution/evolution.ts";
import type { ClosedGeneration } from "./evolution/settings.ts";
import { History } from "./history/history.ts";
import { paretoFront } from "./history/history-losses.ts";
import { shown } from "./option-checks.ts";
import type { Pruner } from "./pruner.ts";
import { Noise, type WantedRepeat } from "./noise.ts";
import { type NoiseRepeat, noiseRepeatOf } from "./repeats/repeat-seed.ts";
import { type Rng, rngFromSeed } from "./rng.ts";
import type { EndProgress, RunningPoint, SampleRequest, Sampler } from "./sampler.ts";
import { unsignedZero } from "./space/decimal.ts";
import { contains, type ParamValue } from "./space/distribution.ts";
import { ProposedSpace } from "./space/proposed-space.ts";
import { fromKeys, searchSpaceOf, toSearchPoint, withoutKeys } from "./space/random-keys.ts";
import { EMPTY_SPACE, type TrialSpace } from "./space/search-space.ts";
import { finishUnreadable } from "./trial/finish.ts";
import type { ParamMixture, Proposal, PrunerSnapshot } from "./trial/proposal.ts";
import type { FinishedTrial, LogId, RepeatOf, TrialOutcome, TrialPoint } from "./trial/trial.ts";
import { DURATION_DIGITS } from "./trial/trial-limits.ts";

/** Far more than a person types. */
export const MAX_ENQUEUED = 10_000;

export interface StudyOptions {
  readonly directions: readonly ("minimize" | "maximize")[];
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  /** Seeds the sampler's stream. */
  readonly seed: number | string;
  /** The log whose trials this study runs; numbers count up from 0 within it. */
  readonly log: LogId;
  /** Names what the log's chance follows from, with the seed; the log itself, if left out. */
  readonly stream?: string | undefined;
  readonly maxHistory?: number;
  /** Of a noisy study: the repeats whose mean counts. */
  readonly repeats?: number | undefined;
}

interface Enqueued {
  readonly fixed: Readonly<Record<string, ParamValue>>;
  readonly repeatOf: RepeatOf | null;
  readonly startPoint?: number | undefined;
}

/** A trial that was asked for and not told yet. */
interface Asked extends TrialPoint {
  /** The same as samplers see it. */
  readonly searched: RunningPoint;
  readonly foreignKnown: number;
  readonly repeatOf: RepeatOf | null;
  readonly startPoint: number | undefined;
}

const EMPTY_POINT: RunningPoint = { space: EMPTY_SPACE, params: [] };
/** A cell of a generation: its genome is no parameter. */
const BRED: Asked = { ...EMPTY_POINT, searched: EMPTY_POINT, foreignKnown: 0, repeatOf: null, startPoint: undefined };

const NO_POINTS: readonly never[] = [];

/** The piece of work that finding out is what the objective asks for. */
const UNKNOWN_SPACE = 0;

/**
 * Decides what one log's trials try, and remembers how all trials ended. No clock and no chance but the seed's: the same
 * calls in the same order give the same proposals.
 */
export class Study {
  readonly log: LogId;
  readonly history: History;
  readonly #sampler: Sampler;
  readonly #pruner: Pruner;
  readonly #rng: Rng;
  readonly #stream: string;
  readonly #proposed = new ProposedSpace();
  readonly #asked = new Map<number, Asked>();
  readonly #queue: Enqueued[] = [];
  /** Null where trials are sampled. */
  readonly #breeding: Breeding | null;
  /** Null where a trial run again comes to the same. */
  readonly noise: Noise | null;
  #nextNumber = 0;
  #foreignKnown = 0;

  constructor(options: StudyOptions) {
    const { directions, maxHistory } = options;
    this.log = options.log;
    this.history = new History(maxHistory === undefined ? { directions } : { directions, maxTrials: maxHistory });
    this.#sampler = options.sampler;
    this.#pruner = options.pruner;
    this.#stream = options.stream ?? options.log;
    this.history.nameStream(this.log, this.#stream);
    this.noise = options.repeats === undefined ? null : new Noise(this.history, options.repeats);
    this.#rng = rngFromSeed(options.seed, this.#stream, "sampler");
    const evolution = options.sampler.evolution?.(options.seed, directions);
    this.#breeding = evolution === undefined ? null : new Breeding(evolution, options.log);
  }

  /**
   * The next `count` trials to run. `running` are other peers' trials that run now; this study's own asked ones are
   * known. Enqueued parameters go first. `warn` hears what the sampler finds amiss. With `isMine` fewer, or none, where a
   * sampler that tries everything once has nothing left that is this peer's; `fromEnd` begins at the end of an order. Where
   * generations are bred, fewer, or none, once all that the open one still needs runs.
   */
  ask(
    count: number,
    running: readonly TrialPoint[] = NO_POINTS,
    warn?: (sentence: string) => void,
    isMine?: (piece: number) => boolean,
    fromEnd = false,
  ): Proposal[] {
    if (this.#breeding !== null) return this.#askBred(this.#breeding, count);
    const busy = this.#sampler.usesRunning ? [...running.map(toSearchPoint), ...this.#askedPoints()] : [];
    const proposals: Proposal[] = [];
    for (let i = 0; i < count; i++) {
      const proposal = this.#propose(busy, warn, isMine, fromEnd);
      if (proposal === null) break;
      const { number, space, values, foreignKnown, repeatOf, startPoint } = proposal;
      const searched = toSearchPoint({ space, params: values });
      this.#asked.set(number, { space, params: values, searched, foreignKnown, repeatOf, startPoint });
      if (this.#sampler.usesRunning) busy.push(searched);
      proposals.push(proposal);
    }
    return proposals;
  }

  /** A fresh-chance repeat of a point, which `noise` said is worth it. */
  askRepeat({ point, index }: WantedRepeat): Proposal {
    const number = this.#nextNumber++;
    const { space, params } = this.history.point(point.row);
    const repeatOf: RepeatOf = { trial: point.origin, why: "noise", index };
    const seed = this.history.seedOf({ log: this.log, number, repeatOf });
    const foreignKnown = this.#foreignKnown;
    const searched = toSearchPoint({ space, params });
    this.#asked.set(number, { space, params, searched, foreignKnown, repeatOf, startPoint: undefined });
    return { number, seed, space, values: params, fixed: null, mixtures: null, foreignKnown, repeatOf };
  }

  /** Which repeats run here. */
  *runningRepeats(): Generator<NoiseRepeat> {
    for (const asked of this.#asked.values()) {
      const repeat = noiseRepeatOf(asked);
      if (repeat !== null) yield repeat;
    }
  }

  #askBred(breeding: Breeding, count: number): Proposal[] {
    const proposals: Proposal[] = [];
    for (let i = 0; i < count; i++) {
      const proposal = breeding.next(this.#nextNumber);
      if (proposal === null) break;
      this.#nextNumber++;
      this.#asked.set(proposal.number, BRED);
      proposals.push(proposal);
    }
    return proposals;
  }

  #askedPoints(): RunningPoint[] {
    return Array.from(this.#asked.values(), ({ searched }) => searched);
  }

  #propose(
    running: readonly RunningPoint[],
    warn: SampleRequest["warn"],
    isMine: SampleRequest["isMine"],
    fromEnd: boolean,
  ): Proposal | null {
    const { history } = this;
    const number = this.#nextNumber;
    const enqueued = this.#queue.shift() ?? null;
    const known = this.#proposed.space;
    const space = known.names.length > 0 ? known : (this.#sampler.space ?? known);
    let values: readonly ParamValue[] = [];
    let mixtures: Readonly<Record<string, ParamMixture>> | null = null;
    const seed = trialSeed(this.#stream, number);
    const searched = searchSpaceOf(space);
    if (searched.names.length > 0) {
      const { directions } = history;
      const { log } = this;
      const sample = this.#sampler.sample({
        history,
        running,
        space: searched,
        rng: this.#rng,
        log,
        stream: this.#stream,
        number,
        directions,
        warn,
        isMine: enqueued === null ? isMine : undefined,
        fromEnd,
      });
      if (sample.isOthers === true) return null;
      ({ values, mixtures } = sample);
    } else if (enqueued === null && isMine !== undefined && !isMine(UNKNOWN_SPACE)) return null;
    this.#nextNumber++;
    if (searched !== space) {
      values = fromKeys(space, values, seed);
      mixtures = withoutKeys(space, mixtures);
    }
    return {
      number,
      seed,
      space,
      values: enqueued === null ? values : withFixed(space, values, enqueued.fixed),
      fixed: enqueued?.fixed ?? null,
      mixtures,
      foreignKnown: this.#foreignKnown,
      repeatOf: enqueued?.repeatOf ?? null,
      startPoint: enqueued?.startPoint,
    };
  }

  /**
   * Notes how an asked trial ended and returns it as a trial of this log. `startMs` is when it began, in milliseconds after
   * the study did; null where nobody knows. `finishedBefore`: how many trials of the whole study had ended, where that is known. Throws if it was not asked, or told before. Where generations are bred the trial
   * does not enter the history, but once it has closed a generation its champion does, numbered as the generation.
   */
  tell(told: TrialOutcome, startMs: number | null = null, finishedBefore?: number): FinishedTrial {
    const asked = this.#asked.get(told.number);
    if (asked === undefined) {
      throw new MisuseError(`Trial ${told.number} is not running in this study; tell every asked trial once.`);
    }
    const outcome = this.history.hasRoomFor(told.space) ? told : withoutRoom(told);
    this.#asked.delete(outcome.number);
    const { foreignKnown, repeatOf, startPoint } = asked;
    const { number, state, values, space, params, intermediate, metrics, constraints, userAttrs, error } = outcome;
    const { checkpoint, durationMs } = outcome;
    const { log } = this;
    const plain: FinishedTrial = {
      number,
      state,
      values,
      space,
      params,
      intermediate,
      metrics,
      constraints,
      userAttrs,
      error,
      checkpoint,
      durationMs: Number(durationMs.toPrecision(DURATION_DIGITS)),
      log,
      startMs: startMs === null ? null : Math.max(0, Math.round(startMs)),
      foreignKnown,
      repeatOf,
    };
    const placed = finishedBefore === undefined ? plain : { ...plain, finishedBefore };
    const trial = startPoint === undefined ? placed : { ...placed, startPoint };
    if (this.#breeding !== null) {
      const champion = this.#breeding.tell(trial);
      if (champion !== null) this.#add(champion, "own");
      return trial;
    }
    this.#add(trial, "own");
    this.#proposed.addOwn(space, state === "failed");
    return trial;
  }

  /** Gives up an asked trial that never ran: its number stays unused. False if it was not asked. */
  forget(number: number): boolean {
    this.#breeding?.forget(number);
    return this.#asked.delete(number);
  }

  /** The generations that are bred; null where the sampler breeds none. */
  get evolution(): Evolution | null {
    return this.#breeding?.evolution ?? null;
  }

  /** The generations that have closed, from the first. Throws `MisuseError` where none are bred. */
  generations(): readonly ClosedGeneration[] {
    if (this.#breeding !== null) return this.#breeding.evolution.closed;
    throw new MisuseError(
      "This study breeds no generations; make one that does by createStudy({ sampler: deepGaSampler() }).",
    );
  }

  /**
   * Takes in another log's trial that passed `trialFault`; false if it was known already. `isBelieved`: whether the sampler
   * may learn from it now.
   */
  addForeign(trial: FinishedTrial, isBelieved = true): boolean {
    if (trial.log === this.log) {
      throw new MisuseError(
        `This study's own log is ${shown(this.log)}, too; give each of the studies another one, as in createStudy({ log: "a" }).`,
      );
    }
    if (!this.#add(trial, "foreign", isBelieved)) return false;
    this.#foreignKnown += 1;
    if (this.#proposed.isGuessing && trial.state !== "failed") {
      const row = this.history.rowOf(trial);
      if (row >= 0) this.#proposed.addForeign(this.history.trialSpace(row));
    }
    return true;
  }

  /** A full history drops trials, which a sampler of a finite space must hear of: it would try them again for ever. */
  #add(trial: FinishedTrial, side: "own" | "foreign", isBelieved = true): boolean {
    const { history } = this;
    const sampler = this.#sampler;
    // One more may drop rows, and the sampler may not have read all of them.
    if (sampler.noteDropped !== undefined && history.size >= history.maxTrials) sampler.isExhausted?.(history);
    if (!history.add(trial, side, isBelieved)) return false;
    if (history.rowOf(trial) < 0) sampler.noteDropped?.(history, toSearchPoint(trial));
    return true;
  }

  /**
   * Has these parameters tried next; the sampler chooses the others, and where a value is none that the trial asks for.
   * False if the queue is full. Throws `MisuseError` where generations are bred.
   */
  enqueue(fixed: Readonly<Record<string, ParamValue>>, repeatOf: RepeatOf | null = null, startPoint?: number): boolean {
    if (this.#breeding !== null) {
      throw new MisuseError(
        "Nothing can be enqueued where generations are bred: what runs follows from the generation before; leave it out, or choose another sampler.",
      );
    }
    if (this.#queue.length >= MAX_ENQUEUED) return false;
    // The caller may go on to change what it gave.
    const values = Object.entries(fixed).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(unsignedZero) : value,
    ]);
    this.#queue.push({ fixed: Object.fromEntries(values) as typeof fixed, repeatOf, startPoint });
    return true;
  }

  /** Parameter sets waiting to be asked. */
  get enqueued(): number {
    return this.#queue.length;
  }

  /** Trials asked and neither told nor forgotten, by number. */
  get running(): ReadonlyMap<number, TrialPoint> {
    return this.#asked;
  }

  /** Different foreign trials taken in. */
  get foreignKnown(): number {
    return this.#foreignKnown;
  }

  /**
   * The best complete, feasible trial of all; null if there is none. For one objective. Where it is noisy, the first trial of the
   * point with the best mean; what it came to itself was mostly luck, so use `bestMean()`.
   */
  best(): FinishedTrial | null {
    const { length } = this.history.directions;
    if (length > 1) throw new MisuseError(`No trial is the best of ${length} objectives; use bestTrials().`);
    if (this.noise !== null) {
      const best = this.noise.best();
      return best === null ? null : this.history.get(best.point.row);
    }
    return this.history.best();
  }

  /** The complete, feasible trials that none of them dominates (several objectives: the Pareto front), as they arrived. */
  bestTrials(): FinishedTrial[] {
    return paretoFront(this.history).map((row) => this.history.get(row));
  }

  /** Whether the sampler will have tried out a finite space at some time, and will know. */
  get isFinite(): boolean {
    return this.#sampler.isExhausted !== undefined && this.#sampler.mayBeEndless !== true;
  }

  /** Whether the sampler tries no point twice where it can tell. */
  get triesOnce(): boolean {
    return this.#sampler.isExhausted !== undefined;
  }

  /** How far the sampler of a finite space has come; null of any other. */
  endProgress(): EndProgress | null {
    return this.#sampler.progress?.(this.history) ?? null;
  }

  /** Whether nothing is left to try: no enqueued parameters, and no point of a finite space or room for a generation. */
  isExhausted(): boolean {
    if (this.#breeding !== null) return this.#breeding.evolution.isFull;
    if (this.#queue.length > 0 || !(this.#sampler.isExhausted?.(this.history) ?? false)) return false;
    return this.#wantedAtLast().length === 0;
  }

  /** Whether all that is left to try, if anything, runs already: asked now, the study would repeat a point. */
  isAllTaken(): boolean {
    if (this.#breeding !== null) return !this.#breeding.hasNext;
    if (this.#queue.length > 0 || this.#sampler.isExhausted === undefined) return false;
    return this.#isSampledOut && this.#wantedAtLast().length === 0;
  }

  /** Whether the sampler has nothing to try any more that does not run already. */
  get #isSampledOut(): boolean {
    return this.#sampler.isExhausted?.(this.history, this.#askedPoints()) ?? false;
  }

  /** Where nothing new is left to try, repeats need not leave room for it. */
  #wantedAtLast(): WantedRepeat[] {
    return this.noise?.next(1, this.runningRepeats(), this.#asked.size, false) ?? [];
  }

  /** At most `count` repeats that are worth more than new points now; `hasNew`: whether there are any. None of a study that is not noisy. */
  dueRepeats(count: number): { readonly wanted: readonly WantedRepeat[]; readonly hasNew: boolean } {
    if (this.noise === null || count <= 0) return { wanted: [], hasNew: true };
    const hasNew = this.#queue.length > 0 || !this.#isSampledOut;
    return { wanted: this.noise.next(count, this.runningRepeats(), this.#asked.size, hasNew), hasNew };
  }

  /** Whether the pruner makes nothing of the order of a trial's steps. */
  get takesStepsInAnyOrder(): boolean {
    return this.#pruner.takesAnyOrder === true;
  }

  /** What running trials need to prune themselves. */
  prunerSnapshot(): PrunerSnapshot {
    return this.#pruner.snapshot(this.history);
  }
}

function withoutRoom({ number, durationMs }: TrialOutcome): TrialOutcome {
  const message =
    "The objective's distributions change with every trial and take too much room; keep choices the same.";
  return {
    ...finishUnreadable(number, durationMs),
    error: { kind: "misuse", message, line: null, column: null },
  };
}

/** The sampler's values, but for what is fixed at a value that the parameter had room for last. */
function withFixed(
  space: TrialSpace,
  values: readonly ParamValue[],
  fixed: Readonly<Record<string, ParamValue>>,
): readonly ParamValue[] {
  return values.map((value, i) => {
    const [name, distribution] = [space.names[i], space.distributions[i]];
    if (name === undefined || distribution === undefined || !Object.hasOwn(fixed, name)) return value;
    const wanted = fixed[name] ?? null;
    return contains(distribution, wanted) ? wanted : value;
  });
}
