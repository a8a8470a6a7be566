import { decode } from "@msgpack/msgpack";
import fc from "fast-check";
import type { Parsed } from "../../study/parsed.ts";
import type { Rng } from "../../study/rng.ts";
import { looseMsgpack } from "./loose-msgpack.ts";
import { looseJson, plain, type Tree } from "./value-tree.ts";

/** How a codec's values become what it reads, and what a mutation may change about them. */
export interface Format<I> {
  /** The input taken apart. */
  readonly tree: (input: I) => Tree;
  /** A tree as an input, also one that no codec of ours would write. */
  readonly write: (tree: Tree, rng: Rng) => I;
  /** Changes bytes; null where there are none. */
  readonly bytes: ((input: I) => Uint8Array) | null;
  readonly fromBytes: (bytes: Uint8Array) => I;
  /** Reasons of the first check: that it is not even msgpack, or JSON. */
  readonly formless: RegExp;
}

/** A codec under test. `origin` is the value whose encoding was changed: some of it comes beside the bytes. */
export interface Codec<T, I> {
  readonly name: string;
  readonly format: Format<I>;
  readonly values: fc.Arbitrary<T>;
  /** Its inputs are our own: what is read of others need not come back. */
  readonly isTrusted?: boolean;
  /** Null: cannot be encoded. */
  readonly encode: (value: T) => I | null;
  readonly decode: (input: I, origin: T) => Parsed<T>;
}

/** One valid input, and all that can be done with it. */
export interface Example {
  readonly tree: Tree;
  readonly bytes: Uint8Array | null;
  readonly input: unknown;
  write(tree: Tree, rng: Rng): unknown;
  bytesOf(input: unknown): Uint8Array;
  fromBytes(bytes: Uint8Array): unknown;
  read(input: unknown): Parsed<unknown>;
  /** The value that was read as our own codec writes it. */
  rewrite(value: unknown): unknown;
}

/** A codec with its types closed in. */
export interface Target {
  readonly name: string;
  readonly formless: RegExp;
  readonly isTrusted: boolean;
  examples(count: number, seed: number): Example[];
}

export function target<T, I>({ name, format, values, encode, decode: read, isTrusted = false }: Codec<T, I>): Target {
  const exampleOf = (origin: T): Example[] => {
    const input = encode(origin);
    if (input === null) return [];
    const bytesOf = (it: unknown): Uint8Array => format.bytes?.(it as I) ?? new Uint8Array();
    return [
      {
        input,
        tree: format.tree(input),
        bytes: format.bytes === null ? null : bytesOf(input),
        write: (tree, rng) => format.write(tree, rng),
        bytesOf,
        fromBytes: (bytes) => format.fromBytes(bytes),
        read: (it) => read(it as I, origin),
        rewrite: (value) => encode(value as T),
      },
    ];
  };
  return {
    name,
    formless: format.formless,
    isTrusted,
    examples: (count, seed) => fc.sample(values, { numRuns: count, seed }).flatMap(exampleOf),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const json: Format<Uint8Array> = {
  tree: (bytes) => JSON.parse(decoder.decode(bytes)) as Tree,
  write: (tree) => encoder.encode(looseJson(tree)),
  bytes: (bytes) => bytes,
  fromBytes: (bytes) => bytes,
  formless: /is not JSON|is not UTF-8|is longer than/,
};

export const msgpack: Format<Uint8Array> = {
  tree: (bytes) => decode(bytes),
  write: looseMsgpack,
  bytes: (bytes) => bytes,
  fromBytes: (bytes) => bytes,
  formless: /ends too early|too many values|not used here|too deep|after the end|too large|are too many/,
};

/** What a database keeps: values as they are. */
export const record: Format<unknown> = {
  tree: (value) => value,
  write: plain,
  bytes: null,
  fromBytes: (bytes) => bytes,
  formless: /^$/,
};
