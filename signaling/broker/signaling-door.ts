import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../agent/ports.ts";
import { type BucketSize, TokenBuckets } from "../token-bucket.ts";
import type { UpgradeDoor } from "../upgrades.ts";
import type { Attendance, Broker, ClientSocket, Visitor } from "./broker.ts";
import { errorFrame, isPeerAddress, isPeerToken, MAX_FRAME_BYTES } from "./peer-message.ts";

/** PeerJS's default key; one seed is one realm, so the key tells nothing apart. */
export const PEERJS_KEY = "peerjs";
/** A lecture hall, a school or a mobile carrier's gateway behind one address, each visitor with a tab or two. */
const MAX_CLIENTS_PER_NETWORK = 512;
/** A hall that opens the link together, and everybody coming back within half a minute after the seed was restarted. */
const CONNECT_BUCKET: BucketSize = { capacity: 600, perSecond: 20 };
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
    const query = new URL(request.url ?? "/", "http://seed").searchParams;
    const refusal = refusalOfQuery(query);
    if (refusal !== null) {
      socket.once("close", () => this.#count(network, -1));
      socket.send(errorFrame(refusal));
      sayGoodbye(socket, this.#options.clock, 1000, refusal);
      return;
    }
    this.#attend(socket, { id: query.get("id") ?? "", token: query.get("token") ?? "", network });
  }

  #attend(socket: WebSocket, visitor: Visitor): void {
    let attendance: Attendance | null = null;
    let closedCleanly: boolean | null = null;
    socket.on("message", (data, isBinary) => {
      if (isBinary || Array.isArray(data)) attendance?.onNonsense();
      else attendance?.onFrame(textOf(data));
    });
    socket.on("pong", () => attendance?.onPong());
    socket.once("close", (code) => {
      this.#count(visitor.network, -1);
      // 1005 is what `socket.close()` in a page sends, 1001 a page that is left; 1006 a connection that broke.
      closedCleanly = code === 1000 || code === 1001 || code === 1005;
      attendance?.onClosed(closedCleanly);
    });
    // Frames that come before the id is claimed stay in the kernel's buffer.
    socket.pause();
    const begin = async (): Promise<void> => {
      attendance = await this.#broker.attend(visitor, clientSocketOf(socket, this.#options.clock));
      socket.resume();
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

function clientSocketOf(socket: WebSocket, clock: Clock): ClientSocket {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  return {
    send: (frame) => {
      if (isOpen()) socket.send(frame);
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

const textOf = (data: Buffer | ArrayBuffer): string =>
  Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
