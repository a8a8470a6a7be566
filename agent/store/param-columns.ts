/**
 * The parameters of a chunk's trials as bytes: space by space, parameter by parameter, one value of each trial after
 * another. A number is a double; a category its place among the choices, in one byte or two; a list its length in two
 * bytes, and its numbers as doubles.
 */
import { choiceIndex } from "../../study/space/distribution.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { ByteColumn, ByteReader } from "./byte-columns.ts";

type Space = FinishedTrial["space"];
type Distribution = Space["distributions"][number];
type Params = FinishedTrial["params"];
type Value = Params[number];

/** The trials of one space by their places in the chunk. */
export interface SpaceGroup {
  readonly space: Space;
  readonly places: readonly number[];
}

/** A list is no longer than that, whatever its kind. */
const MAX_LIST = 1_000;
/** With more choices a place takes two bytes; the last of them stands for none. */
const MAX_SMALL_CHOICES = 255;
const NO_PLACE = { 1: 0xff, 2: 0xffff } as const;

const placeBytes = (choices: number): 1 | 2 => (choices <= MAX_SMALL_CHOICES ? 1 : 2);

/** A number, the place of a category among its choices, or a list. */
export type StoredValue = number | readonly unknown[];

export function paramBytes(
  groups: readonly SpaceGroup[],
  valueAt: (place: number, i: number) => StoredValue,
): Uint8Array {
  const column = new ByteColumn();
  for (const { space, places } of groups) {
    space.distributions.forEach((distribution, i) => {
      for (const place of places) write(column, distribution, valueAt(place, i));
    });
  }
  return column.finish();
}

/** As a chunk stores it. */
export function storedValue(distribution: Distribution, value: Value): StoredValue {
  if (distribution.kind === "categorical") return choiceIndex(distribution, value);
  const items: unknown = value;
  return Array.isArray(items) ? items : Number(value);
}

/** The parameters by place in the chunk, or null if the bytes are cut short or too many. */
export function paramsFrom(bytes: Uint8Array, groups: readonly SpaceGroup[]): Params[] | null {
  const reader = new ByteReader(bytes);
  const params: Value[][] = [];
  for (const { places } of groups) for (const place of places) params[place] = [];
  for (const { space, places } of groups) {
    for (const distribution of space.distributions) {
      for (const place of places) {
        const value = read(reader, distribution);
        if (value === undefined) return null;
        params[place]?.push(value);
      }
    }
  }
  return reader.isWhole ? params : null;
}

function write(column: ByteColumn, distribution: Distribution, value: StoredValue): void {
  if (typeof value !== "number") {
    column.uint16(Math.min(value.length, MAX_LIST));
    for (const item of value.slice(0, MAX_LIST)) column.float64(Number(item));
  } else if (distribution.kind === "categorical") {
    const bytes = placeBytes(distribution.choices.length);
    const written = value < 0 ? NO_PLACE[bytes] : value;
    if (bytes === 1) column.uint8(written);
    else column.uint16(written);
  } else column.float64(value);
}

/** Undefined where it is cut short, or none of the choices. Whether it lies in its range is for `trialFault` to say. */
function read(reader: ByteReader, distribution: Distribution): Value | undefined {
  if (distribution.kind === "categorical") {
    const place = placeBytes(distribution.choices.length) === 1 ? reader.uint8() : reader.uint16();
    return distribution.choices[place];
  }
  if (isNumber(distribution)) {
    const number = reader.float64();
    return reader.isCut ? undefined : number;
  }
  const length = reader.uint16();
  if (!(length <= MAX_LIST)) return undefined;
  const list: number[] = [];
  for (let i = 0; i < length && !reader.isCut; i++) list.push(reader.float64());
  return reader.isCut ? undefined : list;
}

/** Every kind that is neither this nor categorical has lists. */
const isNumber = ({ kind }: { readonly kind: string }): boolean => kind === "float" || kind === "int";
