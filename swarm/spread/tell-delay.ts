import type { LogId } from "../ids.ts";
import { UPLOAD_BYTES_PER_SECOND } from "../link/upload.ts";
import { MAX_LEVEL } from "../log/levels.ts";

/** Nobody sees a shorter one. */
export const MIN_TELL_DELAY_MS = 250;
/** What a person sees of others' trials is no older, and counts and bests are not held back at all. */
export const MAX_TELL_DELAY_MS = 30_000;
/** Sent for a segment beside its trials: envelope and signature, its key over five links, what comes twice. */
const SEGMENT_BYTES = 200;
/** What all tabs tell has half of what a tab sends; the rest is for bests, statuses and whoever asks. */
const SHARE = 0.5;
/** Envelopes may cost so much in any case; */
const FREE_BYTES_PER_SECOND = 3_000;
/** so few with a trial a second need not wait for each other, who send far less than they may. What they may goes down as they become twice as many. */
const FEW_TABS = 32;
/** Beyond, so much of what the trials themselves cost. */
const ENVELOPE_SHARE = 0.4;
/** What is told beyond this much of what a tab sends is sampled: the rest is for bests, statuses and control. */
const FLOOR_SHARE = 0.75;
/** Of many those cost more. */
const FLOOR_SHARE_OF_MANY = 0.625;
/** A sample that is too small by so much is made larger, */
const FLOOR_SLACK = 0.7;
/** if it has been for so long: tabs of which some send all and some a sample ask each other for the difference. */
const FLOOR_LIFE_MS = 30_000;
/** More often no tab tells. */
const MOST_PER_SECOND = 1_000 / MIN_TELL_DELAY_MS;
/** Whoever told within twice the longest delay tells again. */
const TELLER_MS = 2 * MAX_TELL_DELAY_MS;
const MAX_TELLERS = 20_000;
/** The rate is an average over about so long. */
const RATE_MS = 30_000;
/** Where it has risen to more than twice that, one over so long: what all tell at once is soon known to be too much. */
const RISING_MS = 4_000;
const RISING_FACTOR = 2;
/** What is sampled of many is decided by one over so long: longer, and a crowd that begins sends twice what it may until then. */
const FLOOR_RATE_MS = 8_000;
/** And the size of a segment one over so many; */
const SIZES = 256;
/** of what is sampled over fewer: of a crowd that begins they soon grow. */
const SIZES_FOR_FLOOR = 64;
/** So few are counted each time. */
const FEW_TELLERS = 64;
/** Asked for at every trial that ends here; in a large swarm it takes a while to count. */
const AGAIN_MS = 1_000;

/** What is known before anybody tells. */
export interface Beginning {
  /** Others who are there: all of them may be about to tell. */
  readonly others: () => number;
  /** From 0 to 1, another one for each tab: of the wait before the first telling this much. */
  readonly share: number;
}

const ALONE: Beginning = { others: () => 0, share: 0 };

/**
 * How long a tab's trials wait for each other before they are told, so that the segments of all tabs fit what each of them
 * passes on. Every tab hears the same, and so waits as long. Who has told nothing for a while has perhaps begun together with
 * everybody, of whom nothing has been heard yet: it waits for a share of what as many would have to.
 */
export class TellDelay {
  private readonly beginning: Beginning;
  private toldMs = Number.NEGATIVE_INFINITY;
  /** How long each log was when it last grew, and when that was: the last to grow last. */
  private readonly tellers = new Map<LogId, { readonly length: number; readonly grownMs: number }>();
  private readonly startMs: number;
  private last = { atMs: Number.NEGATIVE_INFINITY, delayMs: MIN_TELL_DELAY_MS };
  private lastFloor = 0;
  /** When it was last too low, or just enough. */
  private neededMs = Number.NEGATIVE_INFINITY;
  private counted = { atMs: Number.NEGATIVE_INFINITY, count: 0 };
  private segments = 0;
  private segmentsLately = 0;
  private segmentsForFloor = 0;
  private atMs: number;
  private readonly trials = new Mean();
  private readonly trialBytes = new Mean();
  private readonly bytesForFloor = new Mean(SIZES_FOR_FLOOR);

  constructor(nowMs: number, beginning = ALONE) {
    this.beginning = beginning;
    this.startMs = nowMs;
    this.atMs = nowMs;
  }

  /** The log is so long now, whether we hold what it grew by or not. */
  grown(log: LogId, length: number, nowMs: number): void {
    this.fade(nowMs);
    const before = this.tellers.get(log);
    // What a log had told before it was heard of was not told now.
    const more = before === undefined ? Number(length === 1) : length - before.length;
    if (before !== undefined && more <= 0) return;
    this.segments += more;
    this.segmentsLately += more;
    this.segmentsForFloor += more;
    this.tellers.delete(log);
    this.tellers.set(log, { length, grownMs: more > 0 ? nowMs : Number.NEGATIVE_INFINITY });
    if (this.tellers.size > MAX_TELLERS) this.forgetFirst();
  }

  /** A segment that is no best came. */
  came(trials: number, trialBytes: number): void {
    this.trials.add(trials);
    this.trialBytes.add(trialBytes);
    this.bytesForFloor.add(trialBytes);
  }

  /** Trials of our own have been told that are no best. */
  told(nowMs: number): void {
    this.toldMs = nowMs;
  }

  /** 250 ms while few tell, at most 30 s. */
  delayMs(nowMs: number): number {
    if (nowMs - this.last.atMs >= AGAIN_MS) this.last = { atMs: nowMs, delayMs: this.measure(nowMs) };
    return nowMs - this.toldMs < TELLER_MS ? this.last.delayMs : Math.max(this.last.delayMs, this.firstDelayMs());
  }

