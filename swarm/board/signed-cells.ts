import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../byte-writer.ts";
import { base64url, ID_BYTES, type LogId, logIdOf, type PeerId, peerIdOf } from "../ids.ts";

/** Cells of another version are not read: a tab that is too old or too new says so at the handshake. */
export const CELLS_VERSION = 1;
/** Four hundred cells of 40 bytes: what many cores bring within a tenth of a second. */
export const MAX_CELLS_BODY_BYTES = 16 * 1024;
/** What a batch costs beside its body, about as many bytes as on the wire: key, signature, places. */
export const CELLS_OVERHEAD_BYTES = 256;

/** Everything of a batch of cells that is signed. */
export interface UnsignedCells {
  readonly version: number;
  readonly studyId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 16 bytes: of the log whose tab evaluated them (`cellsLog`). */
  readonly logNonce: Uint8Array;
  /** Which epoch they are of: as many are closed. */
  readonly epoch: number;
  /** Head of the chain of closed epochs that this builds on, 8 bytes. On another chain the same bytes mean something else. */
  readonly base: Uint8Array;
  /** The agent's; opaque here, at most `MAX_CELLS_BODY_BYTES`. */
  readonly body: Uint8Array;
}

/** What one tab found of the open epoch: good until that epoch closes, and one epoch longer for those who are behind. */
export interface SignedCells extends UnsignedCells {
  /** Ed25519 over `cellsSigningBytes`, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Base64url, 22 characters (16 bytes): hash of what is signed. */
export type CellsName = string;

interface Names {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly name: CellsName;
  readonly peer: PeerId;
  readonly log: LogId;
}
/** Asked for at every hop, and a hash each; the memory goes with the batch. */
const namesByCells = new WeakMap<UnsignedCells, Names>();

/** What the key signs. */
export const cellsSigningBytes = (cells: UnsignedCells): Uint8Array => namesOf(cells).bytes;

/** SHA-256 of the signing bytes, 32 bytes; the signature is left out: signing twice makes no other batch. */
export const cellsHash = (cells: UnsignedCells): Uint8Array => namesOf(cells).hash;

export const cellsName = (cells: UnsignedCells): CellsName => namesOf(cells).name;

/** Whose cells they are. */
export const cellsPeer = (cells: UnsignedCells): PeerId => namesOf(cells).peer;

/** The log of the tab that evaluated them. */
export const cellsLog = (cells: UnsignedCells): LogId => namesOf(cells).log;

export const cellsSizeBytes = (cells: UnsignedCells): number => cells.body.length + CELLS_OVERHEAD_BYTES;

function namesOf(cells: UnsignedCells): Names {
  const known = namesByCells.get(cells);
  if (known !== undefined) return known;
  const bytes = writeCells(cells);
  const hash = sha256(bytes);
  const names: Names = {
    bytes,
    hash,
    name: base64url(hash.subarray(0, ID_BYTES)),
    peer: peerIdOf(cells.publicKey),
    log: logIdOf(cells.publicKey, cells.studyId, cells.logNonce),
  };
  namesByCells.set(cells, names);
  return names;
}

function writeCells(cells: UnsignedCells): Uint8Array {
  return new ByteWriter()
    .text("waggle cells")
    .uint8(cells.version)
    .text(cells.studyId)
    .raw(cells.publicKey)
    .raw(cells.logNonce)
    .uint32(cells.epoch)
    .raw(cells.base)
    .uint32(cells.body.length)
    .raw(cells.body)
    .finish();
}
