import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Failure, Misuse } from "../words/misuse.ts";

const MAX_UID = 100;

/** The folder of all that terminals of this person keep. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env["WAGGLE_HOME"] ?? join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "waggle");
}

/** Where one peer keeps its key and what it found: two files of one name. Makes the folder. */
export function peerFiles(home: string, uid: string): { readonly key: string; readonly store: string } {
  if (uid.trim() === "" || uid.length > MAX_UID)
    throw new Misuse(`A uid names a file: give --uid 1 to ${MAX_UID} characters.`);
  const folder = join(home, "peers");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(
      `Nothing can be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}. Set WAGGLE_HOME to a folder of yours.`,
    );
  }
  const base = join(folder, `peer-${encodeURIComponent(uid)}`);
  return { key: `${base}.key`, store: `${base}.sqlite` };
}
