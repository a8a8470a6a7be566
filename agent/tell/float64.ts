/** Little-endian, 8 bytes each: msgpack would turn -0 into 0. */
export function float64Bytes(numbers: readonly number[] | Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => view.setFloat64(8 * i, number, true));
  return new Uint8Array(view.buffer);
}

/** Null when the bytes are not whole numbers of float64. */
export function float64Of(bytes: Uint8Array): number[] | null {
  if (bytes.length % 8 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}
