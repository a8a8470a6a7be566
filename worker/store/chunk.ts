import type { StudyId } from "../../study/spec/spec.ts";

/** A signed segment as it is stored: `key` as `segmentKey` makes it. */
export interface StoredSegment {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Index key of the chunks: own and others' work apart, small ones are merged. IndexedDB has no booleans as keys. */
export type ChunkKind = [studyId: StudyId, own: 0 | 1, small: 0 | 1];

/** Many segments in one record, back to back in `bytes`; segment i ends before `ends[i]`. */
export interface NewChunk {
  readonly studyId: StudyId;
  readonly own: 0 | 1;
  readonly small: 0 | 1;
  readonly keys: readonly string[];
  readonly ends: readonly number[];
  readonly bytes: Uint8Array;
}
/** `id` ascends in the order of writing: the age. The database gives it. */
export interface Chunk extends NewChunk {
  readonly id?: number;
}

/** 1 MiB: some 10,000 trials; a larger record would be a long copy on the way in and out. */
export const FULL_CHUNK_BYTES = 1 << 20;

/** Packs segments into as few chunks as `FULL_CHUNK_BYTES` allows; a repeated key is stored once. Order is kept. */
export function packChunks(studyId: StudyId, own: boolean, segments: readonly StoredSegment[]): NewChunk[] {
  const chunks: NewChunk[] = [];
  const seen = new Set<string>();
  let batch: StoredSegment[] = [];
  let sizeBytes = 0;
  const close = (): void => {
    if (batch.length > 0) chunks.push(pack(studyId, own, batch, sizeBytes));
    batch = [];
    sizeBytes = 0;
  };
  for (const segment of segments) {
    if (seen.has(segment.key)) continue;
    seen.add(segment.key);
    if (sizeBytes + segment.bytes.length > FULL_CHUNK_BYTES) close();
    batch.push(segment);
    sizeBytes += segment.bytes.length;
  }
  close();
  return chunks;
}

/** The chunk without the segments that have such a key; null if none remain, the chunk itself if it has none of them. */
export function without(chunk: Chunk, isUnwanted: (key: string) => boolean): Chunk | null {
  if (!chunk.keys.some(isUnwanted)) return chunk;
  const kept = unpackChunk(chunk).filter(({ key }) => !isUnwanted(key));
  if (kept.length === 0) return null;
  const sizeBytes = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const packed = pack(chunk.studyId, chunk.own === 1, kept, sizeBytes);
  return chunk.id === undefined ? packed : { ...packed, id: chunk.id };
}

function pack(studyId: StudyId, own: boolean, batch: readonly StoredSegment[], sizeBytes: number): NewChunk {
  const bytes = new Uint8Array(sizeBytes);
  const ends: number[] = [];
  let end = 0;
  for (const segment of batch) {
    bytes.set(segment.bytes, end);
    end += segment.bytes.length;
    ends.push(end);
  }
  const small = sizeBytes < FULL_CHUNK_BYTES / 2 ? 1 : 0;
  return { studyId, own: own ? 1 : 0, small, keys: batch.map((segment) => segment.key), ends, bytes };
}

/** The segments of a chunk, as views of its bytes. */
export function unpackChunk(chunk: NewChunk): StoredSegment[] {
  return chunk.keys.map((key, i) => ({
    key,
    bytes: chunk.bytes.subarray(i === 0 ? 0 : chunk.ends[i - 1], chunk.ends[i]),
  }));
}
