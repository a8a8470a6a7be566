import type { Database } from "../store/schema.ts";
import { readProfile, SECRET_BYTES, type StoredProfile } from "../store/stored-records.ts";

/**
 * The profile's secret and name, made on first use. Reading and making are one transaction, so two tabs opened at once
 * agree. Without a database the profile lasts as long as the tab.
 */
export async function loadProfile(database: Database | null): Promise<StoredProfile> {
  const fresh: StoredProfile = { secret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)), name: null };
  if (database === null) return fresh;
  try {
    const write = database.transaction("profile", "readwrite");
    const stored = readProfile(await write.store.get("self"));
    if (stored === null) await write.store.put(fresh, "self");
    await write.done;
    return stored ?? fresh;
  } catch (error) {
    console.warn("The profile could not be read; this tab is a new one.", error);
    return fresh;
  }
}

/** Keeps the name for every tab of the profile, from their next start on. */
export async function saveProfileName(database: Database, name: string): Promise<void> {
  const write = database.transaction("profile", "readwrite");
  const stored = readProfile(await write.store.get("self"));
  if (stored !== null) await write.store.put({ ...stored, name }, "self");
  await write.done;
}
