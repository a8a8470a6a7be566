import type { PeerId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { bothWords, type StudyStart, StudyTime, type Word, wordOf } from "./study-time.ts";
import { TrialWitnesses } from "./trial-witnesses.ts";

/** The author has begun the study: its word is worth three. */
const AUTHORS_FURTHER_VOICES = 2;

/** Asks the neighbours and the seed how long the study has been going on, and tells them. One key is one voice. */
export class Timekeeper {
  private readonly around: Surroundings;
  private readonly time: StudyTime;
  private words = new WeakMap<Link, Word>();
  private seedsWord: Word | null = null;
  private readonly witnesses: TrialWitnesses;
  /** By this very clock the study began: whatever others say. */
  private isCertain: boolean;
  private readonly author: PeerId | null;

  /** `author`: of the study. */
  constructor(around: Surroundings, start: StudyStart, author: PeerId | null) {
    this.around = around;
    this.isCertain = start.from === "own";
    this.author = author;
    this.witnesses = new TrialWitnesses(author);
    this.time = new StudyTime(start, around.outerMs);
  }

  tick(): void {
    this.time.ask(this.around.outerMs);
  }

  /** As `StudyTime.at`, by the clock that the events come with. */
  at(outerMs: number): number | null {
    return this.time.at(outerMs);
  }

  toldAt(outerMs: number): number | null {
    return this.time.toldAt(outerMs);
  }

  neighbourSaid(link: Link, studyMs: number, tookMs: number): void {
    this.words.set(link, bothWords(this.words.get(link), wordOf(studyMs, tookMs, this.around.outerMs)));
    this.weigh();
  }

  seedSaid(studyMs: number, tookMs: number): void {
    this.seedsWord = bothWords(this.seedsWord, wordOf(studyMs, tookMs, this.around.outerMs));
    this.weigh();
  }

  /** A trial of `author` that was heard now ended at `endedMs` of study time, by its word, and took `tookMs`. */
  trialSaid(author: PeerId, endedMs: number, tookMs: number): void {
    this.witnesses.heard(author, endedMs, tookMs, this.around.outerMs);
  }

  /** What was said before was said by a clock that may have stood still since. */
  slept(): void {
    this.words = new WeakMap();
    this.seedsWord = null;
    this.witnesses.forget();
    this.isCertain = false;
    this.time.slept(this.around.outerMs);
  }

  private weigh(): void {
    if (this.isCertain) return;
    const voices = new Map<PeerId, Word>();
    for (const link of this.around.openLinks()) {
      const word = this.words.get(link);
      if (word !== undefined) voices.set(link.handshake.peer, word);
    }
    const words = [...voices.values(), ...(this.seedsWord === null ? [] : [this.seedsWord])];
    const authors = this.author === null ? undefined : voices.get(this.author);
    if (authors !== undefined) words.push(...Array.from({ length: AUTHORS_FURTHER_VOICES }, () => authors));
    if (this.time.weigh(words, this.around.outerMs, this.witnesses.bounds)) this.around.emit({ type: "studyTime" });
  }
}
