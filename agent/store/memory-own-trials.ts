import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../study/trial/trial.ts";
import type { OwnTrialsChunk } from "../ports.ts";

/** Chunks of own trials in memory, up to so many bytes. */
export class MemoryOwnTrials {
  readonly #studies = new Map<StudyId, Map<number, OwnTrialsChunk>>();
  readonly #maxBytes: number;
  #bytes = 0;
  #nextId = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(studyId: StudyId, chunk: OwnTrialsChunk, instead: readonly number[] = []): number | null {
    const held = this.#studies.get(studyId) ?? new Map<number, OwnTrialsChunk>();
    if (instead.some((id) => !held.has(id))) return null;
    const freed = instead.reduce((sum, id) => sum + (held.get(id)?.bytes.length ?? 0), 0);
    if (this.#bytes - freed + chunk.bytes.length > this.#maxBytes) return null;
    this.#studies.set(studyId, held);
    this.drop(studyId, instead);
    const id = this.#nextId++;
    held.set(id, { ...chunk, bytes: chunk.bytes.slice() });
    this.#bytes += chunk.bytes.length;
    return id;
  }

  load(studyId: StudyId): (OwnTrialsChunk & { readonly id: number })[] {
    return [...(this.#studies.get(studyId) ?? [])]
      .map(([id, { log, order, bytes }]) => ({ id, log, order, bytes: bytes.slice() }))
      .sort((a, b) => a.order - b.order);
  }

  drop(studyId: StudyId, ids: Iterable<number>): void {
    const held = this.#studies.get(studyId);
    for (const id of ids) {
      this.#bytes -= held?.get(id)?.bytes.length ?? 0;
      held?.delete(id);
    }
  }

  dropLogs(studyId: StudyId, logs: ReadonlySet<LogId>): void {
    const chunks = [...(this.#studies.get(studyId) ?? [])];
    this.drop(
      studyId,
      chunks.flatMap(([id, { log }]) => (logs.has(log) ? [id] : [])),
    );
  }

  dropStudy(studyId: StudyId): void {
    this.drop(studyId, [...(this.#studies.get(studyId)?.keys() ?? [])]);
    this.#studies.delete(studyId);
  }
}
