import type { StudyId } from "../../study/spec/spec.ts";
import type { Database } from "./schema.ts";

/** The bytes are copied before anything is awaited. */
export async function saveEvidence(database: Database, studyId: StudyId, bytes: Uint8Array): Promise<void> {
  await database.put("evidence", { studyId, bytes });
}

/** Null if nothing was kept, or no bytes: a damaged record is no evidence. */
export async function loadEvidence(database: Database, studyId: StudyId): Promise<Uint8Array | null> {
  const stored: unknown = await database.get("evidence", studyId);
  const bytes = typeof stored === "object" && stored !== null && "bytes" in stored ? stored.bytes : null;
  return bytes instanceof Uint8Array ? bytes : null;
}

export async function dropEvidence(database: Database, studyId: StudyId): Promise<void> {
  await database.delete("evidence", studyId);
}
