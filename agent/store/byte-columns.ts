/** Columns of numbers as bytes, little-endian. */

const FIRST_BYTES = 1_024;

/** Bytes that grow as they are written. */
export class ByteColumn {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  uint8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  uint16(value: number): void {
    this.#reserve(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** 0 to 2^53 - 1: seven bits a byte, the lowest first, the highest bit set where more follow. */
  varint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.uint8((rest % 0x80) | 0x80);
    this.uint8(rest);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads a column from front to back; what is not there reads as NaN, and `isWhole` tells. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;
  #isCut = false;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether everything was read, and nothing more. */
  get isWhole(): boolean {
    return !this.#isCut && this.#at === this.#view.byteLength;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  uint8(): number {
    return this.#has(1) ? this.#view.getUint8(this.#at - 1) : Number.NaN;
  }

  uint16(): number {
    return this.#has(2) ? this.#view.getUint16(this.#at - 2, true) : Number.NaN;
  }

  float64(): number {
    return this.#has(8) ? this.#view.getFloat64(this.#at - 8, true) : Number.NaN;
  }

  #has(bytes: number): boolean {
    this.#at += bytes;
    if (this.#at > this.#view.byteLength) this.#isCut = true;
    return !this.#isCut;
  }
}

/** As steps: what follows what came before is near it. As doubles where a step does not fit. */
const STEPS = 0;
const DOUBLES = 1;
/** Steps are doubled to keep their sign, and must stay exact. */
const MAX_STEP = 2 ** 51;

/** Whole numbers that rise or fall slowly, a byte or two each; null where there is none. */
export function wholeBytes(numbers: readonly (number | null)[]): Uint8Array {
  const column = new ByteColumn();
  const areSmall = numbers.every((number) => number === null || Math.abs(number) <= MAX_STEP / 2);
  column.uint8(areSmall ? STEPS : DOUBLES);
  let before = 0;
  for (const number of numbers) {
    if (!areSmall) column.float64(number ?? Number.NaN);
    else if (number === null) column.varint(0);
    else {
      const step = number - before;
      column.varint(1 + (step < 0 ? -2 * step - 1 : 2 * step));
      before = number;
    }
  }
  return column.finish();
}

/** The inverse: `count` numbers, or null if the bytes are none. */
export function wholesOf(bytes: Uint8Array, count: number): (number | null)[] | null {
  if (bytes[0] === DOUBLES) return wholeDoublesOf(bytes.subarray(1), count);
  if (bytes[0] !== STEPS) return null;
  const numbers: (number | null)[] = [];
  let at = 1;
  let before = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++] ?? Number.NaN;
    let code = byte & 0x7f;
    for (let scale = 0x80; byte > 0x7f; scale *= 0x80) {
      if (scale > Number.MAX_SAFE_INTEGER) return null;
      byte = bytes[at++] ?? Number.NaN;
      code += (byte & 0x7f) * scale;
    }
    if (Number.isNaN(byte)) return null;
    if (code === 0) {
      numbers.push(null);
      continue;
    }
    before += code % 2 === 1 ? (code - 1) / 2 : -code / 2;
    if (!Number.isSafeInteger(before)) return null;
    numbers.push(before);
  }
  return at === bytes.length ? numbers : null;
}

function wholeDoublesOf(bytes: Uint8Array, count: number): (number | null)[] | null {
  const doubles = doublesOf(bytes, count);
  if (doubles === null) return null;
  const numbers = Array.from(doubles, (number) => (Number.isNaN(number) ? null : number));
  return numbers.every((number) => number === null || Number.isSafeInteger(number)) ? numbers : null;
}

/** Exactly `count` doubles, or null. */
export function doublesOf(bytes: Uint8Array, count: number): Float64Array | null {
  if (bytes.length !== 8 * count) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const doubles = new Float64Array(count);
  for (let i = 0; i < count; i++) doubles[i] = view.getFloat64(8 * i, true);
  return doubles;
}
