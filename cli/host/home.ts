import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Failure, Misuse } from "../words/misuse.ts";
import { systemReason } from "../words/system-reason.ts";

const MAX_UID = 100;
/** A file's name has 255 bytes on most systems, and drafts of a key add some to this. */
const MAX_UID_ESCAPED = 200;

/** The folder of all that terminals of this person keep. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  return set(env["WAGGLE_HOME"]) ?? join(set(env["XDG_DATA_HOME"]) ?? join(homedir(), ".local", "share"), "waggle");
}

/** As shells and the XDG's specification have it: what is empty is not set. */
const set = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

/** Makes the folder of this name, which its person alone can open. */
export function keptFolder(home: string, name: string): string {
  const folder = join(home, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(
      `Nothing can be kept in ${folder}: ${systemReason(error)}. Set WAGGLE_HOME to a folder of yours.`,
      { cause: error },
    );
  }
  return folder;
}

/** Where one peer keeps its key and what it found: two files of one name. Makes the folder. */
export function peerFiles(home: string, uid: string): { readonly key: string; readonly store: string } {
  if (uid.trim() === "" || uid.length > MAX_UID || /\p{Cs}/u.test(uid))
    throw new Misuse(`A uid names a file: give --uid 1 to ${MAX_UID} characters.`);
  const escaped = encodeURIComponent(uid);
  if (escaped.length > MAX_UID_ESCAPED)
    throw new Misuse(`A uid names a file, and this one is too long for a file's name: give --uid fewer characters.`);
  const base = join(keptFolder(home, "peers"), `peer-${escaped}`);
  return { key: `${base}.key`, store: `${base}.sqlite` };
}
