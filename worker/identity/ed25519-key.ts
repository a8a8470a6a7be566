export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** y of the points of small order, in hexadecimal, little endian: with such a key one signature fits many messages. */
const SMALL_ORDER_Y = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** 32 bytes in canonical form (RFC 8032 section 5.1.3: y < 2^255 - 19) and not of small order; perhaps still no point. */
export function isSafePublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false;
  const y = Array.from(publicKey);
  // The last bit is the sign of x.
  y[31] = (y[31] ?? 0) & 127;
  const reachesP = y[31] === 127 && y.slice(1, 31).every((byte) => byte === 255) && (y[0] ?? 0) >= 237;
  return !reachesP && !SMALL_ORDER_Y.has(y.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}
