/**
 * Binding requests and their answers (RFC 8489): which address and port a packet came from. Nothing else of STUN: no authentication, no
 * other address to answer from, so that nobody can have anything sent anywhere but back.
 */
import { isIPv4 } from "node:net";

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;
const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
/** A browser's has 20 to 60 bytes. */
const MAX_REQUEST_BYTES = 548;
const XOR_MAPPED_ADDRESS = 0x0020;
const ERROR_CODE = 0x0009;
const UNKNOWN_ATTRIBUTES = 0x000a;
/** From here on an attribute may be passed over (section 14). */
const FIRST_OPTIONAL = 0x8000;
const UNKNOWN_ATTRIBUTE = 420;
/** Two fit where their number must be even, and an answer stays as small as any. */
const MAX_UNKNOWN_TOLD = 2;

/** The answer to `packet` from this address; null if it is no binding request: nothing is sent then. At most 44 bytes. */
export function answerBinding(packet: Buffer, address: string, port: number): Buffer | null {
  const unknown = unknownAttributesOf(packet);
  if (unknown === null) return null;
  const transaction = packet.subarray(4, HEADER_BYTES);
  return unknown.length > 0
    ? message(BINDING_ERROR, transaction, [errorAttribute(), unknownAttribute(unknown)])
    : message(BINDING_SUCCESS, transaction, [mappedAddress(transaction, address, port)]);
}

/** What the sender wants understood and we do not; null if it is no binding request. */
function unknownAttributesOf(packet: Buffer): number[] | null {
  if (packet.length < HEADER_BYTES || packet.length > MAX_REQUEST_BYTES || packet.length % 4 !== 0) return null;
  if (packet.readUInt16BE(0) !== BINDING_REQUEST || packet.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  if (packet.readUInt16BE(2) !== packet.length - HEADER_BYTES) return null;
  const unknown: number[] = [];
  let at = HEADER_BYTES;
  while (at < packet.length) {
    const type = packet.readUInt16BE(at);
    at += 4 + Math.ceil(packet.readUInt16BE(at + 2) / 4) * 4;
    if (at > packet.length) return null;
    if (type < FIRST_OPTIONAL && unknown.length < MAX_UNKNOWN_TOLD) unknown.push(type);
  }
  return unknown;
}

function message(type: number, transaction: Buffer, attributes: readonly Buffer[]): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, transaction, body]);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** Section 14.2: masked, so that no router that rewrites addresses finds it. */
function mappedAddress(transaction: Buffer, address: string, port: number): Buffer {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  const bytes = isIPv4(plain) ? bytesOfIPv4(plain) : bytesOfIPv6(plain);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = bytes.length === 4 ? 1 : 2;
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  for (const [i, byte] of bytes.entries()) value[4 + i] = byte ^ (transaction[i] ?? 0);
  return attribute(XOR_MAPPED_ADDRESS, value);
}

const bytesOfIPv4 = (address: string): number[] => address.split(".").map(Number);

function bytesOfIPv6(address: string): number[] {
  const [left = "", right] = (address.split("%")[0] ?? "").split("::");
  const [head, tail] = [left, right ?? ""].map((half) => (half === "" ? [] : half.split(":")));
  const zeros = Array<string>(Math.max(0, 8 - (head?.length ?? 0) - (tail?.length ?? 0))).fill("0");
  const groups = [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
  return groups.flatMap((group) => [group >>> 8, group & 0xff]);
}

function errorAttribute(): Buffer {
  return attribute(ERROR_CODE, Buffer.from([0, 0, Math.floor(UNKNOWN_ATTRIBUTE / 100), UNKNOWN_ATTRIBUTE % 100]));
}

function unknownAttribute(types: readonly number[]): Buffer {
  const value = Buffer.alloc(2 * types.length);
  for (const [i, type] of types.entries()) value.writeUInt16BE(type, 2 * i);
  return attribute(UNKNOWN_ATTRIBUTES, value);
}
