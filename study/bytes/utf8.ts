/** Characters per piece: `String.fromCharCode` takes its arguments from the stack. */
const PIECE = 4_096;

/** The text in UTF-8 `bytes`, or null where they are not well-formed (overlong, surrogates, cut off). */
export function utf8Text(bytes: Uint8Array): string | null {
  const pieces: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    const point = length === 1 ? first : pointAt(bytes, i, length);
    if (point < 0) return null;
    if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
    else units.push(point);
    i += length;
    if (units.length >= PIECE) {
      pieces.push(String.fromCharCode(...units));
      units = [];
    }
  }
  pieces.push(String.fromCharCode(...units));
  return pieces.join("");
}

/** Length in UTF-8 of well-formed text. */
export function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Lowest code point that needs 2, 3, 4 bytes. */
const LOWEST = [0, 0, 0x80, 0x800, 0x10000] as const;

/** The code point of the `length` bytes from `at`, or -1. */
function pointAt(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0 || at + length > bytes.length) return -1;
  let point = (bytes[at] ?? 0) & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k] ?? 0;
    if ((next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < (LOWEST[length] ?? 0) || point > 0x10ffff || isSurrogate ? -1 : point;
}
