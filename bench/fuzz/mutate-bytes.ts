import { choice, integer, type Rng } from "../../study/rng.ts";

type Mutation = (bytes: Uint8Array, other: Uint8Array, rng: Rng) => Uint8Array;

const place = (bytes: Uint8Array, rng: Rng): number => integer(rng, 0, Math.max(0, bytes.length - 1));

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const changed = (bytes: Uint8Array, rng: Rng, change: (byte: number) => number): Uint8Array => {
  if (bytes.length === 0) return Uint8Array.of(change(0));
  const at = place(bytes, rng);
  return bytes.with(at, change(bytes[at] ?? 0));
};

/** First bytes of msgpack's long forms, brackets of JSON, and the ends of the range. */
const BYTES = [
  0x00, 0x7f, 0x80, 0x90, 0x9f, 0xc0, 0xc4, 0xc7, 0xcb, 0xd9, 0xdc, 0xdd, 0xdf, 0xff, 0x22, 0x5b, 0x5d, 0x7b,
];
/** A length of so many items or bytes, in msgpack's forms of four bytes and of two. */
const HEADS = [
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xdd, 0x00, 0x01, 0x00, 0x00],
  [0xdb, 0x7f, 0xff, 0xff, 0xff],
  [0xc6, 0xff, 0xff, 0xff, 0xff],
  [0xc6, 0x00, 0x10, 0x00, 0x00],
  [0xdf, 0xff, 0xff, 0xff, 0xff],
  [0xdc, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
];

const MUTATIONS: readonly Mutation[] = [
  (bytes, _, rng) => changed(bytes, rng, (byte) => byte ^ (1 << integer(rng, 0, 7))),
  (bytes, _, rng) => changed(bytes, rng, () => integer(rng, 0, 255)),
  (bytes, _, rng) => changed(bytes, rng, () => choice(rng, BYTES)),
  (bytes, _, rng) => changed(bytes, rng, (byte) => (byte + choice(rng, [1, 255])) & 255),
  // Cut: the end, the beginning, something between.
  (bytes, _, rng) => bytes.slice(0, place(bytes, rng)),
  (bytes, _, rng) => bytes.slice(place(bytes, rng)),
  (bytes, _, rng) => {
    const at = place(bytes, rng);
    return joined(bytes.subarray(0, at), bytes.subarray(at + integer(rng, 1, 16)));
  },
  // Spliced: the beginning of one and the end of another.
  (bytes, other, rng) => joined(bytes.subarray(0, place(bytes, rng)), other.subarray(place(other, rng))),
  // Repeated parts.
  (bytes, _, rng) => {
    const from = place(bytes, rng);
    const part = bytes.subarray(from, from + integer(rng, 1, 64));
    const times = choice(rng, [1, 2, 30]);
    return joined(bytes.subarray(0, from), ...Array.from({ length: times }, () => part), bytes.subarray(from));
  },
  (bytes, _, rng) => joined(bytes, bytes.subarray(place(bytes, rng))),
  // Lengths that are not there.
  (bytes, _, rng) => {
    const at = place(bytes, rng);
    const head = Uint8Array.from(choice(rng, HEADS));
    const keeps = rng.next() < 0.5 ? 0 : head.length;
    return joined(bytes.subarray(0, at), head, bytes.subarray(at + keeps));
  },
  // Brackets without end.
  (bytes, _, rng) => {
    const at = place(bytes, rng);
    const deep = new Uint8Array(choice(rng, [2, 8, 500, 30_000])).fill(choice(rng, [0x91, 0x81, 0x5b, 0x9f]));
    return joined(bytes.subarray(0, at), deep, bytes.subarray(at));
  },
];

/** A copy of `bytes` with one thing changed; `other` lends parts. */
export const mutateBytes: Mutation = (bytes, other, rng) => choice(rng, MUTATIONS)(bytes, other, rng);
