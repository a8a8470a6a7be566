import { MAX_VECTOR_LENGTH } from "../../../study/space/vector-distribution.ts";
import type { BredGenome } from "../../../study/trial/proposal.ts";

/** In a row of doubles: generation, cell and sigma; then the seeds, two in the room of a double. */
const HEAD = 3;

/** Doubles of a genome of so many seeds; of none, none. */
export const bredWidth = (seeds: number): number => (seeds === 0 ? 0 : HEAD + Math.ceil(seeds / 2));

/** Writes it from `from` on, and returns where it ends. */
export function writeBred({ generation, cell, sigma, genome }: BredGenome, rows: Float64Array, from: number): number {
  rows[from] = generation;
  rows[from + 1] = cell;
  rows[from + 2] = sigma;
  const { length } = genome;
  const seeds = seedsAt(rows, from, length);
  for (let i = 0; i < length; i++) seeds[i] = genome[i] ?? 0;
  return from + bredWidth(length);
}

/** Of so many seeds. Throws where no genome has as many, or the row ends before it. */
export function readBred(rows: Float64Array, from: number, length: number): BredGenome {
  if (!(length <= MAX_VECTOR_LENGTH) || from + bredWidth(length) > rows.length)
    throw new Error("A genome has an impossible length");
  const seeds = seedsAt(rows, from, length);
  // Of its full length at once: growing one takes several times as long, and `Array.from` many times.
  const genome: number[] = [];
  genome.length = length;
  for (let i = 0; i < length; i++) genome[i] = seeds[i] ?? 0;
  return { generation: rows[from] ?? 0, cell: rows[from + 1] ?? 0, genome, sigma: rows[from + 2] ?? Number.NaN };
}

/** As they lie in the buffer: half of the seeds would be no number that is the same after it was read as a double. */
const seedsAt = (rows: Float64Array, from: number, length: number): Uint32Array =>
  new Uint32Array(rows.buffer, rows.byteOffset + (from + HEAD) * rows.BYTES_PER_ELEMENT, length);
