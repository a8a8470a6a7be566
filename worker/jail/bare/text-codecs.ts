// UTF-8 where a realm has neither TextEncoder nor TextDecoder (WHATWG Encoding, sections 8.1 and 8.3).

const REPLACEMENT = 0xfffd;
/** What the first byte begins with, by how many follow. */
const LEADS = [0, 0xc0, 0xe0, 0xf0];

export class Utf8Encoder {
  readonly encoding = "utf-8";

  /** Halves of surrogate pairs become U+FFFD. */
  encode(text: unknown = ""): Uint8Array<ArrayBuffer> {
    const source = String(text);
    const bytes = new Uint8Array(source.length * 3);
    let at = 0;
    for (let i = 0; i < source.length; i++) {
      const code = source.codePointAt(i) ?? 0;
      if (code > 0xffff) i++;
      at = writePoint(bytes, at, code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code);
    }
    return bytes.slice(0, at);
  }
}

function writePoint(bytes: Uint8Array, from: number, code: number): number {
  let at = from;
  if (code < 0x80) {
    bytes[at++] = code;
    return at;
  }
  const following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  bytes[at++] = (LEADS[following] ?? 0) | (code >> (6 * following));
  for (let left = following - 1; left >= 0; left--) bytes[at++] = 0x80 | ((code >> (6 * left)) & 0x3f);
  return at;
}

export class Utf8Decoder {
  readonly encoding = "utf-8";
  readonly fatal = false;
  readonly ignoreBOM = false;

  /** What is no UTF-8 becomes U+FFFD, one for each part that could not go on. */
  decode(input?: ArrayBuffer | ArrayBufferView): string {
    const bytes = bytesOf(input);
    const parts: string[] = [];
    let units: number[] = [];
    let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    while (i < bytes.length) {
      const [code, length] = readPoint(bytes, i);
      i += length;
      units.push(code);
      if (units.length >= 4_096) {
        parts.push(String.fromCodePoint(...units));
        units = [];
      }
    }
    return parts.join("") + String.fromCodePoint(...units);
  }
}

function bytesOf(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return new Uint8Array(input);
}

/** The code point that begins at `at`, and how many bytes it takes. */
function readPoint(bytes: Uint8Array, at: number): readonly [code: number, length: number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) return [REPLACEMENT, 1];
  let code = first & (0x3f >> following);
  for (let k = 1; k <= following; k++) {
    const next = bytes[at + k] ?? 0;
    if (next < lowest(first, k) || next > highest(first, k)) return [REPLACEMENT, k];
    code = (code << 6) | (next & 0x3f);
  }
  return [code, following + 1];
}

/** The first byte that follows leaves out overlong forms, surrogates and what is past U+10FFFF. */
const lowest = (first: number, k: number): number =>
  k > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
const highest = (first: number, k: number): number =>
  k > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
