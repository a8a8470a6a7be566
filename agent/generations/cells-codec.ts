/** What a tab tells of the open generation: cells and their scores, in the body of a signed batch. */

import type { Cell } from "../../study/evolution/settings.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import { BadBytes, NumberReader, NumberWriter } from "./number-bytes.ts";
import { readScores, writeScores } from "./score-column.ts";

/** Bodies of another version are not read: their cells are run again. */
const VERSION = 1;
/** At 16 bytes each they fit a body of 16 KiB, whatever they are. */
export const MAX_CELLS_PER_BODY = 1_000;

export type CellScore = readonly [cell: Cell, score: number];

/** As many bodies as it takes, none for no cells. A score that is NaN says that the trial failed. */
export function encodeCells(scores: ReadonlyMap<Cell, number>): Uint8Array[] {
  const sorted = Array.from(scores).sort(([a], [b]) => a - b);
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < sorted.length; at += MAX_CELLS_PER_BODY)
    bodies.push(encodeBody(sorted.slice(at, at + MAX_CELLS_PER_BODY)));
  return bodies;
}

/** In ascending order of their cells, each once; or why a stranger's bytes make no sense. Never throws. */
export function decodeCells(bytes: Uint8Array): Parsed<readonly CellScore[]> {
  try {
    const scores = decodeBody(new NumberReader(bytes));
    return bytesEqual(encodeBody(scores), bytes) ? parsed(scores) : refused("the cells could be told in fewer bytes");
  } catch (error) {
    if (error instanceof BadBytes) return refused(error.message);
    throw error;
  }
}

function encodeBody(sorted: readonly CellScore[]): Uint8Array {
  const writer = new NumberWriter().uint8(VERSION).varint(sorted.length);
  let next = 0;
  for (const [cell] of sorted) {
    writer.varint(cell - next);
    next = cell + 1;
  }
  writeScores(
    writer,
    sorted.map(([, score]) => score),
  );
  return writer.finish();
}

function decodeBody(reader: NumberReader): CellScore[] {
  if (reader.uint8() !== VERSION) throw new BadBytes("the cells are of another version");
  const count = reader.varint();
  if (count < 1 || count > MAX_CELLS_PER_BODY || count > reader.left) throw new BadBytes("the cells are miscounted");
  const cells: Cell[] = [];
  for (let next = 0; cells.length < count; ) {
    const cell = next + reader.varint();
    if (!Number.isSafeInteger(cell)) throw new BadBytes("a cell's number is too large");
    cells.push(cell);
    next = cell + 1;
  }
  const scores = readScores(reader, count);
  if (reader.left > 0) throw new BadBytes("something follows the cells");
  return cells.map((cell, i) => [cell, scores[i] ?? Number.NaN]);
}
