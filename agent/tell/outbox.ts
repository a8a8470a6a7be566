import { hashText, trialHash } from "../../study/bytes/hash.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import type { FinishedState, FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { MAX_SEGMENT_TRIAL_BYTES, MAX_TRIALS_PER_SEGMENT, type SegmentDraft } from "../../swarm/log/segment.ts";
import type { BestKnown } from "../best/best-known.ts";
import type { Clock, Timer } from "../ports.ts";
import { encodeTrials, type LogAbout, spacesOf, toldNumbers } from "./trial-codec.ts";
import { WaitingTrials } from "./waiting-trials.ts";

/** A new best is told at most this often: nobody sees more, and each segment costs everybody a signature check. */
export const URGENT_GAP_MS = 50;
/** What ends sooner after the last telling than this is told together. */
const GAP_MS = 250;
/** While trials wait for so long, it matters more how often something comes to everybody than how soon. */
const LONG_WAIT_MS = 1_000;
/** Whoever has told nothing for so long begins anew. */
const SILENT_MS = 60_000;
/** Trials a peer tells for long: beyond that a sample says the same, and a thousand peers must stay affordable. */
export const TOLD_PER_SECOND = 200;
/** A short study of cheap trials is told whole. */
export const TOLD_BURST = 2_000;
/** Segments handed over for signing at a time: the order of a log allows only one after the other. */
const MAX_UNSIGNED = 4;
/** Spaces that a basis tells: a log with more tells its spaces anew with those of the segment. */
const MAX_SPACES = 16;
/** With more to tell, where many tell, a log begins with a segment of one trial. */
const FEW_TRIALS = 8;
/** Of what may be told, the best get this share, the unbiased sample the rest. */
const BEST_SHARE = 0.25;

export interface OutboxOptions {
  readonly log: LogId;
  readonly directionCount: number;
  /** What the log says of itself. */
  readonly about?: LogAbout | undefined;
  readonly clock: Clock;
  readonly best: BestKnown;
  /** With the trials that the draft carries. */
  readonly publish: (draft: SegmentDraft, trials: readonly FinishedTrial[]) => void;
  /** Segments handed over and not signed yet. */
  readonly unsigned: () => number;
  /** How long a trial that is no best must wait at least, so that a segment carries several where many tabs tell. */
  readonly tellDelayMs?: (() => number) | undefined;
}

interface Encoded {
  readonly bytes: Uint8Array;
  readonly basis: "own" | "last";
}

