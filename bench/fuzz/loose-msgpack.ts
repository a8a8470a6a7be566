// msgpack as a stranger may write it: every number in any of its forms, maps and extensions too.
import type { Rng } from "../../study/rng.ts";
import { Nest, type Tree } from "./value-tree.ts";

const encoder = new TextEncoder();

class Writer {
  #bytes = new Uint8Array(1 << 10);
  #length = 0;

  get written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Big-endian. */
  uint(value: number, widthBytes: number): void {
    for (let shift = widthBytes - 1; shift >= 0; shift--) this.byte(Math.floor(value / 2 ** (8 * shift)) % 256);
  }

  float64(value: number): void {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    this.bytes(new Uint8Array(view.buffer));
  }

  bytes(all: Uint8Array): void {
    this.#reserve(all.length);
    this.#bytes.set(all, this.#length);
    this.#length += all.length;
  }

  fill(value: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(value, this.#length, this.#length + count);
    this.#length += count;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** The form of each number is by chance, mostly the shortest. */
export function looseMsgpack(tree: Tree, rng: Rng): Uint8Array {
  const writer = new Writer();
  write(writer, tree, rng);
  return writer.written;
}

function write(to: Writer, tree: Tree, rng: Rng): void {
  if (tree === null || tree === undefined) return to.byte(0xc0);
  if (typeof tree === "boolean") return to.byte(tree ? 0xc3 : 0xc2);
  if (typeof tree === "number") return writeNumber(to, tree, rng);
  if (typeof tree === "string") {
    const text = encoder.encode(tree);
    head(to, text.length, [0xa0, 31], [0xd9, 0xda, 0xdb]);
    return to.bytes(text);
  }
  if (tree instanceof Uint8Array) {
    head(to, tree.length, null, [0xc4, 0xc5, 0xc6]);
    return to.bytes(tree);
  }
  if (tree instanceof Nest) {
    to.fill(tree.isObject ? 0x81 : 0x91, tree.depth);
    return to.byte(0xc0);
  }
  if (Array.isArray(tree)) {
    head(to, tree.length, [0x90, 15], [null, 0xdc, 0xdd]);
    for (const item of tree) write(to, item, rng);
    return;
  }
  const entries = Object.entries(tree);
  head(to, entries.length, [0x80, 15], [null, 0xde, 0xdf]);
  for (const [key, its] of entries) {
    write(to, key, rng);
    write(to, its, rng);
  }
}

/** A head with a length: in the first byte up to a most, else behind the code for 1, 2 or 4 bytes. */
function head(
  to: Writer,
  length: number,
  short: readonly [base: number, most: number] | null,
  codes: readonly [number | null, number, number],
): void {
  if (short !== null && length <= short[1]) return to.byte(short[0] | length);
  const [one, two, four] = codes;
  if (one !== null && length < 2 ** 8) {
    to.byte(one);
    return to.uint(length, 1);
  }
  to.byte(length < 2 ** 16 ? two : four);
  to.uint(length, length < 2 ** 16 ? 2 : 4);
}

function writeNumber(to: Writer, value: number, rng: Rng): void {
  const form = rng.next();
  if (!Number.isInteger(value) || Object.is(value, -0) || Math.abs(value) >= 2 ** 53 || form < 0.02) {
    to.byte(0xcb);
    return to.float64(value);
  }
  if (value < 0) {
    if (value >= -32 && form < 0.98) return to.byte(256 + value);
    to.byte(value >= -(2 ** 31) ? 0xd2 : 0xd3);
    return to.uint(value >= -(2 ** 31) ? 2 ** 32 + value : 2 ** 64 + value, value >= -(2 ** 31) ? 4 : 8);
  }
  if (value < 128 && form < 0.98) return to.byte(value);
  const [code, width] =
    value < 2 ** 8 ? [0xcc, 1] : value < 2 ** 16 ? [0xcd, 2] : value < 2 ** 32 ? [0xce, 4] : [0xcf, 8];
  to.byte(code);
  to.uint(value, width);
}
