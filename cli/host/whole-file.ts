import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Failure, Misuse } from "../words/misuse.ts";

/** Handed to the file at once. */
const PIECE_CHARACTERS = 1 << 16;

/** Refuses, before anything is done, to write over a file that is there; `-` is none. */
export function checkFree(path: string, force: boolean | undefined): void {
  if (path !== "-" && force !== true && existsSync(path))
    throw new Misuse(`${path} is there already: choose another name, or give --force.`);
}

/** The file is there when all of it is written, and not before. */
export function writeWhole(path: string, pieces: Iterable<string>): void {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    const file = openSync(part, "wx", 0o644);
    try {
      let piece = "";
      for (const text of pieces) {
        piece += text;
        if (piece.length < PIECE_CHARACTERS) continue;
        writeFileSync(file, piece);
        piece = "";
      }
      writeFileSync(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw notWritten(path, error);
  }
}

export function notWritten(path: string, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(`${path} could not be written (${why}): choose another place.`, { cause: error });
}
