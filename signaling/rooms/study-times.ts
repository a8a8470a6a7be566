import { SleepWatch } from "../../agent/link/sleep-watch.ts";
import type { DatedClock } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import { medianNear } from "../../swarm/time/median-near.ts";

/** As many rooms as there can be, and as many specs on the shelf without one: a few megabytes. */
export const MAX_STUDY_TIMES = 40_000;
/** What is known of a study needs more than one member against it. */
const MEMBERS_TO_MOVE = 2;

interface Beginning {
  atMs: number;
  /** A member has said so; else it is only when this seed got the spec. */
  said: boolean;
}

/** When each study began, by the seed's own clock, as its members say: so that a newcomer hears it of somebody else, too. */
export class StudyTimes {
  readonly #beginnings = new Map<StudyId, Beginning>();
  readonly #clock: DatedClock;
  readonly #sleep: SleepWatch;

  constructor(clock: DatedClock) {
    this.#clock = clock;
    this.#sleep = new SleepWatch(clock);
  }

  /** The spec is here for the first time: a study that nobody has begun elsewhere begins now. */
  begin(studyId: StudyId): void {
    if (!this.#beginnings.has(studyId)) this.#keep(studyId, { atMs: this.#clock.nowMs(), said: false });
  }

  /**
   * How long the study has been going on, in whole ms. `beginnings`: when it began, as the member that asks and some
   * others say, by this seed's clock.
   */
  ask(studyId: StudyId, beginnings: readonly number[]): number | undefined {
    // The members' clocks may have gone on while this one stood still.
    if (this.#sleep.hasSlept()) this.#beginnings.clear();
    const known = this.#beginnings.get(studyId);
    if (beginnings.length > 0 && (known === undefined || !known.said)) {
      this.#keep(studyId, { atMs: medianNear(beginnings, null), said: true });
    } else if (known !== undefined && beginnings.length >= MEMBERS_TO_MOVE) {
      // What was known before is a voice as any other.
      known.atMs = medianNear([...beginnings, known.atMs], known.atMs);
    }
    const began = this.#beginnings.get(studyId);
    return began && Math.max(0, Math.round(this.#clock.nowMs() - began.atMs));
  }

  /** Forgets what nobody will ask for. */
  keepOnly(isKnown: (studyId: StudyId) => boolean): void {
    for (const studyId of this.#beginnings.keys()) if (!isKnown(studyId)) this.#beginnings.delete(studyId);
  }

  #keep(studyId: StudyId, beginning: Beginning): void {
    if (this.#beginnings.size < MAX_STUDY_TIMES || this.#beginnings.has(studyId)) {
      this.#beginnings.set(studyId, beginning);
    }
  }
}
