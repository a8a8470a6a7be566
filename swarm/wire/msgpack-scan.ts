/** A message is at most message > list > entry > segment > totals deep: 5. */
export const MAX_DEPTH = 6;
/** 4,096 heads of 3 fields and their arrays; a megabyte of one-byte values would be a million objects. */
export const MAX_VALUES = 32_768;

/**
 * Walks msgpack bytes without recursion and without building anything: the reason they must not be decoded, or null.
 * Only nil, booleans, numbers, strings, byte strings and arrays pass; no maps, no extensions, nothing after the end. Nor does
 * -0 as a number, which no encoder of ours writes: read again from our own encoding, it would be another value.
 */
export function refuseBytes(bytes: Uint8Array, maxValues = MAX_VALUES): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Values still to come in each open array, outermost first. */
  const open: number[] = [1];
  let at = 0;
  let values = 0;
  while (open.length > 0) {
    const left = open.at(-1) ?? 0;
    if (left === 0) {
      open.pop();
      continue;
    }
    open[open.length - 1] = left - 1;
    if (at >= bytes.length) return "ends too early";
    if (++values > maxValues) return "too many values";
    const head = headAt(view, at);
    if (head === null) return "a kind of value that is not used here";
    at += head.sizeBytes;
    if (at > bytes.length) return "ends too early";
    if (head.sizeBytes === 9 && isMinusZero(view, at - 9)) return "a zero with a sign";
    if (head.items > 0) {
      // Every value takes a byte at least, so a longer array cannot be there.
      if (head.items > bytes.length - at) return "ends too early";
      if (open.length >= MAX_DEPTH) return "too deep";
      open.push(head.items);
    }
  }
  return at === bytes.length ? null : "something after the end";
}

interface ValueHead {
  /** Of the value itself, without an array's items. */
  readonly sizeBytes: number;
  readonly items: number;
}

const scalar = (sizeBytes: number): ValueHead => ({ sizeBytes, items: 0 });
/** By first byte, for those whose size follows from it: nil, false, true, floats, unsigned and signed integers. */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  0xc0: 1,
  0xc2: 1,
  0xc3: 1,
  0xca: 5,
  0xcb: 9,
  0xcc: 2,
  0xcd: 3,
  0xce: 5,
  0xcf: 9,
  0xd0: 2,
  0xd1: 3,
  0xd2: 5,
  0xd3: 9,
};

/** https://github.com/msgpack/msgpack/blob/master/spec.md#formats */
function headAt(view: DataView, at: number): ValueHead | null {
  const first = view.getUint8(at);
  if (first <= 0x7f || first >= 0xe0) return scalar(1);
  if (first >= 0x90 && first <= 0x9f) return { sizeBytes: 1, items: first & 15 };
  if (first >= 0xa0 && first <= 0xbf) return scalar(1 + (first & 31));
  const fixed = FIXED_SIZES[first];
  if (fixed !== undefined) return scalar(fixed);
  if (first === 0xc4 || first === 0xd9) return scalar(2 + lengthAt(view, at, 1));
  if (first === 0xc5 || first === 0xda) return scalar(3 + lengthAt(view, at, 2));
  if (first === 0xc6 || first === 0xdb) return scalar(5 + lengthAt(view, at, 4));
  if (first === 0xdc) return { sizeBytes: 3, items: lengthAt(view, at, 2) };
  if (first === 0xdd) return { sizeBytes: 5, items: lengthAt(view, at, 4) };
  return null;
}

const isMinusZero = (view: DataView, at: number): boolean =>
  view.getUint8(at) === 0xcb && view.getUint32(at + 1) === 0x80000000 && view.getUint32(at + 5) === 0;

/** The length behind a first byte; past the end it does not matter, the caller sees that the bytes end too early. */
function lengthAt(view: DataView, at: number, widthBytes: 1 | 2 | 4): number {
  if (at + 1 + widthBytes > view.byteLength) return 0;
  if (widthBytes === 1) return view.getUint8(at + 1);
  return widthBytes === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1);
}