  /**
   * The level of the largest sample of all segments that every tab can pass on: 0, all of them, unless more is told for half
   * a minute, by many for some seconds.
   */
  floor(nowMs: number): number {
    this.fade(nowMs);
    const count = this.count(nowMs);
    if (count < 2) return (this.lastFloor = 0);
    // To all but whoever told it, once each.
    const perSegment = (this.bytesForFloor.value + SEGMENT_BYTES) * (1 - 1 / count);
    const inAll = (1_000 * perSegment * this.segments) / RATE_MS / UPLOAD_BYTES_PER_SECOND;
    // A burst of few is passed on whole.
    if (count < FEW_TELLERS) {
      this.raise(inAll / FLOOR_SHARE);
      return this.lower(inAll / FLOOR_SHARE);
    }
    const lately = (1_000 * perSegment * this.mostOfMany()) / UPLOAD_BYTES_PER_SECOND;
    const before = this.lastFloor;
    const raised = this.raise(lately / FLOOR_SHARE_OF_MANY);
    const usual = inAll / FLOOR_SHARE_OF_MANY;
    if (raised > before || usual >= FLOOR_SLACK * 2 ** (raised - 1)) this.neededMs = nowMs;
    return nowMs - this.neededMs < FLOOR_LIFE_MS ? raised : this.lower(usual);
  }

  /** `sent`: times what there is for it. */
  private raise(sent: number): number {
    while (sent > 2 ** this.lastFloor && this.lastFloor < MAX_LEVEL) this.lastFloor += 1;
    return this.lastFloor;
  }

  private lower(sent: number): number {
    while (this.lastFloor > 0 && sent < FLOOR_SLACK * 2 ** (this.lastFloor - 1)) this.lastFloor -= 1;
    return this.lastFloor;
  }

  private firstDelayMs(): number {
    const { others, share } = this.beginning;
    const count = 1 + others();
    const undelayed = count * SEGMENT_BYTES;
    const free = freeBytesPerSecond(count);
    if (undelayed <= free) return MIN_TELL_DELAY_MS;
    return Math.ceil(share * Math.min(MAX_TELL_DELAY_MS, (1_000 * undelayed) / free));
  }

  private measure(nowMs: number): number {
    this.fade(nowMs);
    const segments = this.segmentsPerSecond(nowMs);
    const trialBytes = segments * this.trialBytes.value;
    const count = this.count(nowMs);
    const undelayed = Math.min(count * MOST_PER_SECOND, segments * this.trials.value) * SEGMENT_BYTES;
    const left = SHARE * UPLOAD_BYTES_PER_SECOND - trialBytes;
    // Of many who begin a few have been heard of at first.
    const free = freeBytesPerSecond(Math.max(count, 1 + this.beginning.others()));
    const allowed = Math.min(left, Math.max(free, ENVELOPE_SHARE * trialBytes));
    if (undelayed <= allowed) return MIN_TELL_DELAY_MS;
    // A fraction of a millisecond no timer can wait.
    const delayMs = Math.ceil((1_000 * count * SEGMENT_BYTES) / Math.max(1, allowed));
    return Math.min(MAX_TELL_DELAY_MS, Math.max(MIN_TELL_DELAY_MS, delayMs));
  }

  private segmentsPerSecond(nowMs: number): number {
    const agedMs = Math.max(MIN_TELL_DELAY_MS, nowMs - this.startMs);
    const usual = (1_000 * this.segments) / Math.min(RATE_MS, agedMs);
    const lately = (1_000 * this.segmentsLately) / Math.min(RISING_MS, agedMs);
    return lately > RISING_FACTOR * usual ? lately : usual;
  }

  /** Segments in a millisecond: what rises by much is not to be sent before it is known. Tabs that wait for each other tell in bursts, too. */
  private mostOfMany(): number {
    return Math.max(this.segmentsForFloor / FLOOR_RATE_MS, this.segmentsLately / RISING_MS / RISING_FACTOR);
  }

  /** Logs that told lately, as of the last second where they are many. */
  private count(nowMs: number): number {
    const isOld = nowMs - this.counted.atMs >= AGAIN_MS || this.tellers.size < FEW_TELLERS;
    if (!isOld) return this.counted.count;
    let count = 0;
    for (const { grownMs } of this.tellers.values()) if (nowMs - grownMs < TELLER_MS) count += 1;
    this.counted = { atMs: nowMs, count };
    return count;
  }

  private fade(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.atMs);
    this.segments *= Math.exp(-passedMs / RATE_MS);
    this.segmentsLately *= Math.exp(-passedMs / RISING_MS);
    this.segmentsForFloor *= Math.exp(-passedMs / FLOOR_RATE_MS);
    this.atMs = Math.max(this.atMs, nowMs);
  }

  private forgetFirst(): void {
    const first = this.tellers.keys().next();
    if (first.done !== true) this.tellers.delete(first.value);
  }
}

/** For the envelopes of so many tabs. */
const freeBytesPerSecond = (count: number): number =>
  Math.max(FREE_BYTES_PER_SECOND, FEW_TABS * SEGMENT_BYTES * Math.min(1, FEW_TABS / count));

/** Of what was added lately. */
class Mean {
  private weight = 0;
  private sum = 0;
  private readonly most: number;

  constructor(most = SIZES) {
    this.most = most;
  }

  add(value: number): void {
    this.sum += (value - this.sum) / Math.min(this.most, ++this.weight);
  }

  get value(): number {
    return this.sum;
  }
}
