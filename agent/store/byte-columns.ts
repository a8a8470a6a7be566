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

  /** NaN also where it is above 2^53 - 1. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER; scale *= 0x80) {
      const byte = this.uint8();
      value += (byte & 0x7f) * scale;
      if (!(byte > 0x7f)) return Number.isNaN(byte) || value > Number.MAX_SAFE_INTEGER ? Number.NaN : value;
    }
    return Number.NaN;
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
  const reader = new ByteReader(bytes);
  const form = reader.uint8();
  if (form !== STEPS && form !== DOUBLES) return null;
  const numbers: (number | null)[] = [];
  let before = 0;
  for (let i = 0; i < count && !reader.isCut; i++) {
    const read = form === STEPS ? reader.varint() : reader.float64();
    if (form === DOUBLES) numbers.push(Number.isNaN(read) ? null : read);
    else if (read === 0) numbers.push(null);
    else {
      const code = read - 1;
      before += code % 2 === 0 ? code / 2 : -(code + 1) / 2;
      numbers.push(before);
    }
  }
  const areWhole = numbers.every((number) => number === null || Number.isSafeInteger(number));
  return reader.isWhole && areWhole ? numbers : null;
}

/** Exactly `count` doubles, or null. */
export function doublesOf(bytes: Uint8Array, count: number): Float64Array | null {
  if (bytes.length !== 8 * count) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const doubles = new Float64Array(count);
  for (let i = 0; i < count; i++) doubles[i] = view.getFloat64(8 * i, true);
  return doubles;
}
