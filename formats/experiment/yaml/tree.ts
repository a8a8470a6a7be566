import type { Place } from "../place.ts";

/** What a scalar of YAML 1.2 (core) says; whole numbers are told apart from others as Python does. */
export type ScalarValue = null | boolean | bigint | number | string;

export interface TreeScalar extends Place {
  readonly kind: "scalar";
  readonly value: ScalarValue;
  /** Its text without quotes. */
  readonly text: string;
  /** Where `text` stands in the file, character by character; null if it is written otherwise there. */
  readonly textAt: Place | null;
}

export interface TreeList extends Place {
  readonly kind: "list";
  readonly items: readonly Tree[];
}

export interface TreeEntry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: Tree;
}

export interface TreeMap extends Place {
  readonly kind: "map";
  readonly entries: readonly TreeEntry[];
}

/** A file of YAML or JSON with the places of everything in it, its aliases followed. */
export type Tree = TreeScalar | TreeList | TreeMap;
