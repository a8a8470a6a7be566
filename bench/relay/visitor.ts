import { request } from "node:http";
import { WebSocket } from "ws";

/** The study in whose room all visitors are. */
const ROOM = "r".repeat(43);
/** Those behind one address: as many pairs as the relay's bound for a network carries. */
const VISITORS_OF_NETWORK = 20;

/** One who takes part at the seed, by its number: its address there, and the loopback address it comes from. */
export interface Visitor {
  readonly port: number;
  readonly id: string;
  readonly localAddress: string;
}

export function visitor(port: number, name: string, number: number): Visitor {
  return { port, id: `${name}${number}`, localAddress: `127.0.1.${1 + Math.floor(number / VISITORS_OF_NETWORK)}` };
}

const tokenOf = (id: string): string => `${id}-token`;

/** Its signaling socket; it is a member of the room when this resolves. Whatever it hears after that goes to `onMessage`. */
export async function join(who: Visitor, onMessage: (text: string) => void = () => {}): Promise<WebSocket> {
  const { port, id, localAddress } = who;
  const query = new URLSearchParams({ key: "peerjs", id, token: tokenOf(id), version: "1.5.5" });
  const socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?${query}`, { localAddress });
  await new Promise((resolve, reject) => {
    socket.once("message", resolve);
    socket.once("error", reject);
  });
  socket.on("message", (data: Buffer) => onMessage(data.toString()));
  await announce(who);
  return socket;
}

function announce({ port, id, localAddress }: Visitor): Promise<void> {
  const body = JSON.stringify({
    address: id,
    token: tokenOf(id),
    summary: { best: null, trials: 0, peers: 1 },
  });
  const headers = { "content-type": "application/json", "content-length": body.length };
  const path = `/api/rooms/${ROOM}/announce`;
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path, method: "POST", localAddress, headers }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`The seed refused an announcement with ${response.statusCode}.`));
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** Its end of a relayed pair with `peer`. */
export function openEnd({ port, id, localAddress }: Visitor, peer: Visitor): WebSocket {
  const query = new URLSearchParams({ address: id, token: tokenOf(id), peer: peer.id });
  return new WebSocket(`ws://127.0.0.1:${port}/relay?${query}`, { localAddress });
}
