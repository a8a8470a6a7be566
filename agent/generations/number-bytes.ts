/** Numbers as few bytes. Whatever a reader takes, a writer writes again to the same bytes, or its codec refuses it. */

/** Ends reading: the bytes are none of the format. Never leaves a codec. */
export class BadBytes extends Error {}

const scratch = new DataView(new ArrayBuffer(8));

export class NumberWriter {
  readonly #bytes: number[] = [];

  uint8(value: number): this {
    this.#bytes.push(value & 255);
    return this;
  }

  /** A whole number from 0 to 2^53 - 1: 7 bits a byte, the lowest first. */
  varint(value: number): this {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) + 128);
    this.#bytes.push(rest);
    return this;
  }

  float32(value: number): this {
    scratch.setFloat32(0, value, true);
    return this.#scratched(4);
  }

  float64(value: number): this {
    scratch.setFloat64(0, value, true);
    return this.#scratched(8);
  }

  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #scratched(count: number): this {
    for (let i = 0; i < count; i++) this.#bytes.push(scratch.getUint8(i));
    return this;
  }
}

/** Throws `BadBytes` past the end. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.uint8();
      value += (byte % 128) * scale;
      if (byte < 128) {
        if (Number.isSafeInteger(value)) return value;
        break;
      }
    }
    throw new BadBytes("a whole number is too large");
  }

  float32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  raw(count: number): Uint8Array {
    const from = this.#take(count);
    return this.#bytes.slice(from, from + count);
  }

  #take(count: number): number {
    if (this.left < count) throw new BadBytes("the bytes end too soon");
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
