import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../study/trial/trial.ts";
import type { Membership, OwnTrialsChunk, SegmentStore } from "../ports.ts";
import { MemoryOwnTrials } from "./memory-own-trials.ts";
import { logOfKey } from "./segment-key.ts";

/** Keeps segments as long as the program lives: for tests, for private windows where IndexedDB is refused. */
export class MemorySegmentStore implements SegmentStore {
  readonly #studies = new Map<StudyId, Map<string, Uint8Array>>();
  readonly #evidence = new Map<StudyId, Uint8Array>();
  readonly #memberships = new Map<StudyId, Membership>();
  readonly #own: MemoryOwnTrials;

  /** `maxOwnBytes`: of own trials of all studies together. */
  constructor(maxOwnBytes = Number.POSITIVE_INFINITY) {
    this.#own = new MemoryOwnTrials(maxOwnBytes);
  }

  async appendSegments(
    studyId: StudyId,
    segments: readonly { readonly key: string; readonly bytes: Uint8Array }[],
  ): Promise<void> {
    const held = this.#studies.get(studyId) ?? new Map<string, Uint8Array>();
    this.#studies.set(studyId, held);
    for (const { key, bytes } of segments) if (!held.has(key)) held.set(key, bytes.slice());
  }

  async loadSegments(studyId: StudyId): Promise<Uint8Array[]> {
    return [...(this.#studies.get(studyId)?.values() ?? [])].map((bytes) => bytes.slice());
  }

  async dropLogs(studyId: StudyId, logs: ReadonlySet<LogId>): Promise<void> {
    const held = this.#studies.get(studyId);
    for (const key of held?.keys() ?? []) if (logs.has(logOfKey(key))) held?.delete(key);
    this.#own.dropLogs(studyId, logs);
  }

  async dropSegments(studyId: StudyId, keys: ReadonlySet<string>): Promise<void> {
    const held = this.#studies.get(studyId);
    for (const key of keys) held?.delete(key);
  }

  async appendOwnTrials(studyId: StudyId, chunk: OwnTrialsChunk, instead?: readonly number[]): Promise<number | null> {
    return this.#own.append(studyId, chunk, instead);
  }

  async loadOwnTrials(studyId: StudyId) {
    return this.#own.load(studyId);
  }

  async dropOwnTrials(studyId: StudyId, ids: readonly number[]): Promise<void> {
    this.#own.drop(studyId, ids);
  }

  async dropStudy(studyId: StudyId): Promise<void> {
    this.#studies.delete(studyId);
    this.#evidence.delete(studyId);
    this.#memberships.delete(studyId);
    this.#own.dropStudy(studyId);
  }

  async saveEvidence(studyId: StudyId, bytes: Uint8Array): Promise<void> {
    this.#evidence.set(studyId, bytes.slice());
  }

  async loadEvidence(studyId: StudyId): Promise<Uint8Array | null> {
    return this.#evidence.get(studyId)?.slice() ?? null;
  }

  async saveMembership(membership: Membership): Promise<void> {
    this.#memberships.set(membership.studyId, membership);
  }

  async loadMemberships(): Promise<Membership[]> {
    return [...this.#memberships.values()];
  }
}
