import type { Parsed } from "../../study/parsed.ts";
import type { Study } from "../../study/study.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import { type Segment, segmentLog } from "../../swarm/log/segment.ts";
import { decodeTrials, type LogAbout, type LogBasis, type ToldTrials } from "./trial-codec.ts";

/** What may wait for the next round; with more waiting they enter at once: memory is bounded and no trial is lost. */
export const MAX_PENDING = 20_000;

/** As many segments of keys whose trials do not count are remembered, in case they will. */
const MAX_UNCOUNTED = 4_096;

export interface IntakeHooks {
  /** Whose trials count at all; left out: everybody's. */
  counts?(author: PeerId): boolean;
  /** What a log says of itself, before the first of its trials is heard. */
  onAbout?(log: LogId, about: LogAbout): void;
  authorOf(segment: Segment): PeerId;
  /** What the segment is to be read together with, itself perhaps; undefined where that is not here. */
  basisOf(segment: Segment): Segment | undefined;
  /** A trial of another log that was not known, before any round takes it in. */
  onHeard(trial: FinishedTrial, author: PeerId): void;
  /** Whether samplers may learn from a trial as it enters the study; left out: from every one. */
  isBelieved?(trial: FinishedTrial): boolean;
  /** Segment `index` of the trial's log carries it; also of trials that are known already. */
  onTold?(trial: FinishedTrial, index: number): void;
  /** A trial of another log that the study holds already: it comes again, or this profile kept it itself. */
  onKnown?(trial: FinishedTrial, author: PeerId): void;
}

/** Foreign trials on their way from the swarm into the study: heard at once, taken in at the start of a round. */
export class Intake {
  readonly #study: Study;
  readonly #directionCount: number;
  readonly #hooks: IntakeHooks;
  #pending: FinishedTrial[] = [];
  /** The numbers of what is pending: of a number told twice the first counts, whether or not a round has begun in between. */
  #pendingNumbers = new Map<LogId, Set<number>>();
  /** Restored segments come a second time if the swarm had to fetch their basis. */
  readonly #restored = new Set<string>();
  /** By basis, as long as that is held. */
  readonly #bases = new WeakMap<Segment, LogBasis>();

  #uncounted: Segment[] = [];
  #refusals = 0;

  constructor(study: Study, directionCount: number, hooks: IntakeHooks) {
    this.#study = study;
    this.#directionCount = directionCount;
    this.#hooks = hooks;
  }

  /** Newest last. */
  get pending(): readonly FinishedTrial[] {
    return this.#pending;
  }

  /** Whether a trial waits for the next round. */
  has({ log, number }: { readonly log: LogId; readonly number: number }): boolean {
    return this.#pendingNumbers.get(log)?.has(number) ?? false;
  }

  /** Segments whose trials are no trials: a stranger's fault, counted; their totals count all the same. */
  get refusals(): number {
    return this.#refusals;
  }

  restore(segment: Segment): void {
    const key = keyOf(segment);
    if (this.#restored.has(key) || this.#hooks.basisOf(segment) === undefined) return;
    this.#restored.add(key);
    this.#take(segment);
  }

  deliver(segments: readonly Segment[]): void {
    for (const segment of segments) {
      if (this.#restored.size > 0 && this.#restored.delete(keyOf(segment))) continue;
      this.#take(segment);
    }
    if (this.#pending.length > MAX_PENDING) this.drain();
  }

  /** Other keys count than before. */
  recount(): void {
    const waiting = this.#uncounted;
    this.#uncounted = [];
    for (const segment of waiting) this.#take(segment);
  }

  /** The waiting trials enter the study. Returns how many were new. */
  drain(): number {
    let added = 0;
    for (const trial of this.#pending) {
      if (this.#study.addForeign(trial, this.#hooks.isBelieved?.(trial) ?? true)) added++;
    }
    this.#pending = [];
    this.#pendingNumbers.clear();
    return added;
  }

  /** Forgets what waits from these logs. */
  forget(logs: ReadonlySet<LogId>): void {
    this.#pending = this.#pending.filter((trial) => !logs.has(trial.log));
    for (const log of logs) this.#pendingNumbers.delete(log);
  }

  #decode(segment: Segment, log: LogId): Parsed<ToldTrials> {
    const basis = segment.basis === segment.index ? null : this.#basisOf(segment, log);
    const told = decodeTrials(segment.trials, log, segment.count, this.#directionCount, basis);
    if (told.ok && basis === null) this.#bases.set(segment, { about: told.value.about, spaces: told.value.spaces });
    return told;
  }

  #basisOf(segment: Segment, log: LogId): LogBasis | null {
    const basis = this.#hooks.basisOf(segment);
    if (basis === undefined) return null;
    const known = this.#bases.get(basis);
    if (known !== undefined) return known;
    const told = decodeTrials(basis.trials, log, basis.count, this.#directionCount);
    if (!told.ok) return null;
    const { about, spaces } = told.value;
    this.#bases.set(basis, { about, spaces });
    return { about, spaces };
  }

  #take(segment: Segment): void {
    const log = segmentLog(segment);
    if (log === this.#study.log) return;
    const author = this.#hooks.authorOf(segment);
    if (this.#hooks.counts?.(author) === false) {
      if (this.#uncounted.length < MAX_UNCOUNTED) this.#uncounted.push(segment);
      return;
    }
    const trials = this.#decode(segment, log);
    if (!trials.ok) {
      this.#refusals++;
      return;
    }
    this.#hooks.onAbout?.(log, trials.value.about);
    const numbers = this.#pendingNumbers.get(log) ?? new Set<number>();
    this.#pendingNumbers.set(log, numbers);
    for (const trial of trials.value.trials) {
      if (numbers.has(trial.number)) continue;
      this.#hooks.onTold?.(trial, segment.index);
      if (this.#study.history.has(trial)) {
        this.#hooks.onKnown?.(trial, author);
        continue;
      }
      numbers.add(trial.number);
      this.#pending.push(trial);
      this.#hooks.onHeard(trial, author);
    }
  }
}

const keyOf = (segment: Segment): string => `${segmentLog(segment)}/${segment.index}`;
