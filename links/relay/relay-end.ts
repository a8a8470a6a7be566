/**
 * One end of a relayed link: a WebSocket to the seed, which joins it with the other tab's (docs/http-api.md, the relay). Each frame
 * begins with a byte that says what it is. How much is under way is bounded by what the other end says it has taken, so that a link
 * never gets ahead of the seed's 64 kB/s by more than a second, and needs no timers, which a hidden tab has few of.
 */
import * as v from "valibot";
import type { FrameChannel } from "../framed-channel.ts";

/** Said by the seed, as text, when both ends are there. */
const JOINED = "joined";
const DATA = 0;
const TAKEN = 1;
const SIGNAL = 2;
const MOVED = 3;

/** With one more frame on top it is what a pair may send in a second. */
export const WINDOW_BYTES = 48 << 10;
/** What is taken is said in few words; what is left of the window meanwhile keeps a link busy. */
const TAKEN_EVERY_BYTES = 16 << 10;
/** As the seed counts: a frame is work whatever it carries. */
const MIN_FRAME_COST = 256;
/** One frame of a link; an offer with all its candidates is a few KB. */
const MAX_SIGNAL_BYTES = 16 << 10;

const signalSchema = v.object({
  type: v.picklist(["offer", "answer"]),
  sdp: v.pipe(v.string(), v.maxLength(MAX_SIGNAL_BYTES)),
});
/** Half of a handshake for a direct way. */
export type Signal = v.InferOutput<typeof signalSchema>;

export interface RelayEndEvents {
  /** Both tabs are there: frames may be sent. */
  onJoined(): void;
  onFrame(frame: ArrayBuffer): void;
  onSignal(signal: Signal): void;
  /** The other tab sends no more frames here. */
  onMoved(): void;
  /** Once, at the end; also if it was never joined. */
  onClosed(): void;
}

export interface RelayPlace {
  /** Origin of the seed. */
  readonly seedUrl: string;
  readonly address: string;
  readonly token: string;
}

export class RelayEnd implements FrameChannel {
  readonly highWaterBytes = WINDOW_BYTES;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: ((event: Event) => unknown) | null = null;
  readonly #socket: WebSocket;
  #events: RelayEndEvents | null = null;
  #joined = false;
  #closed = false;
  #underWay = 0;
  #untold = 0;

  constructor({ seedUrl, address, token }: RelayPlace, peer: string) {
    const url = new URL("/relay", seedUrl);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ address, token, peer }).toString();
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("message", ({ data }) => this.#receive(data));
    this.#socket.addEventListener("close", () => this.#finish());
    this.#socket.addEventListener("error", () => this.#finish());
  }

  /** Only one consumer at a time; a later one takes over from an earlier one. */
  listen(events: RelayEndEvents): void {
    this.#events = events;
  }

  get readyState(): RTCDataChannelState {
    if (this.#closed) return "closed";
    return this.#joined ? "open" : "connecting";
  }

  get bufferedAmount(): number {
    return this.#underWay;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#underWay += costOf(frame.length);
    this.#put(DATA, frame);
  }

  signal(signal: Signal): void {
    this.#put(SIGNAL, new TextEncoder().encode(JSON.stringify(signal)));
  }

  /** Says that no more frames come here. */
  move(): void {
    this.#put(MOVED, new Uint8Array(0));
  }

  /** What was sent before still arrives. `onClosed` is called at once. */
  close(): void {
    this.#socket.close(1000);
    this.#finish();
  }

  #put(kind: number, body: Uint8Array): void {
    if (this.#closed) return;
    const whole = new Uint8Array(1 + body.length);
    whole[0] = kind;
    whole.set(body, 1);
    this.#socket.send(whole);
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    if (data === JOINED) {
      this.#joined = true;
      this.#events?.onJoined();
      return;
    }
    if (!(data instanceof ArrayBuffer) || data.byteLength === 0) {
      this.close();
      return;
    }
    const kind = new Uint8Array(data)[0];
    if (kind === DATA) this.#take(data.slice(1));
    else if (kind === TAKEN && data.byteLength === 5) this.#release(new DataView(data).getUint32(1));
    else if (kind === SIGNAL) this.#readSignal(data.slice(1));
    else if (kind === MOVED) this.#events?.onMoved();
    else this.close();
  }

  #take(frame: ArrayBuffer): void {
    this.#untold += costOf(frame.byteLength);
    if (this.#untold >= TAKEN_EVERY_BYTES) {
      const told = new Uint8Array(4);
      new DataView(told.buffer).setUint32(0, this.#untold);
      this.#untold = 0;
      this.#put(TAKEN, told);
    }
    this.#events?.onFrame(frame);
  }

  #release(sizeBytes: number): void {
    const before = this.#underWay;
    this.#underWay = Math.max(0, before - sizeBytes);
    const { bufferedAmountLowThreshold: low } = this;
    if (before > low && this.#underWay <= low) this.onbufferedamountlow?.(new Event("bufferedamountlow"));
  }

  #readSignal(bytes: ArrayBuffer): void {
    const signal = v.safeParse(signalSchema, parseJson(new TextDecoder().decode(bytes)));
    if (signal.success) this.#events?.onSignal(signal.output);
    else this.close();
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events?.onClosed();
  }
}

const costOf = (sizeBytes: number): number => Math.max(MIN_FRAME_COST, sizeBytes);

/** Null if it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
