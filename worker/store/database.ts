import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Membership } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { Chunk, ChunkKind } from "./chunk.ts";
import type { StoredProfile } from "./stored-records.ts";

/** Notes and proofs of one study: one record, which the next replaces. */
interface StoredEvidence {
  readonly studyId: StudyId;
  readonly bytes: Uint8Array;
}

/** What a browser profile keeps; both tabs of a profile share it. What is read is checked (`stored-records.ts`). */
export interface WaggleSchema extends DBSchema {
  profile: { key: "self"; value: StoredProfile };
  memberships: { key: StudyId; value: Membership };
  /** Signed segments, many to a record: a put costs the same for one and for a thousand. */
  chunks: { key: number; value: Chunk; indexes: { kind: ChunkKind } };
  evidence: { key: StudyId; value: StoredEvidence };
}

export type Database = IDBPDatabase<WaggleSchema>;
type Upgrade = IDBPTransaction<WaggleSchema, ("profile" | "memberships" | "chunks" | "evidence")[], "versionchange">;

/** Step i leads from version i to i + 1. Never change one that was released: add another. */
const MIGRATIONS: readonly ((database: Database, upgrade: Upgrade) => void)[] = [
  (database) => {
    database.createObjectStore("profile");
    database.createObjectStore("memberships", { keyPath: "studyId" });
    const chunks = database.createObjectStore("chunks", { keyPath: "id", autoIncrement: true });
    chunks.createIndex("kind", ["studyId", "own", "small"]);
  },
  (database) => {
    database.createObjectStore("evidence", { keyPath: "studyId" });
  },
];

const NEWER = "A newer version of this page runs in another tab. Reload this tab to keep what it finds.";
const DELETED =
  "What this browser kept for this page was deleted, by its settings or by another tab, and this tab's name and key with it. " +
  "This tab goes on as it is until it closes; after a reload it takes part as a new volunteer.";
const CLOSED =
  "The browser closed this page's storage, as it does when somebody clears a site's data. Reload this tab to keep what it finds.";

/** Opening takes some 20 ms; a browser that has not answered by then is taken as one without storage, so that the page starts. */
const OPEN_LIMIT_MS = 3_000;

/**
 * Opens the profile's database, or says in a sentence why there is none (private window, storage full, a newer page in
 * use). `onLost` is called once if an open one goes away later.
 */
export async function openDatabase(
  name: string,
  onLost: (reason: string) => void,
): Promise<Database | { readonly reason: string }> {
  if (typeof indexedDB === "undefined") return { reason: "This browser keeps no data for this page." };
  let late = false;
  const opening = openDB<WaggleSchema>(name, MIGRATIONS.length, {
    upgrade(database, from, _to, upgrade) {
      for (const migrate of MIGRATIONS.slice(from)) migrate(database, upgrade);
    },
    blocking(_current, wanted, event) {
      // Somebody deletes the database, or a newer page wants to change its tables: give way, or they would wait for ever.
      (event.target as IDBDatabase).close();
      onLost(wanted === null ? DELETED : NEWER);
    },
    terminated: () => onLost(CLOSED),
  });
  const closedIfLate = opening.then((database) => {
    if (late) database.close();
    return database;
  });
  try {
    return await Promise.race([closedIfLate, timeLimit(OPEN_LIMIT_MS)]);
  } catch (error) {
    late = true;
    closedIfLate.catch((reason: unknown) => console.info("The storage did not open.", reason));
    return { reason: whyClosed(error) };
  }
}

/** One sentence for the person about a storage that cannot be used. */
export function whyClosed(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "QuotaExceededError":
      return "The browser's storage is full.";
    case "VersionError":
      return "A newer version of this page has been used in this browser. Reload this tab.";
    case "TimeoutError":
      return "Another tab holds this page's storage. Close older tabs of this page and reload.";
    default:
      return "The browser refuses to keep data for this page, as in a private window.";
  }
}

function timeLimit(limitMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new DOMException(`Not open after ${limitMs} ms`, "TimeoutError")), limitMs);
  });
}
