/**
 * Study time: how long a study has been going on, the same for all who take part whatever their clocks are set to. A tab
 * counts it by its own steady clock, and an offset that is the median of what its neighbours and the seed say.
 *
 * Invariant: what is known firmly moves only on the word of two, and no word counts against it that can be explained by
 * the time the answer took. So one liar among three or more voices moves nothing that the honest ones do not. What two have confirmed
 * is a voice itself, and no voice counts that contradicts what most who tell trials bear witness of, while another does not.
 */
import { MAX_STUDY_MS } from "../wire/wire-limits.ts";
import { medianNear } from "./median-near.ts";
import type { Witnessed } from "./trial-witnesses.ts";

/** The seed or a neighbour has answered by then, or there is nobody to ask. */
export const ANSWER_WITHIN_MS = 5_000;
/** Browsers round their clocks, to 100 ms at the coarsest; and small differences are not worth a leap. */
export const SLACK_MS = 100;
/** Back from a sleep a tab has links again by then, or there is nobody whose word could be better than its own. */
export const QUIET_AFTER_SLEEP_MS = 60_000;
/** What is known firmly needs more than one voice against it. */
const VOICES_TO_MOVE = 2;

/**
 * What a participant brings: it begins the study itself, kept it from an earlier visit by a clock that may have been set
 * since, or can only guess.
 */
export interface StudyStart {
  readonly from: "own" | "kept" | "guess";
  readonly studyMs: number;
}

/** Bounds of study time less own time, as one answer proves them if it is true. */
export interface Word {
  readonly lowMs: number;
  readonly highMs: number;
}

/** The answer said `studyMs`, came at `nowMs` of the own clock, and was asked for `tookMs` before: it spoke in between. */
export const wordOf = (studyMs: number, tookMs: number, nowMs: number): Word => ({
  lowMs: studyMs - nowMs,
  highMs: studyMs - nowMs + tookMs,
});

/** What two words of one voice prove together; the newer alone if they contradict each other: it has moved. */
export function bothWords(older: Word | null | undefined, newer: Word): Word {
  if (older === null || older === undefined) return newer;
  const both = { lowMs: Math.max(older.lowMs, newer.lowMs), highMs: Math.min(older.highMs, newer.highMs) };
  return both.lowMs <= both.highMs ? both : newer;
}

/** Whether both can be true, but for what clocks leave open. */
const meet = (a: Word, b: Word): boolean => a.highMs >= b.lowMs - SLACK_MS && a.lowMs <= b.highMs + SLACK_MS;

/** Who contradicts what most bear witness of is left out; where all do and what is known does, too, there is their word alone. */
function credible(words: readonly Word[], witnessed: Witnessed, isWrong: boolean): readonly Word[] {
  const agreeing = words.filter((word) => meet(word, witnessed));
  return isWrong && agreeing.length === 0 ? [{ lowMs: witnessed.lowMs, highMs: witnessed.likelyMs }] : agreeing;
}

/** `slept`: the own clock may have stood still, so that we can only be late. */
type Basis = "firm" | "slept" | "kept" | "guess";

/** Study time as one participant knows it. All times in ms. */
export class StudyTime {
  private askingSinceMs: number | null = null;
  private offsetMs: number;
  private basis: Basis;
  private sleptMs = Number.NEGATIVE_INFINITY;
  /** Somebody was there, or two have said the same: then one's own word counts as another's. */
  private confirmed: boolean;

  constructor(start: StudyStart, nowMs: number) {
    this.offsetMs = start.studyMs - nowMs;
    this.basis = start.from === "own" ? "firm" : start.from;
    this.confirmed = start.from === "own";
  }

  /** From now on neighbours and seed can be heard. */
  ask(nowMs: number): void {
    this.askingSinceMs ??= nowMs;
  }

  /** Null at first: it is wiser to wait until somebody has said it, for ANSWER_WITHIN_MS at most. */
  at(nowMs: number): number | null {
    if ((this.basis === "kept" || this.basis === "guess") && !this.hasAskedInVain(nowMs)) return null;
    return Math.max(0, this.offsetMs + nowMs);
  }

  /** What others are told, in whole ms; null while it is a guess, or nobody has confirmed it after a sleep. */
  toldAt(nowMs: number): number | null {
    const isDoubtful = this.basis === "slept" && nowMs - this.sleptMs < QUIET_AFTER_SLEEP_MS;
    if (this.basis === "guess" || isDoubtful) return null;
    return Math.min(MAX_STUDY_MS, Math.max(0, Math.round(this.offsetMs + nowMs)));
  }

  /** What each voice's words prove, and what trials do. True if the study's beginning has moved, or is firm only now. */
  weigh(all: readonly Word[], nowMs: number, witnessed: Witnessed | null = null): boolean {
    const isWrong = witnessed !== null && !this.agrees(witnessed);
    const words = witnessed === null ? all : credible(all, witnessed, isWrong);
    const needed = this.isFirm(nowMs) && !isWrong ? VOICES_TO_MOVE : 1;
    if (words.length < needed) return false;
    const offsetMs = this.offsetAmong(words, isWrong);
    const isNews = offsetMs !== this.offsetMs || this.basis !== "firm";
    const hasMoved = offsetMs !== this.offsetMs;
    this.offsetMs = offsetMs;
    this.basis = "firm";
    const agreeing = words.filter((word) => this.agrees(word)).length;
    this.confirmed = agreeing >= VOICES_TO_MOVE || (this.confirmed && !hasMoved);
    return isNews;
  }

  private agrees({ lowMs, highMs }: Word): boolean {
    return meet({ lowMs: this.offsetMs, highMs: this.offsetMs }, { lowMs, highMs });
  }

  /** The machine has slept, or its clock was set: the next word counts, as far as it says that we are late. */
  slept(nowMs: number): void {
    this.sleptMs = nowMs;
    if (this.isFirm(nowMs)) this.basis = "slept";
    this.confirmed = false;
  }

  private isFirm(nowMs: number): boolean {
    return this.basis === "firm" || (this.basis === "kept" && this.hasAskedInVain(nowMs));
  }

  private hasAskedInVain(nowMs: number): boolean {
    return this.askingSinceMs !== null && nowMs - this.askingSinceMs >= ANSWER_WITHIN_MS;
  }

  /** `isWrong`: what was known contradicts the trials of most. */
  private offsetAmong(words: readonly Word[], isWrong: boolean): number {
    if (this.basis === "guess" || isWrong) {
      const middles = words.map(({ lowMs, highMs }) => (lowMs + highMs) / 2);
      return medianNear(middles, null);
    }
    const own = this.offsetMs;
    const votes = words.map(({ lowMs, highMs }) => Math.min(Math.max(own, lowMs - SLACK_MS), highMs + SLACK_MS));
    const said = medianNear(this.confirmed ? [...votes, own] : votes, own);
    return this.basis === "slept" && words.length < VOICES_TO_MOVE ? Math.max(own, said) : said;
  }
}
