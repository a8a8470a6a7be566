import type { TrialBatch } from "../../../agent/ports.ts";
import { fromInternal, type ParamValue } from "../../../study/space/distribution.ts";
import type { TrialSpace } from "../../../study/space/search-space.ts";
import { isVector, MAX_VECTOR_LENGTH, vectorLength } from "../../../study/space/vector-distribution.ts";
import { isPlain, readRow, rowWidth, writeRow } from "../../../study/space/vector-numbers.ts";
import type { Proposal, PrunerSnapshot } from "../../../study/trial/proposal.ts";
import { bredWidth, readBred, writeBred } from "./bred-genome.ts";
import { MESSAGE_KIND, packMessage, unpackMessage } from "./message-bytes.ts";

/** What of a proposal the jail needs. */
export type JailProposal = Pick<
  Proposal,
  "number" | "seed" | "space" | "values" | "fixed" | "mixtures" | "bred" | "isWatched"
>;

export interface JailBatch {
  readonly proposals: readonly JailProposal[];
  readonly pruner: PrunerSnapshot;
}

/** Shared by many proposals of a batch, so sent once. */
interface BatchTables {
  readonly spaces: TrialSpace[];
  readonly mixtures: NonNullable<Proposal["mixtures"]>[];
  readonly fixed: NonNullable<Proposal["fixed"]>[];
  readonly pruner: PrunerSnapshot;
  /** Places in the batch of those that somebody looks on at. */
  readonly watched: number[];
}

/** A row: number, seed, places in the three tables (-1: none), seeds of its genome (0: none); then the values as numbers, and the genome. */
const ROW_HEAD = 6;

export function encodeBatch(batch: TrialBatch): ArrayBuffer {
  const tables: BatchTables = { spaces: [], mixtures: [], fixed: [], pruner: batch.pruner, watched: [] };
  const places = new Map<object, number>();
  const place = <T extends object>(table: T[], item: T | null): number => {
    if (item === null) return -1;
    const known = places.get(item);
    if (known !== undefined) return known;
    places.set(item, table.length);
    return table.push(item) - 1;
  };
  const length = batch.proposals.reduce(
    (sum, p) => sum + ROW_HEAD + rowWidth(p.space, p.values) + bredWidth(p.bred?.genome.length ?? 0),
    0,
  );
  const rows = new Float64Array(length);
  let at = 0;
  let index = 0;
  for (const proposal of batch.proposals) {
    const { bred } = proposal;
    const { distributions } = proposal.space;
    if (proposal.isWatched === true) tables.watched.push(index);
    index++;
    rows[at++] = proposal.number;
    rows[at++] = proposal.seed;
    rows[at++] = place(tables.spaces, proposal.space);
    rows[at++] = place(tables.mixtures, proposal.mixtures);
    rows[at++] = place(tables.fixed, proposal.fixed);
    rows[at++] = bred?.genome.length ?? 0;
    if (proposal.values.length < distributions.length) throw new Error("A proposal has fewer values than its space");
    at = writeRow(proposal.space, proposal.values, rows, at);
    if (bred !== undefined) at = writeBred(bred, rows, at);
  }
  return packMessage(MESSAGE_KIND.batch, tables, rows);
}

/** For the jail, which trusts the engine: throws on what `encodeBatch` did not make. */
export function decodeBatch(bytes: ArrayBuffer): JailBatch {
  const message = unpackMessage(bytes);
  if (!message.ok) throw new Error(message.reason);
  const { json, numbers: rows } = message.value;
  const { spaces, mixtures, fixed, pruner, watched } = json as BatchTables;
  for (const { distributions } of spaces) {
    // Its items are counted out below: a length that no list has would never end.
    if (distributions.some((it) => isVector(it) && !(vectorLength(it) <= MAX_VECTOR_LENGTH)))
      throw new Error("A proposal has a list that is too long");
  }
  const proposals: JailProposal[] = [];
  let at = 0;
  while (at < rows.length) {
    const space = spaces[rows[at + 2] ?? -1];
    if (space === undefined) throw new Error("A proposal without a space");
    const values = valuesFrom(space, rows, at + ROW_HEAD);
    const seeds = rows[at + 5] ?? 0;
    const end = at + ROW_HEAD + rowWidth(space, values);
    proposals.push({
      number: rows[at] ?? -1,
      seed: rows[at + 1] ?? 0,
      space,
      values,
      mixtures: mixtures[rows[at + 3] ?? -1] ?? null,
      fixed: fixed[rows[at + 4] ?? -1] ?? null,
      bred: seeds === 0 ? undefined : readBred(rows, end, seeds),
      isWatched: watched.includes(proposals.length) ? true : undefined,
    });
    at = end + bredWidth(seeds);
  }
  return { proposals, pruner };
}

function valuesFrom(space: TrialSpace, rows: Float64Array, from: number): readonly ParamValue[] {
  if (!isPlain(space)) return readRow(space, rows, from);
  const { distributions } = space;
  const values: ParamValue[] = [];
  for (let i = 0; i < distributions.length; i++) {
    const distribution = distributions[i];
    if (distribution !== undefined) values.push(fromInternal(distribution, rows[from + i] ?? Number.NaN));
  }
  return values;
}
