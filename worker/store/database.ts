import { openDB } from "idb";
import { dropFirstFormat } from "./first-format.ts";
import type { Database, Upgrade, WaggleSchema } from "./schema.ts";

/** Step i leads from version i to i + 1. Never change one that was released: add another. */
const MIGRATIONS: readonly ((database: Database, upgrade: Upgrade) => void | Promise<void>)[] = [
  (database) => {
    database.createObjectStore("profile");
    database.createObjectStore("memberships", { keyPath: "studyId" });
    const chunks = database.createObjectStore("chunks", { keyPath: "id", autoIncrement: true });
    chunks.createIndex("kind", ["studyId", "own", "small"]);
  },
  (database, upgrade) => {
    database.createObjectStore("evidence", { keyPath: "studyId" });
    database.createObjectStore("own", { keyPath: "id", autoIncrement: true }).createIndex("studyId", "studyId");
    database.createObjectStore("notices");
    return dropFirstFormat(upgrade);
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
    async upgrade(database, from, _to, upgrade) {
      for (const migrate of MIGRATIONS.slice(from)) await migrate(database, upgrade);
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