/**
 * Collects this peer's finished trials into segments. When there are too many to tell, it tells improvements, the best of
 * each delivery and those whose id hashes below a power of two: samples of any two peers or moments then nest.
 * Invariant: totals of a segment count the trials told so far and those that never will be, not those that wait.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #logHash: number;
  readonly #totals: Record<FinishedState, number> = { complete: 0, pruned: 0, failed: 0 };
  #urgent: FinishedTrial[] = [];
  readonly #waiting = new WaitingTrials();
  /** Trials that fit a segment, as far as is known of their size. */
  #segmentTrials = MAX_TRIALS_PER_SEGMENT;
  /** Told by the last basis; null before the first. */
  #spaces: readonly TrialSpace[] | null = null;
  #tokens = TOLD_BURST;
  #refilledMs: number;
  /** When a segment was handed over last, and when one with what waited. */
  #toldMs = Number.NEGATIVE_INFINITY;
  #closedMs = Number.NEGATIVE_INFINITY;
  #untoldSinceClosed = 0;
  #hasUntold = false;
  #timer: Timer | null = null;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#logHash = hashText(options.log);
    this.#refilledMs = options.clock.nowMs();
  }

  /**
   * Trials of one delivery, in the order they ended. `improved`: those that were the best known when they came; `kept`:
   * others that are told however many there are. Returns those that will be told.
   */
  add(
    trials: readonly FinishedTrial[],
    improved: readonly FinishedTrial[],
    kept: readonly FinishedTrial[] = [],
  ): readonly FinishedTrial[] {
    if (this.#closed) return [];
    const improving = new Set(improved.slice(-MAX_TRIALS_PER_SEGMENT));
    const nowMs = this.#options.clock.nowMs();
    // After a long silence the gap that others need counts from now.
    if (nowMs - this.#closedMs > SILENT_MS) this.#closedMs = nowMs - GAP_MS;
    this.#refill(nowMs);
    const fits = trials.length <= Math.min(this.#tokens, this.#waiting.roomAmong(trials));
    if (fits) this.#tokens -= trials.length;
    const others = fits ? trials.filter((trial) => !improving.has(trial)) : this.#choose(trials, improving, kept);
    this.#waiting.add(others);
    for (const trial of improving) this.#urgent.push(trial);
    this.flush();
    return fits ? trials : [...others, ...improving];
  }

  /** Hands over what is due. */
  flush(): void {
    const nowMs = this.#options.clock.nowMs();
    while (!this.#isEmpty && this.#dueMs() <= nowMs) {
      if (this.#options.unsigned() >= MAX_UNSIGNED) {
        this.#wakeAt(nowMs + URGENT_GAP_MS);
        return;
      }
      this.#close(nowMs);
    }
    if (!this.#isEmpty) this.#wakeAt(this.#dueMs());
  }

  /** Hands over everything at once: nothing runs here any more. */
  tellAll(): void {
    while (!this.#isEmpty) this.#close(this.#options.clock.nowMs());
  }

  /** The same for good: the tab leaves. */
  flushAll(): void {
    this.tellAll();
    this.#closed = true;
    this.#timer?.cancel();
  }

  /** Finished, but in no segment yet. */
  get waitingCount(): number {
    return this.#urgent.length + this.#waiting.count;
  }

  /** Whether there are trials of this log that no segment will ever carry. */
  get hasUntold(): boolean {
    return this.#hasUntold;
  }

  get #isEmpty(): boolean {
    return this.waitingCount === 0 && this.#untoldSinceClosed === 0;
  }

  #dueMs(): number {
    if (this.#urgent.length > 0) return this.#toldMs + URGENT_GAP_MS;
    // A segment that a few trials fill takes long to encode.
    if (this.#waiting.count >= this.#segmentTrials)
      return this.#segmentTrials < MAX_TRIALS_PER_SEGMENT ? this.#toldMs + URGENT_GAP_MS : Number.NEGATIVE_INFINITY;
    const gapMs = Math.max(GAP_MS, this.#options.tellDelayMs?.() ?? 0);
    return Math.max(this.#toldMs + URGENT_GAP_MS, this.#closedMs + gapMs);
  }

  #refill(nowMs: number): void {
    const gained = (Math.max(0, nowMs - this.#refilledMs) * TOLD_PER_SECOND) / 1_000;
    this.#tokens = Math.min(TOLD_BURST, this.#tokens + gained);
    this.#refilledMs = nowMs;
  }

  /** Those besides the improving ones that there is room to tell; the rest is counted. */
  #choose(
    trials: readonly FinishedTrial[],
    improving: ReadonlySet<FinishedTrial>,
    kept: readonly FinishedTrial[],
  ): FinishedTrial[] {
    const always = new Set(kept.slice(-MAX_TRIALS_PER_SEGMENT));
    const chosen: FinishedTrial[] = [];
    let numbers = 0;
    const room = Math.max(0, Math.min(this.#tokens, this.#waiting.roomAmong(trials)));
    const worstTold = this.#lossAt(trials, Math.floor(room * BEST_SHARE));
    const sampled = room * (1 - BEST_SHARE);
    const threshold = sampled < 1 ? 0 : 2 ** (32 - Math.ceil(Math.log2(Math.max(1, trials.length / sampled))));
    for (const trial of trials) {
      const isBest = this.#options.best.lossOf(trial) < worstTold;
      if (improving.has(trial)) continue;
      if (always.has(trial)) {
        chosen.push(trial);
        continue;
      }
      const isChosen = (isBest || trialHash(this.#logHash, trial.number) < threshold) && this.#tokens >= 1;
      const more = numbers + (isChosen ? toldNumbers(trial) : 0);
      if (isChosen && this.#waiting.hasRoomFor(more)) {
        this.#tokens--;
        numbers = more;
        chosen.push(trial);
      } else this.#countUntold(trial);
    }
    return chosen;
  }

  /** The loss of the `count`th best: those below it are `count` at most. */
  #lossAt(trials: readonly FinishedTrial[], count: number): number {
    if (count === 0) return Number.NEGATIVE_INFINITY;
    const losses = Float64Array.from(trials, (trial) => this.#options.best.lossOf(trial)).sort();
    return losses[Math.min(count, losses.length - 1)] ?? Number.NEGATIVE_INFINITY;
  }

  #countUntold(trial: FinishedTrial): void {
    this.#totals[trial.state]++;
    this.#untoldSinceClosed++;
    this.#hasUntold = true;
  }

  #close(nowMs: number): void {
    const urgent = this.#urgent.length > 0;
    const isFirst = this.#spaces === null;
    const trials = this.#take();
    const { bytes, basis } = this.#encodeSome(trials);
    for (const trial of trials) this.#totals[trial.state]++;
    this.#toldMs = nowMs;
    this.#untoldSinceClosed = 0;
    if (this.#waiting.count === 0 || !(urgent || isFirst)) this.#closedMs = nowMs;
    const draft: SegmentDraft = {
      trials: bytes,
      count: trials.length,
      totals: { ...this.#totals },
      best: urgent ? this.#bestOf(trials) : null,
      lane: urgent ? "best" : "rest",
      basis,
    };
    this.#options.publish(draft, trials);
  }

  /**
   * Up to a segment's worth, the newest improvements first. These go over every link and come some six times to everybody: where many
   * tell, so that trials wait for long, those go by themselves when it is time, and come once. What the others are read with goes to
   * everybody, even where only a sample of them does, and then carries little.
   */
  #take(): FinishedTrial[] {
    const urgent = this.#urgent.splice(-this.#segmentTrials);
    if (this.#urgent.length > 0) {
      this.#waiting.putBack(this.#urgent);
      this.#urgent = [];
    }
    if ((this.#options.tellDelayMs?.() ?? 0) > LONG_WAIT_MS) {
      if (urgent.length > 0) return urgent;
      if (this.#spaces === null && this.#waiting.count > FEW_TRIALS) return this.#waiting.take(1);
    }
    return [...urgent, ...this.#waiting.take(this.#segmentTrials - urgent.length)];
  }

  /** Encodes as many of `trials` as fit, gives the rest back to wait, and takes those out that never fit. */
  #encodeSome(trials: FinishedTrial[]): Encoded {
    const fittedLast = this.#segmentTrials;
    for (;;) {
      const encoded = this.#encode(trials);
      if (encoded !== null) {
        const { bytes } = encoded;
        if (trials.length >= this.#segmentTrials && 2 * bytes.length <= MAX_SEGMENT_TRIAL_BYTES)
          this.#segmentTrials = Math.min(MAX_TRIALS_PER_SEGMENT, 2 * this.#segmentTrials);
        return encoded;
      }
      if (trials.length > 1) {
        this.#waiting.putBack(trials.splice(Math.ceil(trials.length / 2)));
        this.#segmentTrials = trials.length;
      } else {
        // One that never fits says nothing of the others.
        for (const trial of trials.splice(0)) this.#countUntold(trial);
        this.#segmentTrials = fittedLast;
      }
    }
  }

  /** In the spaces of the last basis where it told them; else as a new basis, which tells those told before, too. */
  #encode(trials: readonly FinishedTrial[]): Encoded | null {
    const { directionCount, about } = this.#options;
    const own = spacesOf(trials);
    if (this.#spaces !== null && own.every((space) => this.#spaces?.includes(space))) {
      const bytes = encodeTrials(trials, directionCount, { about, spaces: this.#spaces, hasBasis: true });
      return bytes && { bytes, basis: "last" };
    }
    const all = [...new Set([...(this.#spaces ?? []), ...own])];
    const spaces = all.length <= MAX_SPACES ? all : own;
    const bytes = encodeTrials(trials, directionCount, { about, spaces });
    if (bytes === null) return null;
    this.#spaces = spaces;
    return { bytes, basis: "own" };
  }

  #bestOf(trials: readonly FinishedTrial[]): number | null {
    let best: number | null = null;
    let lowest = Number.POSITIVE_INFINITY;
    for (const trial of trials) {
      const loss = this.#options.best.lossOf(trial);
      if (best !== null && !(loss < lowest)) continue;
      if (Number.isNaN(loss)) continue;
      best = trial.values[0] ?? null;
      lowest = loss;
    }
    return best;
  }

  #wakeAt(atMs: number): void {
    if (this.#closed || this.#timerAtMs <= atMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = atMs;
    this.#timer = this.#options.clock.setTimer(atMs - this.#options.clock.nowMs(), () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.flush();
    });
  }
}
