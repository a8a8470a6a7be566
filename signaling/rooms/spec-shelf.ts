import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "../../study/bytes/base64url.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";

/** 100 of the largest specs, some 20,000 of usual size. */
export const MAX_SHELF_BYTES = 64 << 20;
/** Somebody opens the invite link of the evening before. */
export const KEPT_AFTER_ROOM_MS = 12 * 3_600_000;
/** Parsed specs and the maps around them, beside the bytes. */
const OVERHEAD_BYTES = 2_000;

interface Shelved {
  /** Null: the study is private, and its bytes are sealed. */
  readonly spec: StudySpec | null;
  readonly bytes: Uint8Array;
  /** The one it came from first. */
  readonly publisher: string;
  /** SHA-256 of the objective's text, base64url; null where the study is private. */
  readonly objective: string | null;
  /** When it was brought first. */
  readonly broughtMs: number;
  usedMs: number;
}

/** Who brings the first such study asks for others after this time; who comes later joins it. */
export const AT_ONCE_MS = 300;
/** More than anybody looks through: studies that differ in settings alone. */
export const MAX_ALIKE = 32;

/**
 * The specs of studies somebody works on, and for some hours after. When full, whoever published most loses what was unused
 * for longest: nobody empties the shelf of others.
 */
export class SpecShelf {
  /** In the order of last use. */
  readonly #shelved = new Map<StudyId, Shelved>();
  readonly #pinned = new Map<StudyId, Shelved>();
  #bytes = 0;

  /** Keeps a spec for as long as the shelf exists. */
  pin(studyId: StudyId, spec: StudySpec, bytes: Uint8Array): void {
    this.#pinned.set(studyId, { spec, bytes, publisher: "", objective: objectiveOf(spec), broughtMs: 0, usedMs: 0 });
  }

  /** `bytes` must be the canonical bytes of `spec`, or, where that is null, sealed ones. Whoever brings it again does not become its publisher. */
  put(studyId: StudyId, spec: StudySpec | null, bytes: Uint8Array, network: string, nowMs: number): void {
    if (this.#pinned.has(studyId)) return;
    const before = this.#shelved.get(studyId);
    const publisher = before?.publisher ?? network;
    const objective = before?.objective ?? (spec === null ? null : objectiveOf(spec));
    const broughtMs = before?.broughtMs ?? nowMs;
    this.#drop(studyId);
    this.#shelved.set(studyId, { spec, bytes, publisher, objective, broughtMs, usedMs: nowMs });
    this.#bytes += bytes.length + OVERHEAD_BYTES;
    while (this.#bytes > MAX_SHELF_BYTES) this.#dropOldestOfLargest();
  }

  find(studyId: StudyId): Pick<Shelved, "spec" | "bytes" | "publisher"> | null {
    return this.#pinned.get(studyId) ?? this.#shelved.get(studyId) ?? null;
  }

  /**
   * Studies anybody may join whose objective has this text, by its hash; at most MAX_ALIKE. First those brought at once with the first, the
   * lowest id before: whoever asks AT_ONCE_MS after bringing one finds the same first as all others. Then the later ones as they came.
   */
  withObjective(hash: string): StudyId[] {
    const alike = [...this.#pinned, ...this.#shelved].filter(([, { objective }]) => objective === hash);
    const firstMs = Math.min(...alike.map(([, { broughtMs }]) => broughtMs));
    return alike
      .map(([studyId, { broughtMs }]) => ({ studyId, atMs: broughtMs < firstMs + AT_ONCE_MS ? firstMs : broughtMs }))
      .sort((a, b) => a.atMs - b.atMs || (a.studyId < b.studyId ? -1 : 1))
      .slice(0, MAX_ALIKE)
      .map(({ studyId }) => studyId);
  }

  /** Somebody works on the study or asks for it: it is kept from now on for KEPT_AFTER_ROOM_MS. */
  touch(studyId: StudyId, nowMs: number): void {
    const shelved = this.#shelved.get(studyId);
    if (shelved === undefined) return;
    shelved.usedMs = nowMs;
    this.#shelved.delete(studyId);
    this.#shelved.set(studyId, shelved);
  }

  expire(nowMs: number): void {
    for (const [studyId, { usedMs }] of this.#shelved) {
      if (nowMs - usedMs < KEPT_AFTER_ROOM_MS) break;
      this.#drop(studyId);
    }
  }

  heldBytes(): number {
    return this.#bytes;
  }

  #dropOldestOfLargest(): void {
    const byPublisher = new Map<string, number>();
    for (const { publisher, bytes } of this.#shelved.values()) {
      byPublisher.set(publisher, (byPublisher.get(publisher) ?? 0) + bytes.length + OVERHEAD_BYTES);
    }
    const [largest] = [...byPublisher].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
    for (const [studyId, { publisher }] of this.#shelved) {
      if (publisher !== largest) continue;
      this.#drop(studyId);
      return;
    }
  }

  #drop(studyId: StudyId): void {
    const shelved = this.#shelved.get(studyId);
    if (shelved === undefined) return;
    this.#shelved.delete(studyId);
    this.#bytes -= shelved.bytes.length + OVERHEAD_BYTES;
  }
}

const objectiveOf = ({ objective }: StudySpec): string => base64url(sha256(utf8ToBytes(objective.source)));
