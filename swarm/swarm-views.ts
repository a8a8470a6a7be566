import type { SignedCells } from "./board/signed-cells.ts";
import type { Address, LinkId, LogId, PeerId } from "./ids.ts";
import type { Totals } from "./log/segment.ts";

export interface LogView {
  readonly log: LogId;
  readonly peer: PeerId;
  /** Cumulative, from the newest segment held (or a newer status). */
  readonly totals: Totals;
  /** Segments it has, as far as is known; how many are held, and how many trials those carry. */
  readonly length: number;
  readonly held: number;
  readonly heldTrials: number;
  readonly live: boolean;
  readonly own: boolean;
}

export interface LinkView {
  readonly link: LinkId;
  readonly peer: PeerId;
  readonly log: LogId;
  readonly address: Address;
  /** Null until the first pong. */
  readonly rttMs: number | null;
}

export interface LiveLog {
  readonly log: LogId;
  readonly peer: PeerId;
  readonly address: Address;
  readonly totals: Totals;
  readonly done: boolean;
  readonly body: Uint8Array;
  /** Since the newest sign of life. */
  readonly ageMs: number;
}

/** What all tabs are working on together: how it went so far, and what is known of the open epoch. */
export interface BoardView {
  /** Of closed epochs, in order. */
  readonly records: readonly Uint8Array[];
  /** Of the chain of `records`, 8 bytes. */
  readonly head: Uint8Array;
  /** Batches of the open epoch, the own ones included. */
  readonly cells: readonly SignedCells[];
}

/** Every size is bounded; see the `MAX_...` beside each. */
export interface SwarmSizes {
  readonly logs: number;
  /** Segments that wait for their basis. */
  readonly waiting: number;
  /** Counted, of all segments and logs. */
  readonly heldBytes: number;
  readonly statuses: number;
  readonly notes: number;
  readonly epochs: number;
  readonly epochBytes: number;
  /** Batches held, also of the epoch before and of the next. */
  readonly cells: number;
  readonly cellBytes: number;
  /** Names of batches remembered over all links. */
  readonly knownCells: number;
  readonly passive: number;
  readonly pendingDials: number;
  readonly dials: number;
  readonly links: number;
}
