/**
 * A segment's lists, one after another in the order of its trials and their parameters, as bytes: places of a permutation
 * in 2 each, shares of a simplex as float64, seeds in 4 each after their count in 2. Little-endian.
 */
import { contains, type ParamValue } from "../../study/space/distribution.ts";
import { isVector, type VectorDistribution } from "../../study/space/vector-distribution.ts";
import type { TrialPoint } from "../../study/trial/trial.ts";

const ITEM_BYTES = { permutation: 2, simplex: 8, seeds: 4 } as const;
const COUNT_BYTES = 2;
const NO_BYTES = new Uint8Array(0);

export function vectorBytes(trials: readonly TrialPoint[]): Uint8Array {
  const lists = trials.flatMap(({ space, params }) =>
    space.distributions.flatMap((distribution, i) =>
      isVector(distribution) ? [{ distribution, value: listOf(distribution, params[i]) }] : [],
    ),
  );
  if (lists.length === 0) return NO_BYTES;
  const bytes = new Uint8Array(lists.reduce((sum, it) => sum + bytesOf(it.distribution, it.value.length), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { distribution, value } of lists) {
    if (distribution.kind === "seeds") view.setUint16(at, value.length, true);
    if (distribution.kind === "seeds") at += COUNT_BYTES;
    for (const item of value) at = write(view, at, distribution.kind, item);
  }
  return bytes;
}

/** What is no such list has no bytes, so that no peer can read it: such a trial stays untold. */
const listOf = (distribution: VectorDistribution, value: ParamValue | undefined): readonly number[] =>
  Array.isArray(value) && contains(distribution, value) ? value : [];

const bytesOf = ({ kind }: VectorDistribution, items: number): number =>
  ITEM_BYTES[kind] * items + (kind === "seeds" ? COUNT_BYTES : 0);

function write(view: DataView, at: number, kind: VectorDistribution["kind"], item: number): number {
  if (kind === "permutation") view.setUint16(at, item, true);
  else if (kind === "simplex") view.setFloat64(at, item, true);
  else view.setUint32(at, item, true);
  return at + ITEM_BYTES[kind];
}

function read(view: DataView, at: number, kind: VectorDistribution["kind"]): number {
  if (kind === "permutation") return view.getUint16(at, true);
  return kind === "simplex" ? view.getFloat64(at, true) : view.getUint32(at, true);
}

/** Reads a segment's lists from front to back. */
export class VectorReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next list; undefined if it is none of the distribution, or cut short. */
  take(distribution: VectorDistribution): readonly number[] | undefined {
    const { kind } = distribution;
    const length = kind === "seeds" ? this.#count() : distribution.n;
    if (length === undefined || this.#at + length * ITEM_BYTES[kind] > this.#view.byteLength) return undefined;
    const value: number[] = [];
    for (let k = 0; k < length; k++) {
      value.push(read(this.#view, this.#at, kind));
      this.#at += ITEM_BYTES[kind];
    }
    return contains(distribution, value) ? value : undefined;
  }

  #count(): number | undefined {
    if (this.#at + COUNT_BYTES > this.#view.byteLength) return undefined;
    this.#at += COUNT_BYTES;
    return this.#view.getUint16(this.#at - COUNT_BYTES, true);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }
}
