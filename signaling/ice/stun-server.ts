import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Clock } from "../../agent/ports.ts";
import { everyAddress } from "../hosts.ts";
import { networkOf } from "../network.ts";
import { type BucketSize, TokenBucket, TokenBuckets } from "../token-bucket.ts";
import { answerBinding } from "./stun-message.ts";

/** A tab asks once for each link that it opens, from each of its addresses, and again while no answer comes. */
const NETWORK_BUCKET: BucketSize = { capacity: 1_000, perSecond: 20 };
/** An answer is 44 bytes at most, and a false source can have it sent elsewhere: 90 kB/s in all, 1.6 times what came. */
const TOTAL_BUCKET: BucketSize = { capacity: 4_000, perSecond: 2_000 };

export interface StunServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers binding requests over UDP. `port` 0 takes a free one. Rejects if it cannot listen, with Node's error. */
export async function startStunServer(host: string, port: number, clock: Clock): Promise<StunServer> {
  const networks = new TokenBuckets(NETWORK_BUCKET);
  const total = new TokenBucket(TOTAL_BUCKET, clock.nowMs());
  const address = host === "::" ? everyAddress() : host;
  const socket: Socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (packet, from) => {
    const nowMs = clock.nowMs();
    const answer = answerBinding(packet, from.address, from.port);
    if (answer === null || !networks.take(networkOf(from.address), 1, nowMs) || !total.take(1, nowMs)) return;
    // Whoever cannot be reached is not our fault, and asks again.
    socket.send(answer, from.port, from.address, () => {});
  });
  socket.bind(port, address);
  await once(socket, "listening");
  socket.on("error", (error) => console.error("The STUN socket failed.", error));
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
