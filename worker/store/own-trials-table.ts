/** The profile's own trials in IndexedDB: chunks of some thousands, each a record. */
import * as v from "valibot";
import type { OwnTrialsChunk } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../study/trial/trial.ts";
import type { Database, NewOwnRecord } from "./schema.ts";

const shape = v.object({
  id: v.pipe(v.number(), v.safeInteger()),
  studyId: v.string(),
  log: v.string(),
  order: v.pipe(v.number(), v.finite()),
  bytes: v.custom<Uint8Array>((input) => input instanceof Uint8Array),
});

export async function appendOwn(
  database: Database,
  record: NewOwnRecord,
  instead: readonly number[],
): Promise<number | null> {
  const write = database.transaction("own", "readwrite");
  // A tab that closes has no time for another turn: unless something must be looked up, the write is on its way now.
  const owners = instead.length === 0 ? [] : await Promise.all(instead.map((id) => write.store.get(id)));
  if (owners.some((owner) => owner?.studyId !== record.studyId)) {
    await write.done;
    return null;
  }
  const added = write.store.add(record);
  const deleted = instead.map((id) => write.store.delete(id));
  write.commit();
  const [id] = await Promise.all([added, ...deleted, write.done]);
  return id;
}

/** Damaged records are left out and deleted. */
export async function loadOwn(
  database: Database,
  studyId: StudyId,
): Promise<(OwnTrialsChunk & { readonly id: number })[]> {
  const sound: v.InferOutput<typeof shape>[] = [];
  const damaged: number[] = [];
  for (const stored of await database.getAllFromIndex("own", "studyId", studyId)) {
    const read = v.safeParse(shape, stored);
    if (read.success) sound.push(read.output);
    else if (stored.id !== undefined) damaged.push(stored.id);
  }
  if (damaged.length > 0) {
    console.warn(`${damaged.length} records of own trials in this browser are damaged.`);
    await dropOwn(database, studyId, damaged);
  }
  return sound.sort((a, b) => a.order - b.order);
}

export async function dropOwn(database: Database, studyId: StudyId, ids: readonly number[]): Promise<void> {
  const write = database.transaction("own", "readwrite");
  const known = new Set(await write.store.index("studyId").getAllKeys(studyId));
  const deleted = ids.filter((id) => known.has(id)).map((id) => write.store.delete(id));
  await Promise.all([...deleted, write.done]);
}

/** `logs` null: all of the study. */
export async function dropOwnOf(database: Database, studyId: StudyId, logs: ReadonlySet<LogId> | null): Promise<void> {
  const write = database.transaction("own", "readwrite");
  for await (const cursor of write.store.index("studyId").iterate(studyId)) {
    if (logs === null || logs.has(cursor.value.log)) await cursor.delete();
  }
  await write.done;
}
