import type { Contribution, DatedClock, Membership, StoredMembership } from "../../agent/ports.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { StudySecret } from "../../study/spec/study-secret.ts";
import type { KeptStore } from "../store/kept-store.ts";
import { MAX_FORMER_STUDIES } from "./engine-api.ts";
import { type FormerStudy, formerStudies } from "./former-studies.ts";
import { isWhole, toResume } from "./resumption.ts";
import type { TabStudy } from "./tab-memory.ts";

export interface MembershipsParts {
  readonly store: KeptStore;
  readonly clock: DatedClock;
  /** Studies that other tabs of this profile take part in now. */
  readonly studiesElsewhere: () => Promise<ReadonlySet<StudyId>>;
  /** The same without asking anybody, for a tab that must not take a busy one for gone; absent where that cannot be told. */
  readonly studiesHeldElsewhere?: () => Promise<ReadonlySet<StudyId>>;
  /** What this very tab took part in before it was reloaded; nothing in a new tab. */
  readonly recalled?: readonly TabStudy[];
  /** Told of what this tab takes part in whenever that changes, for its next load. */
  readonly onOwnStudies?: (studies: readonly TabStudy[]) => void;
}

/** The studies that this profile takes part in or has left, as this tab knows them and as its browser keeps them. */
export class Memberships {
  readonly #parts: MembershipsParts;
  readonly #known = new Map<StudyId, Membership>();
  /** What this tab takes part in, also where it could not be taken up again yet. */
  readonly #own: Map<StudyId, TabStudy>;
  #elsewhere: ReadonlySet<StudyId> = new Set();

  constructor(parts: MembershipsParts) {
    this.#parts = parts;
    this.#own = new Map(parts.recalled?.map((study) => [study.studyId, study]));
  }

  /** What this tab takes up when its page has loaded. */
  async load(): Promise<readonly StoredMembership[]> {
    const stored = await this.#parts.store.loadMemberships();
    for (const membership of stored) if (isWhole(membership)) this.#known.set(membership.studyId, membership);
    if (this.#own.size === 0 && stored.every(({ state }) => state === "left")) return [];
    return toResume(stored, [...this.#own.values()], await this.lookElsewhere(), this.#parts.clock.wallMs());
  }

  get(studyId: StudyId): Membership | undefined {
    return this.#known.get(studyId);
  }

  /** What other tabs of the profile take part in now, also those that are too busy to answer. */
  async lookElsewhere(): Promise<ReadonlySet<StudyId>> {
    const [answered, held] = await Promise.all([this.#parts.studiesElsewhere(), this.#parts.studiesHeldElsewhere?.()]);
    this.#elsewhere = new Set([...answered, ...(held ?? [])]);
    return this.#elsewhere;
  }

  /** Whether another tab took part when this one last looked. */
  isElsewhere(studyId: StudyId): boolean {
    return this.#elsewhere.has(studyId);
  }

  /** Of somebody who joins now, with what is kept of an earlier part in the study. */
  begin(studyId: StudyId, spec: StudySpec, cores: number, secret: StudySecret | null = null): Membership {
    const { beganMs, addedRounds = 0, names = [], uploadBytesPerSecond } = this.#known.get(studyId) ?? {};
    const joinedMs = this.#parts.clock.wallMs();
    const state = cores > 0 ? "running" : "watching";
    const membership: Membership = { studyId, spec, cores, state, joinedMs, addedRounds, names };
    return {
      ...membership,
      ...(secret === null ? {} : { secret }),
      ...(beganMs === undefined ? {} : { beganMs }),
      ...(uploadBytesPerSecond === undefined ? {} : { uploadBytesPerSecond }),
    };
  }

  /** Kept soon: nobody waits for the disk to begin or to stop. */
  remember(membership: Membership): void {
    const { studyId, state, cores } = membership;
    this.#known.set(studyId, membership);
    if (state !== "left") this.#own.set(studyId, { studyId, state, cores });
    this.#tellOwnStudies();
    void this.#keep(membership);
  }

  /** This tab takes no part any more, whatever becomes of the profile's. */
  partFrom(studyId: StudyId): void {
    this.#own.delete(studyId);
    this.#tellOwnStudies();
  }

  /**
   * This tab has left. The profile has too, unless another tab of it goes on: that one's next visit finds the study. Whether one
   * does takes a while to learn, in which this page may be reloaded: so what is kept says that the study was left, until then.
   */
  async leave(membership: Membership, contributed: Contribution): Promise<void> {
    const { studyId } = membership;
    const left: Membership = { ...membership, state: "left" };
    this.#known.set(studyId, left);
    const leaving = { ...left, contributed };
    const before = this.#parts.store.replaceMembership(leaving);
    // Only who answers goes on: another that leaves at the same time still holds its lock.
    this.#elsewhere = await this.#parts.studiesElsewhere();
    const isElsewhere = this.#elsewhere.has(studyId);
    const kept = await before;
    if (isElsewhere) {
      // Of several that left one after the other, an earlier one's leaving says nothing of the tab that goes on.
      const goesOn = kept !== null && isWhole(kept) && kept.state !== "left" ? kept : membership;
      return this.#parts.store.putBackMembership(goesOn, leaving);
    }
    this.#known.set(studyId, leaving);
    for (const former of this.former().slice(MAX_FORMER_STUDIES)) await this.drop(former.studyId);
  }

  /** Keeps nothing more of a study, unless another tab of the profile takes part in it. */
  async drop(studyId: StudyId): Promise<void> {
    this.#known.delete(studyId);
    if (!(await this.lookElsewhere()).has(studyId)) await this.#parts.store.dropStudy(studyId);
  }

  /** What the profile takes part in, in this tab or in others. */
  get current(): readonly Membership[] {
    return [...this.#known.values()].filter(({ state, studyId }) => state !== "left" || this.#elsewhere.has(studyId));
  }

  /** Whether only other tabs of the profile take part. */
  isOnlyElsewhere(studyId: StudyId): boolean {
    return !this.#own.has(studyId) && this.#elsewhere.has(studyId);
  }

  /** What the profile has left, the last one first. */
  former(): readonly FormerStudy[] {
    return formerStudies(this.#known.values());
  }

  #tellOwnStudies(): void {
    this.#parts.onOwnStudies?.([...this.#own.values()]);
  }

  /** Never rejects. */
  async #keep(membership: Membership): Promise<void> {
    try {
      await this.#parts.store.saveMembership(membership);
    } catch (error) {
      console.warn("The membership was not kept.", error);
    }
  }
}
