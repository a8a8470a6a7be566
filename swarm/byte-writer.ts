import { utf8ToBytes } from "@noble/hashes/utils.js";

/** Builds the one canonical byte string of a thing that gets signed: fixed widths, big-endian, texts behind their length. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private length = 0;

  constructor() {
    const { bytes, view } = spare ?? roomOf(FIRST_BYTES);
    spare = null;
    this.bytes = bytes;
    this.view = view;
  }

  uint8(value: number): this {
    this.reserve(1);
    this.view.setUint8(this.length, value);
    this.length += 1;
    return this;
  }

  uint32(value: number): this {
    this.reserve(4);
    this.view.setUint32(this.length, value);
    this.length += 4;
    return this;
  }

  /** Also the form of integers up to 2^53. */
  float64(value: number): this {
    this.reserve(8);
    this.view.setFloat64(this.length, value);
    this.length += 8;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  text(text: string): this {
    if (!isAscii(text)) {
      const bytes = utf8ToBytes(text);
      return this.uint32(bytes.length).raw(bytes);
    }
    this.uint32(text.length);
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
    return this;
  }

  /** What was written; the writer is of no use any more. */
  finish(): Uint8Array {
    const made = this.bytes.slice(0, this.length);
    if (this.bytes.length <= MAX_SPARE_BYTES) spare = { bytes: this.bytes, view: this.view };
    [this.bytes, this.view] = [NOWHERE.bytes, NOWHERE.view];
    return made;
  }

  private reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return;
    const { bytes, view } = roomOf(Math.max(this.bytes.length * 2, this.length + extra));
    bytes.set(this.bytes);
    [this.bytes, this.view] = [bytes, view];
  }
}

interface Room {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
}

const FIRST_BYTES = 512;
const MAX_SPARE_BYTES = 16 * 1024;
const NOWHERE = roomOf(0);
/** Of the writer that finished last: every signature that is checked takes one. */
let spare: Room | null = null;

function roomOf(sizeBytes: number): Room {
  const bytes = new Uint8Array(sizeBytes);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Names and domains are, and their bytes need no encoder. */
function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
