import { ByteWriter } from "../byte-writer.ts";
import { type Address, type LogId, logIdOf } from "../ids.ts";
import type { Totals } from "../log/segment.ts";

export const STATUS_VERSION = 1;
/** Name, cores and the running trials of 64 cores; 10,000 peers of the largest kind are 40 MB, so the store caps bytes too. */
export const MAX_STATUS_BODY_BYTES = 4 * 1024;

/** A quarter of an hour: even then no more than two or three statuses a second are heard. */
export const MAX_STATUS_PERIOD_MS = 900_000;

/** Presence of one log: the newest sequence replaces the ones before. */
export interface StatusDraft {
  /** From 0, one more each time. */
  readonly sequence: number;
  /** Where the log's peer can be dialled; empty if nowhere. */
  readonly address: Address;
  /** Segments in the own log. */
  readonly length: number;
  readonly totals: Totals;
  /** Has used up its budget, but still shares. */
  readonly done: boolean;
  /** The last status of this log. */
  readonly leaving: boolean;
  /** When the next one comes at the latest; three of these without one and the log counts as gone. */
  readonly periodMs: number;
  /** The agent's; opaque here, at most `MAX_STATUS_BODY_BYTES`. */
  readonly body: Uint8Array;
}

export interface UnsignedStatus extends StatusDraft {
  readonly version: number;
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly nonce: Uint8Array;
}

export interface SignedStatus extends UnsignedStatus {
  /** Ed25519 over `statusSigningBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** A status on its way. */
export interface StatusEntry {
  /** How long the sender has had it: a status must not become young again at every hop. */
  readonly ageMs: number;
  readonly status: SignedStatus;
  /** The other end knows whose log it is: the log's name is enough. */
  readonly isKnown?: boolean;
}

/** A status and when it was made; own and foreign alike. */
export interface KnownStatus {
  readonly status: SignedStatus;
  readonly madeMs: number;
  /** Since when its log is known: old acquaintances first when not all can be sent. */
  readonly firstMs: number;
  /** Bits of links whose other ends have shown it, or were told it. */
  shown: number;
  /** Bits of those that have shown or were told two earlier ones of this log, and so know whose it is. */
  met: number;
}

const bytesByStatus = new WeakMap<UnsignedStatus, Uint8Array>();

/** What the log's key signs. */
export function statusSigningBytes(status: UnsignedStatus): Uint8Array {
  const known = bytesByStatus.get(status);
  if (known !== undefined) return known;
  const bytes = writeStatus(status);
  bytesByStatus.set(status, bytes);
  return bytes;
}

function writeStatus(status: UnsignedStatus): Uint8Array {
  return new ByteWriter()
    .text("waggle status")
    .uint8(status.version)
    .text(status.studyId)
    .raw(status.publicKey)
    .raw(status.nonce)
    .uint32(status.sequence)
    .text(status.address)
    .uint32(status.length)
    .float64(status.totals.complete)
    .float64(status.totals.pruned)
    .float64(status.totals.failed)
    .uint8(status.done ? 1 : 0)
    .uint8(status.leaving ? 1 : 0)
    .uint32(status.periodMs)
    .uint32(status.body.length)
    .raw(status.body)
    .finish();
}

const logByStatus = new WeakMap<UnsignedStatus, LogId>();

/** The log this status speaks for. */
export function statusLog(status: UnsignedStatus): LogId {
  const known = logByStatus.get(status);
  if (known !== undefined) return known;
  const log = logIdOf(status.publicKey, status.studyId, status.nonce);
  logByStatus.set(status, log);
  return log;
}
