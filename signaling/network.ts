import { isIPv4, isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * The network a visitor comes from: the IPv4 address itself, or the first 64 bits of an IPv6 address, because one
 * subscriber owns all the rest.
 */
export function networkOf(address: string): string {
  const plain = address.startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;
  if (!isIPv6(plain)) return plain;
  const [left = "", right] = (plain.split("%")[0] ?? "").split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  const groups = [...head, ...zeros, ...tail].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** The address a request comes from; behind a trusted proxy the one that proxy saw (the last it appended). */
export function visitorAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustProxy: boolean,
) {
  if (trustProxy && forwardedFor !== undefined) {
    const last = forwardedFor.split(",").at(-1)?.trim();
    if (last !== undefined && last !== "") return last;
  }
  return socketAddress ?? "unknown";
}

/** A caller that has broken off already has no address any more, whatever fastify's types say. */
export function networkOfRequest(request: FastifyRequest): string {
  const ip: string | undefined = request.ip;
  return networkOf(ip ?? "unknown");
}
