import { type ClientOptions, WebSocket } from "ws";
import { openWire, type WireClient } from "./wire-client.ts";

/** The study in whose room members are, unless told otherwise. */
export const ROOM = "r".repeat(43);

/** A client of the seed that is a member of a room; its token is its address with `-token` behind. */
export async function joinRoom(port: number, id: string, studyId = ROOM): Promise<WireClient> {
  const wire = await openWire(port, { id, token: tokenOf(id) });
  const response = await fetch(`http://127.0.0.1:${port}/api/rooms/${studyId}/announce`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address: id, token: tokenOf(id), summary: { best: null, trials: 0, peers: 1 } }),
  });
  if (!response.ok) throw new Error(`The seed refused an announcement with ${response.status}.`);
  return wire;
}

export const tokenOf = (id: string): string => `${id}-token`;

/** One end of a relayed pair, on the bare WebSocket. */
export class RelayEnd {
  readonly socket: WebSocket;
  readonly received: Buffer[] = [];
  readonly texts: string[] = [];
  receivedBytes = 0;
  readonly closed: Promise<number>;
  /** Of the refused upgrade. */
  readonly refused: Promise<number>;

  constructor(port: number, address: string, peer: string, options: ClientOptions & { readonly token?: string } = {}) {
    const query = new URLSearchParams({ address, peer, token: options.token ?? tokenOf(address) });
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/relay?${query}`, options);
    this.socket.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.texts.push(data.toString());
        return;
      }
      this.received.push(data);
      this.receivedBytes += data.length;
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code) => resolve(code));
    });
    this.refused = new Promise((resolve) => {
      this.socket.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        this.socket.terminate();
      });
    });
    this.socket.on("error", () => {});
  }
}

/** Resolves when it is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}
