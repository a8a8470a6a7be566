import type { Address, LinkId, LogId, PeerId } from "./ids.ts";
import type { Totals } from "./log/segment.ts";

export interface LogView {
  readonly log: LogId;
  readonly peer: PeerId;
  /** Cumulative, from the newest segment held (or a newer status). */
  readonly totals: Totals;
  /** Segments held without a gap. */
  readonly length: number;
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

/** Every size is bounded; see the `MAX_...` beside each. */
export interface SwarmSizes {
  readonly logs: number;
  readonly waiting: number;
  readonly statuses: number;
  readonly notes: number;
  readonly passive: number;
  readonly pendingDials: number;
  readonly dials: number;
  readonly links: number;
}
