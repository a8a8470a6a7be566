/** How many bytes `encode` of msgpack makes of nested lists of plain values, without making them. Throws for anything else. */
export function msgpackSize(value: unknown): number {
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "number") return numberSize(value);
  if (typeof value === "string") return textSize(utf8Length(value));
  if (value instanceof Uint8Array) return bytesSize(value.length);
  if (!Array.isArray(value)) throw new TypeError(`${typeof value} has no size on the wire`);
  const items: readonly unknown[] = value;
  let size = listHeadSize(items.length);
  for (const item of items) size += msgpackSize(item);
  return size;
}

export const listHeadSize = (length: number): number => (length < 16 ? 1 : length < 65_536 ? 3 : 5);

function numberSize(value: number): number {
  if (!Number.isSafeInteger(value)) return 9;
  if (value >= 0) {
    if (value < 128) return 1;
    if (value < 256) return 2;
    if (value < 65_536) return 3;
    return value < 2 ** 32 ? 5 : 9;
  }
  if (value >= -32) return 1;
  if (value >= -128) return 2;
  if (value >= -32_768) return 3;
  return value >= -(2 ** 31) ? 5 : 9;
}

const textSize = (length: number): number => length + (length < 32 ? 1 : length < 256 ? 2 : length < 65_536 ? 3 : 5);

export const bytesSize = (length: number): number => length + (length < 256 ? 2 : length < 65_536 ? 3 : 5);

function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) length += 1;
    // Each half of a pair stands for two of its four bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) length += 1;
  }
  return length;
}
