// The trusted half of a child process that runs one objective: frames in, frames out, timers; the engine is somebody else's.
import type { BareHost, BareRealm } from "../bare/bare-host.ts";
import { FRAME, FrameReader, frameOf } from "./frames.ts";

export interface RealmTexts {
  /** `bare-globals.ts` and `bare-runtime.ts`, each as one classic script. */
  readonly globals: string;
  readonly runtime: string;
}

/** A realm that runs nothing but what it is given. */
export interface BareEngine {
  readonly realm: BareRealm;
  /** Runs a module, then says so to the realm. */
  evaluate(text: string): void;
}

/** What a child ends with when its engine has no more memory. */
export const MEMORY_EXIT = 71;
/** Texts and batches come from the engine, which is trusted; this is only far above what they ever are. */
const MAX_FRAME_BYTES = 64 << 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NOTHING = new Uint8Array(0);

/** Serves one objective until standard input ends, and then no longer whatever it does. */
export function serveChild(open: (host: BareHost, texts: RealmTexts) => Promise<BareEngine>): void {
  let engine: BareEngine | null = null;
  let waiting: Promise<void> = Promise.resolve();
  const reader = new FrameReader(MAX_FRAME_BYTES);
  const write = (kind: number, bytes: Uint8Array): void => void process.stdout.write(frameOf(kind, bytes));
  const stray = (act: () => unknown): void => {
    // What a timer of the objective threw, outside of any trial.
    Promise.resolve()
      .then(act)
      .catch(() => write(FRAME.stray, NOTHING));
  };
  const host: BareHost = {
    now: () => performance.now(),
    send: (bytes) => write(FRAME.message, new Uint8Array(bytes)),
    timer: (id, delayMs) => void setTimeout(() => stray(() => engine?.realm.fire(id)), delayMs),
    turn: () => void setImmediate(() => engine?.realm.proceed()),
    evaluate: (text) => void setImmediate(() => engine?.evaluate(text)),
  };
  const take = async (kind: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    if (kind === FRAME.start) engine = await open(host, JSON.parse(decoder.decode(bytes)) as RealmTexts);
    else if (kind === FRAME.json) engine?.realm.receive(decoder.decode(bytes));
    else if (kind === FRAME.run) engine?.realm.run(bytes.buffer);
  };
  process.stdin.on("data", (piece: Buffer) => {
    const isWhole = reader.push(piece, (kind, bytes) => {
      waiting = waiting.then(() => take(kind, bytes));
    });
    if (!isWhole) process.exit(1);
  });
  // Whoever started this is gone.
  process.stdin.on("end", () => process.exit(0));
  process.stdout.on("error", () => process.exit(0));
}

export const textBytes = (text: string): Uint8Array => encoder.encode(text);
