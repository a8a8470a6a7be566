import { WebSocket } from "ws";

export interface WireMessage {
  readonly type: string;
  readonly src?: string;
  readonly dst?: string;
  readonly from?: string;
  readonly payload?: unknown;
}

export interface WireOptions {
  readonly id?: string;
  readonly token?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly autoPong?: boolean;
}

/** A client on the bare WebSocket that can say what no peerjs would. */
export class WireClient {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #messages: WireMessage[] = [];
  #heard: (() => void) | null = null;

  constructor(
    port: number,
    query: string,
    { headers = {}, autoPong = true }: Pick<WireOptions, "headers" | "autoPong"> = {},
  ) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?${query}`, { headers, autoPong });
    this.socket.on("message", (data: Buffer) => {
      this.#messages.push(JSON.parse(data.toString()) as WireMessage);
      this.#heard?.();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    // A refused upgrade ends in an error; tests look at `refusal`.
    this.socket.on("error", () => {});
  }

  /** The next message the server sends; fails with the test's own time limit if none comes. */
  async next(): Promise<WireMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string | Buffer): void {
    this.socket.send(text);
  }

  /**
   * Resolves when the server has dealt with everything sent so far, and fails if it had anything else to say meanwhile: a
   * message to itself comes back.
   */
  async echo(id: string, mark = "echo"): Promise<void> {
    this.send({ type: "CANDIDATE", dst: id, payload: candidatePayload(mark) });
    const back = await this.next();
    if (JSON.stringify(back).includes(`"dc_${mark}"`)) return;
    throw new Error(`The server said ${JSON.stringify(back)}.`);
  }
}

/** Connects and waits for OPEN. */
export async function openWire(
  port: number,
  { id = "wire", token = "token", key = "peerjs", ...rest }: WireOptions = {},
) {
  const client = new WireClient(port, `key=${key}&id=${id}&token=${token}&version=1.5.5`, rest);
  const first = await client.next();
  if (first.type !== "OPEN") throw new Error(`Instead of OPEN came ${JSON.stringify(first)}.`);
  return client;
}

/** The status with which an upgrade is refused. */
export function refusalStatus(
  port: number,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?${query}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on("open", () => reject(new Error("The upgrade was not refused.")));
    socket.on("error", () => {});
  });
}

/** As peerjs 1.5.5 in Chromium sends them for a raw, reliable data connection. */
export const offerPayload = (connectionId = "dc_1", serialization = "raw") => ({
  sdp: { type: "offer", sdp: SDP },
  type: "data",
  connectionId,
  metadata: { purpose: "test" },
  label: connectionId,
  reliable: true,
  serialization,
});
export const answerPayload = (connectionId = "dc_1") => ({
  sdp: { type: "answer", sdp: SDP },
  type: "data",
  connectionId,
});
export const candidatePayload = (mark = "1") => ({
  candidate: {
    candidate:
      "candidate:1 1 udp 2113937151 0d4a1b8e-0b0f-4d2c-9d40-6c0f2f3d8a5b.local 53126 typ host generation 0 ufrag Wx5p",
    sdpMid: "0",
    sdpMLineIndex: 0,
    usernameFragment: "Wx5p",
  },
  type: "data",
  connectionId: `dc_${mark}`,
});

const SDP = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:Wx5p",
  "a=ice-pwd:3mFQJ0hWjvZ9h1uVb8lY7q2N",
  "a=ice-options:trickle",
  "a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08",
  "a=setup:actpass",
  "a=mid:0",
  "a=sctp-port:5000",
  "a=max-message-size:262144",
  "",
].join("\r\n");
