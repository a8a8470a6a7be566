import type { Address, LogId } from "../ids.ts";
import type { ForkProof } from "../log/fork.ts";
import type { Head, Segment } from "../log/segment.ts";
import type { SignedNote } from "../notes/note.ts";
import type { StatusEntry } from "../presence/status.ts";

/** The newest version of messages this code speaks; `MIN_PROTOCOL_VERSION` the oldest. */
export const PROTOCOL_VERSION = 2;
export const MIN_PROTOCOL_VERSION = 1;
/** Peers of an older version do not know `notes` and `noteDigest`, and are not sent any. */
export const NOTES_SINCE_VERSION = 2;

/** Everything that travels over a link of one study. Order on a link is kept; docs/protocol.md tells the story. */
export type Message =
  | HelloMessage
  | ProofMessage
  | SegmentsMessage
  | StatusMessage
  | DigestMessage
  | HeadsMessage
  | WantMessage
  | ShuffleMessage
  | ForksMessage
  | { readonly type: "ping"; readonly stamp: number }
  | PongMessage
  | DisconnectMessage
  | NotesMessage
  | NoteDigestMessage;

/** First on a link, from both ends at once. */
export interface HelloMessage {
  readonly type: "hello";
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly publicKey: Uint8Array;
  /** 16 bytes, fresh for this link. */
  readonly handshakeNonce: Uint8Array;
  /** Which log of that key speaks here: two tabs of one profile are two participants. */
  readonly logNonce: Uint8Array;
  /** Where the sender can be dialled; empty if nowhere. */
  readonly address: Address;
  /** HyParView's high priority: the sender has no other link or looks for the other half of the swarm. */
  readonly priority: boolean;
  /** How many live logs the sender knows: who knows as many as we do needs no list of them. */
  readonly liveLogs: number;
}

/** Second on a link: Ed25519 over `proofBytes`, 64 bytes. */
export interface ProofMessage {
  readonly type: "proof";
  readonly signature: Uint8Array;
}

export interface SegmentsMessage {
  readonly type: "segments";
  /** The `want` this answers; 0: pushed without being asked. */
  readonly answer: number;
  readonly segments: readonly Segment[];
}

export interface StatusMessage {
  readonly type: "status";
  readonly statuses: readonly StatusEntry[];
}

/** All logs whose id begins with `prefix` (0 to 3 characters). */
export interface RangeDigest {
  readonly prefix: string;
  readonly count: number;
  /** 8 bytes; equal heads give equal fingerprints under the message's salt. */
  readonly fingerprint: Uint8Array;
}

export interface DigestMessage {
  readonly type: "digest";
  /** Keys the fingerprints, so that nobody can prepare logs that hide a difference. */
  readonly salt: number;
  /** 8 bytes over the banned keys. */
  readonly bans: Uint8Array;
  /** Logs that grew lately; the receiver explains differing ranges by these first. */
  readonly recent: readonly Head[];
  readonly ranges: readonly RangeDigest[];
}

export interface HeadsMessage {
  readonly type: "heads";
  /** `heads` are all the sender holds under these prefixes; empty: single logs it holds more of. */
  readonly prefixes: readonly string[];
  readonly heads: readonly Head[];
}

export interface LogRange {
  readonly log: LogId;
  /** Segments `from` (inclusive) to `to` (exclusive). */
  readonly from: number;
  readonly to: number;
}
export interface WantMessage {
  readonly type: "want";
  /** From 1; comes back as `answer`. */
  readonly id: number;
  readonly ranges: readonly LogRange[];
}

/** HyParView's shuffle: addresses only, links stay. */
export interface ShuffleMessage {
  readonly type: "shuffle" | "shuffleReply";
  readonly addresses: readonly Address[];
}

export interface PongMessage {
  readonly type: "pong";
  /** Of the ping this answers. */
  readonly stamp: number;
  /** How long the study has been going on by the sender's word; null while it does not know. */
  readonly studyMs: number | null;
}

export interface ForksMessage {
  readonly type: "forks";
  readonly proofs: readonly ForkProof[];
}

export type DisconnectReason = "full" | "duplicate" | "self" | "goodbye" | "incompatible" | "misbehaved";
export interface DisconnectMessage {
  readonly type: "disconnect";
  readonly reason: DisconnectReason;
  /** Where the other may have more luck. */
  readonly addresses: readonly Address[];
}

export interface NotesMessage {
  readonly type: "notes";
  readonly notes: readonly SignedNote[];
}

/** What the sender holds of notes. Whoever holds others tells them, and answers with its own. */
export interface NoteDigestMessage {
  readonly type: "noteDigest";
  readonly salt: number;
  /** `noteSums` under this salt, 256 bytes. */
  readonly sums: Uint8Array;
}
