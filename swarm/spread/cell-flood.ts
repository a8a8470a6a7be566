import type { Board } from "../board/board.ts";
import type { ChainPlace } from "../board/chain.ts";
import { cellsSizeBytes, type SignedCells } from "../board/signed-cells.ts";
import { bytesEqual } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { MAX_CELLS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { MAX_PUSH_BYTES } from "./flood.ts";

/** Of its open epoch, or of the one after. Anything else would be of no use there, and further ahead a fault. */
const canUse = (place: ChainPlace, cells: SignedCells): boolean =>
  cells.epoch === place.count ? bytesEqual(cells.base, place.head) : cells.epoch === place.count + 1;

/** Passes batches that are new to us on at once; beyond the link's budget of messages they wait for the tick. */
export function forwardCells(around: Surroundings, board: Board, cells: readonly SignedCells[]): void {
  for (const link of around.openLinks()) {
    for (const batch of cells) if (canUse(link.board.place, batch)) link.board.cells.add(batch, around.nowMs);
    if (link.board.cells.isWaiting && link.gives.messages.take(1, around.nowMs)) pushCells(around, board, link);
  }
}

/** Tells what waits, as far as the link's budget goes. */
export function pushCells(around: Surroundings, board: Board, link: Link): void {
  const { nowMs } = around;
  const { cells: queue, place } = link.board;
  const { cells: counted, bytes } = link.gives;
  let batch: SignedCells[] = [];
  let sizeBytes = 0;
  const send = (): void => {
    if (batch.length > 0) around.send(link, { type: "cells", cells: batch });
    batch = [];
    sizeBytes = 0;
  };
  for (const cells of queue.take()) {
    if (!board.holds(cells) || !canUse(place, cells)) continue;
    const size = cellsSizeBytes(cells);
    if (counted.available(nowMs) < 1 || !bytes.take(size, nowMs)) {
      queue.add(cells, nowMs);
      continue;
    }
    counted.take(1, nowMs);
    queue.told(cells, nowMs);
    if (batch.length >= MAX_CELLS_PER_MESSAGE || sizeBytes + size > MAX_PUSH_BYTES) send();
    batch.push(cells);
    sizeBytes += size;
  }
  send();
}
