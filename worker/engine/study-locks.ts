import type { StudyId } from "../../study/spec/spec.ts";

/** As much of `navigator.locks` as is needed; null where the browser has none, as on plain http. */
export type Locks = Pick<LockManager, "request" | "query">;

/**
 * Shows the other tabs of this profile, without asking them, which studies this one takes part in: a lock goes with its tab,
 * and a tab that is too busy to answer still holds its own.
 */
export class StudyLocks {
  readonly #locks: Locks | null;
  readonly #prefix: string;
  readonly #release = new Map<StudyId, () => void>();

  /** `profile`: a browser may have several, one for each seed, and what one of them does is no other's. */
  constructor(locks: Locks | null, profile: string) {
    this.#locks = locks;
    this.#prefix = `${profile} study `;
  }

  /** Holds the locks of exactly these studies from now on. */
  hold(studies: readonly StudyId[]): void {
    for (const [studyId, release] of this.#release) {
      if (studies.includes(studyId)) continue;
      this.#release.delete(studyId);
      release();
    }
    for (const studyId of studies) if (!this.#release.has(studyId)) this.#take(studyId);
  }

  /** Studies whose locks other tabs hold now. Never rejects. */
  async elsewhere(): Promise<ReadonlySet<StudyId>> {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      const names = held.flatMap(({ name }) =>
        name?.startsWith(this.#prefix) ? [name.slice(this.#prefix.length)] : [],
      );
      const others = (studyId: StudyId): number =>
        names.filter((name) => name === studyId).length - (this.#release.has(studyId) ? 1 : 0);
      return new Set(names.filter((studyId) => others(studyId) > 0));
    } catch (error) {
      console.info("Other tabs' locks cannot be read; they are asked instead.", error);
      return new Set();
    }
  }

  #take(studyId: StudyId): void {
    const until = new Promise<void>((resolve) => this.#release.set(studyId, resolve));
    this.#locks
      ?.request(`${this.#prefix}${studyId}`, { mode: "shared" }, () => until)
      .catch((error: unknown) => console.info("This tab's part in a study is not shown to others by a lock.", error));
  }
}
