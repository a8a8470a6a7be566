// An array of Python's own objects has no bytes of its own: NumPy pickles it, by protocol 3 of Python's pickle.

/** Of the pickle machine's opcodes those that `np.save` uses here. */
const OP = {
  mark: 0x28,
  stop: 0x2e,
  uint8: 0x4b,
  uint16: 0x4d,
  int32: 0x4a,
  long: 0x8a,
  emptyList: 0x5d,
  append: 0x61,
  appends: 0x65,
  put: 0x71,
  longPut: 0x72,
  tuple1: 0x85,
  tuple: 0x74,
  build: 0x62,
} as const;

/** Python's pickler appends so many at once. */
const BATCH = 1_000;
/** What `_reconstruct(ndarray, (0,), b"b")` and its dtype take, amply. */
const AROUND = 256;
const MOST_PER_NUMBER = 7;
/** An empty list, its place in the memo, a mark and an append for each batch. */
const mostAround = (length: number): number => 8 + 2 * Math.ceil(length / BATCH);

/**
 * A one-dimensional array of lists of uint32, pickled byte for byte as NumPy 1 does. NumPy 2 reads these names too; its own, which
 * begin with `numpy._core`, are unknown to NumPy before 1.26.
 */
export function pickledLists(lists: readonly (readonly number[])[]): Uint8Array {
  const numbers = lists.reduce((sum, list) => sum + list.length, 0);
  const most =
    AROUND +
    mostAround(lists.length) +
    numbers * MOST_PER_NUMBER +
    lists.reduce((sum, { length }) => sum + mostAround(length), 0);
  const out = new Pickler(most);
  out.global("numpy.core.multiarray", "_reconstruct");
  out.global("numpy", "ndarray");
  out.number(0);
  out.memoized(OP.tuple1);
  out.raw(0x43, 1, 0x62); // b"b"
  out.memoized();
  out.memoized(0x87); // (ndarray, (0,), b"b")
  out.memoized(0x52); // called
  out.raw(OP.mark);
  out.number(1);
  out.number(lists.length);
  out.memoized(OP.tuple1);
  dtypeOfObjects(out);
  out.raw(0x89); // not in Fortran's order
  out.list(lists, (list) => out.list(list, (seed) => out.number(seed)));
  out.memoized(OP.tuple);
  out.raw(OP.build, OP.stop);
  return out.bytes();
}

/** `dtype("O8", False, True)` and its state. */
function dtypeOfObjects(out: Pickler): void {
  out.global("numpy", "dtype");
  out.text("O8");
  out.raw(0x89, 0x88);
  out.memoized(0x87);
  out.memoized(0x52);
  out.raw(OP.mark);
  out.number(3);
  out.text("|");
  out.raw(0x4e, 0x4e, 0x4e);
  out.int32(-1);
  out.int32(-1);
  out.number(63);
  out.memoized(OP.tuple);
  out.raw(OP.build);
}

class Pickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #memoized = 0;

  constructor(most: number) {
    this.#bytes = new Uint8Array(most);
    this.#view = new DataView(this.#bytes.buffer);
    this.raw(0x80, 3);
  }

  raw(...codes: readonly number[]): void {
    this.#bytes.set(codes, this.#at);
    this.#at += codes.length;
  }

  /** Python remembers every object that could be met again, whether or not it is. */
  memoized(...codes: readonly number[]): void {
    this.raw(...codes);
    const at = this.#memoized++;
    if (at < 256) return this.raw(OP.put, at);
    this.raw(OP.longPut);
    this.#uint32(at);
  }

  global(module: string, name: string): void {
    this.raw(0x63);
    this.#ascii(`${module}\n${name}\n`);
    this.memoized();
  }

  text(text: string): void {
    this.raw(0x58);
    this.#uint32(text.length);
    this.#ascii(text);
    this.memoized();
  }

  /** A uint32. */
  number(value: number): void {
    if (value < 2 ** 8) return this.raw(OP.uint8, value);
    if (value < 2 ** 16) return this.raw(OP.uint16, value & 255, value >> 8);
    if (value < 2 ** 31) return this.int32(value);
    // Five bytes, so that its sign is no bit of the number.
    this.raw(OP.long, 5);
    this.#uint32(value);
    this.raw(0);
  }

  int32(value: number): void {
    this.raw(OP.int32);
    this.#uint32(value);
  }

  list<T>(items: readonly T[], each: (item: T) => void): void {
    this.memoized(OP.emptyList);
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      each(only);
      return this.raw(OP.append);
    }
    for (let from = 0; from < items.length; from += BATCH) {
      this.raw(OP.mark);
      for (const item of items.slice(from, from + BATCH)) each(item);
      this.raw(OP.appends);
    }
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #uint32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  #ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#bytes[this.#at++] = text.charCodeAt(i);
  }
}
