/**
 * The messages of PeerJS's signaling protocol as peerjs 1.5.5 sends them. A message is rebuilt from what its schema knows,
 * so nothing else of a stranger's reaches another tab.
 */
import * as v from "valibot";
import { isPlain } from "./plain-message.ts";

/** 64 KiB: the largest offers of a data channel are a few KB; PeerServer relays 50 MB. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** As peerjs checks ids itself, and short: an id is a UUID (36 characters) unless a client chose its own. */
const ID = /^(?=.{1,64}$)[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/;
const TOKEN = /^[\x21-\x7e]{1,64}$/;

export const isPeerAddress = (text: string): boolean => ID.test(text);
export const isPeerToken = (text: string): boolean => TOKEN.test(text);

const address = v.pipe(v.string(), v.regex(ID));
const connectionId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const sdp = <Type extends string>(type: Type) =>
  v.object({ type: v.literal(type), sdp: v.pipe(v.string(), v.maxLength(MAX_FRAME_BYTES)) });
/** What a plain peerjs client can open: an offer with any other serialization throws inside the client that gets it. */
const serialization = v.picklist(["raw", "binary", "binary-utf8", "json"]);
const shortText = v.pipe(v.string(), v.maxLength(256));

// Only data channels: a media offer would make every tab that gets it create a peer connection for nothing.
const offer = v.object({
  type: v.literal("OFFER"),
  dst: address,
  payload: v.object({
    sdp: sdp("offer"),
    type: v.literal("data"),
    connectionId,
    metadata: v.optional(v.unknown()),
    label: v.optional(shortText),
    reliable: v.optional(v.boolean()),
    serialization,
  }),
});
const answer = v.object({
  type: v.literal("ANSWER"),
  dst: address,
  payload: v.object({ sdp: sdp("answer"), type: v.literal("data"), connectionId }),
});
const candidate = v.object({
  type: v.literal("CANDIDATE"),
  dst: address,
  payload: v.object({
    candidate: v.object({
      candidate: v.pipe(v.string(), v.maxLength(2048)),
      sdpMid: v.nullish(shortText),
      sdpMLineIndex: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
      usernameFragment: v.nullish(shortText),
    }),
    type: v.literal("data"),
    connectionId,
  }),
});
const heartbeat = v.object({ type: v.literal("HEARTBEAT") });
const leave = v.object({ type: v.literal("LEAVE"), dst: v.optional(address) });
const clientMessage = v.variant("type", [offer, answer, candidate, heartbeat, leave]);

type ClientMessage =
  | { readonly type: "HEARTBEAT" }
  /** The sender gives its id back. */
  | { readonly type: "GOODBYE" }
  /** To be handed to `dst` as it stands; `waits` if it may be kept until `dst` arrives. */
  | Relayed;

export interface Relayed {
  readonly type: "RELAY";
  readonly dst: string;
  readonly frame: string;
  readonly waits: boolean;
  /** Of which connection this is the offer or the answer. */
  readonly handshake: { readonly step: "OFFER" | "ANSWER"; readonly connectionId: string } | null;
}

export type Reading =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly reason: "not-json" | "not-a-message" };

/**
 * Reads one frame of a client. Never throws; `src` is put in by us, whatever the frame says, and of an offer `from`: a name for
 * the network it comes from, as it is for its destination.
 */
export function readFrame(text: string, src: string, fromFor: (dst: string) => string): Reading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, reason: "not-json" };
  }
  const plain = plainly(parsed, text, src, fromFor);
  if (plain !== null) return { ok: true, message: plain };
  const result = v.safeParse(clientMessage, parsed);
  if (!result.success) return { ok: false, reason: "not-a-message" };
  const message = result.output;
  if (message.type === "HEARTBEAT") return { ok: true, message: { type: "HEARTBEAT" } };
  if (message.dst === undefined) return { ok: true, message: { type: "GOODBYE" } };
  const { dst } = message;
  const isOffer = message.type === "OFFER";
  const frame = writeRelayed(isOffer ? { ...message, src, from: fromFor(dst) } : { ...message, src });
  if (frame === null) return { ok: false, reason: "not-a-message" };
  const handshake =
    isOffer || message.type === "ANSWER" ? { step: message.type, connectionId: message.payload.connectionId } : null;
  return { ok: true, message: { type: "RELAY", dst, frame, waits: message.type !== "LEAVE", handshake } };
}

/**
 * A message of which nothing has to be left out is handed on in its own words, with `src` before them: most are such, and to write
 * them anew costs as much as all the rest. Null for any other.
 */
function plainly(parsed: unknown, text: string, src: string, fromFor: (dst: string) => string): Relayed | null {
  if (!isPlain(parsed, ID) || !text.startsWith("{")) return null;
  const { type, dst, payload } = parsed;
  const from = type === "OFFER" ? `,"from":${JSON.stringify(fromFor(dst))}` : "";
  return {
    type: "RELAY",
    dst,
    frame: `{"src":${JSON.stringify(src)}${from},${text.slice(1)}`,
    waits: true,
    handshake: type === "CANDIDATE" ? null : { step: type, connectionId: payload.connectionId },
  };
}

/** Null if the message is nested so deeply that it cannot be written again. */
function writeRelayed(message: object): string | null {
  try {
    return JSON.stringify(message);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export const openFrame = (): string => JSON.stringify({ type: "OPEN" });
export const idTakenFrame = (): string => JSON.stringify({ type: "ID-TAKEN", payload: { msg: "ID is taken" } });
export const errorFrame = (msg: string): string => JSON.stringify({ type: "ERROR", payload: { msg } });
/** Tells `dst` that `src` never came. */
export const expireFrame = (src: string, dst: string): string => JSON.stringify({ type: "EXPIRE", src, dst });
/** Tells a client that `src`, of the network named `from`, waits for it at the relay. PeerJS passes over what it does not know. */
export const relayFrame = (src: string, from: string): string =>
  JSON.stringify({ type: "RELAY", src, from, payload: {} });
