import type { ChainPlace } from "../board/chain.ts";
import type { SignedCells } from "../board/signed-cells.ts";
import type { Address, LogId } from "../ids.ts";
import type { ForkProof } from "../log/fork.ts";
import type { LogSum } from "../log/replica.ts";
import type { HeaderBody, LogAuthor, SegmentBody } from "../log/segment.ts";
import type { SignedNote } from "../notes/note.ts";
import type { StatusEntry } from "../presence/status.ts";
import type { SignedWord } from "../presence/word.ts";
import type { PushKey } from "../push-key.ts";

/** The newest version of messages this code speaks; `MIN_PROTOCOL_VERSION` the oldest. */
export const PROTOCOL_VERSION = 4;
export const MIN_PROTOCOL_VERSION = 4;

/** Everything that travels over a link of one study. Order on a link is kept; docs/protocol.md tells the story. */
export type Message =
  | HelloMessage
  | ProofMessage
  | SegmentsMessage
  | StatusMessage
  | DigestMessage
  | SumsMessage
  | WantMessage
  | ShuffleMessage
  | ForksMessage
  | { readonly type: "ping"; readonly stamp: number }
  | PongMessage
  | DisconnectMessage
  | NotesMessage
  | NoteDigestMessage
  | CellsMessage
  | BoardDigestMessage
  | EpochsWantedMessage
  | EpochsMessage
  | TreeMessage
  | WordsMessage
  | RunningMessage
  | StatusDigestMessage
  | { readonly type: "previewWanted" }
  | PreviewMessage;

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

/** What is told of one log. */
export interface LogEntries {
  readonly log: LogId;
  readonly segments: readonly SegmentBody[];
  /** Of segments whose trials are not told. */
  readonly headers: readonly HeaderBody[];
}

export interface SegmentsMessage {
  readonly type: "segments";
  /** The `want` this answers; 0: pushed without being asked. */
  readonly answer: number;
  /** Whose logs these are, where the other end may not know; once on a link, and with every answer. */
  readonly introductions: readonly LogAuthor[];
  readonly logs: readonly LogEntries[];
  /** Of an answer, for each of the wanted ranges: all that the sender holds of it from here on has been told. */
  readonly reached: readonly number[];
}

export interface StatusMessage {
  readonly type: "status";
  readonly statuses: readonly StatusEntry[];
}

export interface DigestMessage {
  readonly type: "digest";
  /** 8 bytes over the banned keys. */
  readonly bans: Uint8Array;
  /** A sum for each of 64 buckets of logs, 512 bytes. */
  readonly sums: Uint8Array;
  /** Logs that grew lately; the receiver explains differing buckets by these first. And a few of which only a sample is held. */
  readonly logs: readonly LogSum[];
}

export interface SumsMessage {
  readonly type: "sums";
  /** `logs` are all that the sender holds in these buckets; empty: single logs. */
  readonly buckets: readonly number[];
  readonly logs: readonly LogSum[];
}

export interface WantedRange {
  readonly log: LogId;
  /** Segments `from` (inclusive) to `to` (exclusive), perhaps none. */
  readonly from: number;
  readonly to: number;
  /** Of this level and up, and newest bests. */
  readonly level: number;
  /** How long the asker's log is: where the other's is longer, its head and newest best are told first. */
  readonly length: number;
  /** Headers alone. */
  readonly bare: boolean;
}
export interface WantMessage {
  readonly type: "want";
  /** From 1; comes back as `answer`. */
  readonly id: number;
  readonly ranges: readonly WantedRange[];
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
  /** `bucketSums` of their hashes under this salt, 256 bytes. */
  readonly sums: Uint8Array;
}

export interface CellsMessage {
  readonly type: "cells";
  readonly cells: readonly SignedCells[];
}

/** What the sender holds of the board: its chain of closed epochs, and batches of its open one. */
export interface BoardDigestMessage extends ChainPlace {
  readonly type: "boardDigest";
  /** The head before its last record: whoever is behind by one sees whether that one is its own open epoch. */
  readonly before: Uint8Array;
  readonly salt: number;
  /** `bucketSums` of the names of batches held of the open epoch, under this salt, 256 bytes. */
  readonly sums: Uint8Array;
}

export interface EpochsWantedMessage {
  readonly type: "epochsWanted";
  readonly from: number;
}

/** Records of closed epochs from `from` on, as many as fit; the rest is wanted again. */
export interface EpochsMessage {
  readonly type: "epochs";
  readonly from: number;
  /** The head before `from`: whether the asker's chain leads there. */
  readonly before: Uint8Array;
  readonly records: readonly Uint8Array[];
}

/**
 * Of the trees over which things are pushed: `ihave` announces what the sender has, `graft` asks for it and for whatever comes
 * of its source from then on, `prune` says that these came twice, and so does their source.
 */
export interface TreeMessage {
  readonly type: "ihave" | "graft" | "prune";
  readonly keys: readonly PushKey[];
}

/** Neighbours' words that logs are gone. */
export interface WordsMessage {
  readonly type: "words";
  readonly words: readonly SignedWord[];
}

/** What runs at this end now, in the agent's words: for this neighbour alone, and unsigned. */
export interface RunningMessage {
  readonly type: "running";
  readonly body: Uint8Array;
}

/** Who is there, as the sender knows. Whoever knows others answers with its own, and then both tell what the other lacks. */
export interface StatusDigestMessage {
  readonly type: "statusDigest";
  /** The sender follows logs of this level and higher. */
  readonly level: number;
  readonly salt: number;
  /** `presenceSums` of the live logs of the higher of both ends' levels, 256 bytes; null: the level is all there is to say. */
  readonly sums: Uint8Array | null;
  /** 4 bytes for each log in buckets that differed (`presenceHashes`); null where none have been compared yet. */
  readonly known: Uint8Array | null;
}

/** The best trials that this end's agent knows, in its words: unsigned, for a neighbour that asked because it holds little. */
export interface PreviewMessage {
  readonly type: "preview";
  readonly body: Uint8Array;
}
