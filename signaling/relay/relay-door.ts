import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../agent/ports.ts";
import { isPeerAddress, isPeerToken } from "../broker/peer-message.ts";
import type { Realm } from "../broker/realm.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { type BucketSize, TokenBuckets } from "../token-bucket.ts";
import type { UpgradeDoor } from "../upgrades.ts";
import type { Relay, RelayAttendance, RelaySocket } from "./relay.ts";

/** A frame of a link is 16 KiB, and one more byte says what it is. */
const MAX_FRAME_BYTES = (16 << 10) + 64;
/** A tab asks for a few links when it joins, and now and then for another; a hall of them at once. */
const ATTEMPTS_BUCKET: BucketSize = { capacity: 120, perSecond: 4 };
const GOODBYE_MS = 500;

interface RelayDoorOptions {
  readonly realm: Realm;
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly attemptsBucket?: BucketSize | undefined;
}

/** Lets ends of relayed links in: WebSockets at `/relay?address&token&peer` of members of one room. */
export class RelayDoor implements UpgradeDoor {
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  readonly #relay: Relay;
  readonly #options: RelayDoorOptions;
  readonly #attempts: TokenBuckets;

  constructor(relay: Relay, options: RelayDoorOptions) {
    this.#relay = relay;
    this.#options = options;
    this.#attempts = new TokenBuckets(options.attemptsBucket ?? ATTEMPTS_BUCKET);
  }

  async refusalOf(request: IncomingMessage, network: string): Promise<string | null> {
    if (!this.#attempts.take(network, 1, this.#options.clock.nowMs())) return "429 Too Many Requests";
    const asked = readQuery(request);
    if (asked === null) return "400 Bad Request";
    const { realm, rooms } = this.#options;
    if ((await realm.networkOfClient(asked.address, asked.token)) === null) return "403 Forbidden";
    if (!rooms.share(asked.address, asked.peer)) return "403 Forbidden";
    return this.#relay.hasRoomFor(network) ? null : "503 Service Unavailable";
  }

  welcome(socket: WebSocket, request: IncomingMessage, network: string): void {
    socket.on("error", () => socket.terminate());
    const asked = readQuery(request);
    if (asked === null) {
      socket.terminate();
      return;
    }
    const { address, peer } = asked;
    const attendance: RelayAttendance | null = this.#relay.attend(
      { address, peer, network },
      relaySocketOf(socket, request.socket, this.#options.clock),
    );
    socket.on("message", (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) attendance?.onFrame(data);
      else attendance?.onNonsense();
    });
    socket.on("pong", () => attendance?.onPong());
    socket.once("close", () => attendance?.onClosed());
  }
}

function readQuery(request: IncomingMessage) {
  const query = new URL(request.url ?? "/", "http://seed").searchParams;
  const [address, token, peer] = [query.get("address") ?? "", query.get("token") ?? "", query.get("peer") ?? ""];
  const isWhole = isPeerAddress(address) && isPeerToken(token) && isPeerAddress(peer) && address !== peer;
  return isWhole ? { address, token, peer } : null;
}

/** `stream` is what the WebSocket goes by. */
function relaySocketOf(socket: WebSocket, stream: Duplex, clock: Clock): RelaySocket {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  let gathers = false;
  /** What comes in one piece leaves in one: a system call for each of hundreds of small frames would be most of their cost. */
  const gather = (): void => {
    if (gathers) return;
    gathers = true;
    stream.cork();
    process.nextTick(() => {
      gathers = false;
      stream.uncork();
    });
  };
  return {
    send: (frame, sent) => {
      if (!isOpen()) return;
      gather();
      socket.send(frame, { binary: true }, sent);
    },
    sendText: (text) => {
      if (isOpen()) socket.send(text);
    },
    unreadBytes: () => socket.bufferedAmount,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    ping: () => {
      if (isOpen()) socket.ping();
    },
    close: (code, reason) => {
      socket.close(code, reason);
      const timer = clock.setTimer(GOODBYE_MS, () => socket.terminate());
      socket.once("close", () => timer.cancel());
    },
    terminate: () => socket.terminate(),
  };
}
