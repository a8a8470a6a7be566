import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../agent/ports.ts";
import { type BucketSize, TokenBuckets } from "../token-bucket.ts";
import type { UpgradeDoor } from "../upgrades.ts";
import type { Attendance, Broker, ClientSocket, Visitor } from "./broker.ts";
import { JoinedWrites } from "./joined-writes.ts";
import { errorFrame, isPeerAddress, isPeerToken, MAX_FRAME_BYTES } from "./peer-message.ts";

/** PeerJS's default key; one seed is one realm, so the key tells nothing apart. */
export const PEERJS_KEY = "peerjs";
/** A lecture hall, a school or a mobile carrier's gateway behind one address, each visitor with a tab or two. */
const MAX_CLIENTS_PER_NETWORK = 512;
/** A hall that opens the link together, and everybody coming back within half a minute after the seed was restarted. */
const CONNECT_BUCKET: BucketSize = { capacity: 600, perSecond: 20 };
/** Messages of a client that is not let in yet. */
const MAX_EARLY = 32;
/** How long a client may take to answer our goodbye before its socket is dropped. */
const GOODBYE_MS = 500;

export interface DoorOptions {
  readonly clock: Clock;
  readonly maxClientsPerNetwork?: number;
  readonly connectBucket?: BucketSize;
}

/** Lets PeerJS clients in: WebSockets at `/peerjs?key&id&token&version`. */
export class SignalingDoor implements UpgradeDoor {
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  readonly #broker: Broker;
  readonly #options: DoorOptions;
  readonly #writes = new JoinedWrites();
  readonly #perNetwork = new Map<string, number>();
  readonly #attempts: TokenBuckets;

  constructor(broker: Broker, options: DoorOptions) {
    this.#broker = broker;
    this.#options = options;
    this.#attempts = new TokenBuckets(options.connectBucket ?? CONNECT_BUCKET);
  }

  refusalOf(_request: IncomingMessage, network: string): string | null {
    const { clock, maxClientsPerNetwork = MAX_CLIENTS_PER_NETWORK } = this.#options;
    if (!this.#attempts.take(network, 1, clock.nowMs())) return "429 Too Many Requests";
    if ((this.#perNetwork.get(network) ?? 0) >= maxClientsPerNetwork) return "503 Service Unavailable";
    return null;
  }

  welcome(socket: WebSocket, request: IncomingMessage, network: string): void {
    this.#count(network, 1);
    // Sockets report protocol errors and oversized frames here and then close by themselves.
    socket.on("error", () => socket.terminate());
    const query = queryOf(request.url ?? "/");
    const refusal = refusalOfQuery(query);
    if (refusal !== null) {
      socket.once("close", () => this.#count(network, -1));
      socket.send(errorFrame(refusal));
      sayGoodbye(socket, this.#options.clock, 1000, refusal);
      return;
    }
    const visitor = { id: query.get("id") ?? "", token: query.get("token") ?? "", network };
    this.#attend(socket, visitor, () => this.#writes.join(request.socket));
  }

  #attend(socket: WebSocket, visitor: Visitor, beforeSend: () => void): void {
    let attendance: Attendance | null = null;
    let closedCleanly: boolean | null = null;
    /** What came before the id was claimed. Clients wait to be let in; whoever says much before is none. */
    let early: (() => void)[] | null = [];
    socket.on("message", (data, isBinary) => {
      const take = (): void => {
        if (isBinary || Array.isArray(data)) attendance?.onNonsense();
        else attendance?.onFrame(textOf(data));
      };
      if (early === null) take();
      else if (early.length < MAX_EARLY) early.push(take);
      else socket.terminate();
    });
    socket.on("pong", () => attendance?.onPong());
    socket.once("close", (code) => {
      this.#count(visitor.network, -1);
      // 1005 is what `socket.close()` in a page sends, 1001 a page that is left; 1006 a connection that broke.
      closedCleanly = code === 1000 || code === 1001 || code === 1005;
      attendance?.onClosed(closedCleanly);
    });
    const begin = async (): Promise<void> => {
      attendance = await this.#broker.attend(visitor, clientSocketOf(socket, this.#options.clock, beforeSend));
      const waiting = early ?? [];
      early = null;
      for (const take of waiting) take();
      if (closedCleanly !== null) attendance?.onClosed(closedCleanly);
    };
    begin().catch(() => socket.terminate());
  }

  #count(network: string, change: number): void {
    const count = (this.#perNetwork.get(network) ?? 0) + change;
    if (count > 0) this.#perNetwork.set(network, count);
    else this.#perNetwork.delete(network);
  }
}

function clientSocketOf(socket: WebSocket, clock: Clock, beforeSend: () => void): ClientSocket {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  return {
    send: (frame) => {
      if (!isOpen()) return;
      beforeSend();
      socket.send(frame);
    },
    unreadBytes: () => socket.bufferedAmount,
    ping: () => {
      if (isOpen()) socket.ping();
    },
    close: (code, reason) => sayGoodbye(socket, clock, code, reason),
    terminate: () => socket.terminate(),
  };
}

function sayGoodbye(socket: WebSocket, clock: Clock, code: number, reason: string): void {
  socket.close(code, reason);
  const timer = clock.setTimer(GOODBYE_MS, () => socket.terminate());
  socket.once("close", () => timer.cancel());
}

/** In PeerServer's words, because clients show them. */
function refusalOfQuery(query: URLSearchParams): string | null {
  const [id, token, key] = [query.get("id"), query.get("token"), query.get("key")];
  if (!id || !token || !key) return "No id, token, or key supplied to websocket server";
  if (key !== PEERJS_KEY) return "Invalid key provided";
  if (!isPeerAddress(id)) return "Invalid id provided";
  if (!isPeerToken(token)) return "Invalid token provided";
  return null;
}

/** The part behind the question mark, as browsers read it. */
function queryOf(url: string): URLSearchParams {
  const from = url.indexOf("?");
  const to = url.indexOf("#", from);
  return new URLSearchParams(from < 0 ? "" : url.slice(from + 1, to < 0 ? undefined : to));
}

const textOf = (data: Buffer | ArrayBuffer): string =>
  Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
