import type { PeerId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { bothWords, type StudyStart, StudyTime, type Word, wordOf } from "./study-time.ts";

/** Asks the neighbours and the seed how long the study has been going on, and tells them. One key is one voice. */
export class Timekeeper {
  private readonly around: Surroundings;
  private readonly time: StudyTime;
  private words = new WeakMap<Link, Word>();
  private seedsWord: Word | null = null;

  constructor(around: Surroundings, start: StudyStart) {
    this.around = around;
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

  /** What was said before was said by a clock that may have stood still since. */
  slept(): void {
    this.words = new WeakMap();
    this.seedsWord = null;
    this.time.slept(this.around.outerMs);
  }

  private weigh(): void {
    const voices = new Map<PeerId, Word>();
    for (const link of this.around.openLinks()) {
      const word = this.words.get(link);
      if (word !== undefined) voices.set(link.handshake.peer, word);
    }
    const words = [...voices.values(), ...(this.seedsWord === null ? [] : [this.seedsWord])];
    if (this.time.weigh(words, this.around.outerMs)) this.around.emit({ type: "studyTime" });
  }
}
