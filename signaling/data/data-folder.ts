import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { NodeSqlite } from "./node-sqlite.ts";

/** A folder that cannot be used, in a sentence for the seed's owner. */
export class UnusableFolder extends Error {
  override readonly name = "UnusableFolder";
}

/** The one folder of a seed. The lock is the operating system's, so that nothing is left of it when the seed dies. */
export interface DataFolder {
  readonly studies: string;
  readonly archive: string;
  release(): void;
}

/** Makes the folder where it is missing and locks it. Throws `UnusableFolder`. */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  try {
    // The keys of tokens are in it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UnusableFolder(
      `The folder ${folder} cannot be made (${codeOf(error)}): choose another with --data, or run without one by --no-archive.`,
      { cause: error },
    );
  }
  const lock = lockOf(folder);
  return {
    studies: join(folder, "studies.sqlite"),
    archive: join(folder, "archive.sqlite"),
    release: () => lock?.close(),
  };
}

/** What opens a file of the folder; throws `UnusableFolder` where that is no file of a seed. */
export async function openFile<T>(path: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new UnusableFolder(
      `The file ${path} cannot be opened (${said}): put a backup in its place, or move it away to begin without it.`,
      { cause: error },
    );
  }
}

function lockOf(folder: string): NodeSqlite {
  let lock: NodeSqlite | null = null;
  try {
    lock = new NodeSqlite(join(folder, "lock.sqlite"));
    lock.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; CREATE TABLE IF NOT EXISTS held (by INTEGER);");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    const said = error instanceof Error ? error.message : String(error);
    throw new UnusableFolder(
      /locked|busy/i.test(said)
        ? `Another seed uses the folder ${folder}: stop that one, or choose another folder with --data.`
        : `The folder ${folder} cannot be written to (${said}): make room or give the right to write, choose another with --data, or run without one by --no-archive.`,
      { cause: error },
    );
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
