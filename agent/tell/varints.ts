/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first. */
const GROUP = 128;
/** A safe integer has 53 bits. */
const MAX_BYTES = 8;

/** Collects a byte string. */
export class VarintWriter {
  readonly #bytes: number[] = [];

  byte(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  /** A safe integer from 0. */
  whole(value: number): this {
    let left = value;
    for (; left >= GROUP; left = Math.floor(left / GROUP)) this.#bytes.push((left % GROUP) + GROUP);
    return this.byte(left);
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** The inverse; what ends too soon, or takes more bytes than it needs, makes it `isBroken`, and all that follows is 0. */
export class VarintReader {
  isBroken = false;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    if (this.#at >= this.#view.byteLength) this.isBroken = true;
    return this.isBroken ? 0 : this.#view.getUint8(this.#at++);
  }

  whole(): number {
    let value = 0;
    for (let place = 0, factor = 1; place < MAX_BYTES; place++, factor *= GROUP) {
      const byte = this.byte();
      value += (byte % GROUP) * factor;
      if (byte >= GROUP) continue;
      if (value > Number.MAX_SAFE_INTEGER || (byte === 0 && place > 0)) break;
      return value;
    }
    this.isBroken = true;
    return 0;
  }

  float64(): number {
    if (this.#at + 8 > this.#view.byteLength) this.isBroken = true;
    if (this.isBroken) return 0;
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  get isAtEnd(): boolean {
    return !this.isBroken && this.#at === this.#view.byteLength;
  }
}

/** Of both signs as from 0: 0, -1, 1, -2, 2 ...; null for what has no such place among safe integers, -0 too. */
export function folded(value: number): number | null {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return null;
  const place = value < 0 ? -2 * value - 1 : 2 * value;
  return Number.isSafeInteger(place) ? place : null;
}

export const unfolded = (place: number): number => (place % 2 === 1 ? -(place + 1) / 2 : place / 2);
