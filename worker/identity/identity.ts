import type { Database, StoredProfile } from "../store/database.ts";

/** 32 random bytes: an Ed25519 secret (RFC 8032 section 5.1.5). */
const SECRET_BYTES = 32;

/**
 * The profile's secret and name, made on first use. Reading and making are one transaction, so two tabs opened at once
 * agree. Without a database the profile lasts as long as the tab.
 */
export async function loadProfile(database: Database | null): Promise<StoredProfile> {
  const fresh: StoredProfile = { secret: crypto.getRandomValues(new Uint8Array(SECRET_BYTES)), name: null };
  if (database === null) return fresh;
  const write = database.transaction("profile", "readwrite");
  const stored = await write.store.get("self");
  if (stored === undefined) await write.store.put(fresh, "self");
  await write.done;
  return stored ?? fresh;
}

/** Keeps the name for every tab of the profile, from their next start on. */
export async function saveProfileName(database: Database, name: string): Promise<void> {
  const write = database.transaction("profile", "readwrite");
  const stored = await write.store.get("self");
  if (stored !== undefined) await write.store.put({ ...stored, name }, "self");
  await write.done;
}
