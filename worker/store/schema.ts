import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { Membership, OwnTrialsChunk } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { Chunk, ChunkKind } from "./chunk.ts";
import type { StoredProfile } from "./stored-records.ts";

/** What a browser profile keeps; both tabs of a profile share it. What is read is checked (`stored-records.ts`). */
export interface WaggleSchema extends DBSchema {
  profile: { key: "self"; value: StoredProfile };
  memberships: { key: StudyId; value: Membership };
  /** Signed segments, many to a record: a put costs the same for one and for a thousand. */
  chunks: { key: number; value: Chunk; indexes: { kind: ChunkKind } };
  /** What this profile computed itself, told or not (`own-trials-table.ts`). */
  own: { key: number; value: OwnRecord; indexes: { studyId: StudyId } };
  /** Notes and proofs of a study: one record, which the next replaces. */
  evidence: { key: StudyId; value: StoredEvidence };
  /** What the person has to be told once, whichever of the tabs they look at. */
  notices: { key: "first-format"; value: FirstFormatNotice };
}

interface StoredEvidence {
  readonly studyId: StudyId;
  readonly bytes: Uint8Array;
}

export interface NewOwnRecord extends OwnTrialsChunk {
  readonly studyId: StudyId;
}
/** The database gives the id. */
export interface OwnRecord extends NewOwnRecord {
  readonly id?: number;
}

/** Names of the studies that a newer version could not read any more. */
export interface FirstFormatNotice {
  readonly studies: readonly string[];
}

export type Database = IDBPDatabase<WaggleSchema>;
export type Upgrade = IDBPTransaction<WaggleSchema, StoreNames<WaggleSchema>[], "versionchange">;
