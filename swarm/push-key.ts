/** Names one thing that is pushed along the tree: 8 bytes, as so many characters below 256. */
export type PushKey = string;

export const PUSH_KEY_BYTES = 8;

/** The keys one after the other. */
export function packKeys(keys: readonly PushKey[]): Uint8Array {
  const characters = keys.join("");
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** The inverse of `packKeys`; throws RangeError for bytes that are no whole number of keys. */
export function unpackKeys(bytes: Uint8Array): PushKey[] {
  if (bytes.length % PUSH_KEY_BYTES !== 0) throw new RangeError(`${bytes.length} bytes are no keys`);
  return Array.from({ length: bytes.length / PUSH_KEY_BYTES }, (_, i) =>
    String.fromCharCode(...bytes.subarray(i * PUSH_KEY_BYTES, (i + 1) * PUSH_KEY_BYTES)),
  );
}
