import type { Address, Effect, LinkId, LogId, PeerId, SwarmEvent } from "./events.ts";
import { logIdOf, peerIdOf } from "./ids.ts";
import type { Segment, Totals } from "./segment.ts";
import type { SignatureContext } from "./signatures.ts";

export interface SwarmConfig {
  readonly studyId: string;
  /** The profile's Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 16 fresh random bytes: every engine start opens a new log. */
  readonly logNonce: Uint8Array;
  /** 16 to 64 random bytes: the core's only source of chance. */
  readonly seed: Uint8Array;
  readonly nowMs: number;
}

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

/** One participant's part of one study's swarm. Events in, effects out, in order; no I/O, no clock, no chance of its own. */
export class SwarmCore {
  readonly peer: PeerId;
  /** The log this engine start writes. */
  readonly log: LogId;

  constructor(config: SwarmConfig) {
    this.peer = peerIdOf(config.publicKey);
    this.log = logIdOf(config.publicKey, config.studyId, config.logNonce);
  }

  /** Call in the order things happened; messages of one link in their order. `tick` about once a second. */
  step(event: SwarmEvent): Effect[] {
    return event.type === "stop" ? [] : [];
  }

  /** Every log of the study that this peer knows, its own included. */
  logs(): LogView[] {
    return [];
  }

  /** Neighbours whose identity is proven. */
  links(): LinkView[] {
    return [];
  }

  /** Logs whose tab is there now, others' only. */
  liveLogs(): LiveLog[] {
    return [];
  }

  /** Segments held of a log, in order. */
  segmentsOf(_log: LogId): readonly Segment[] {
    return [];
  }

  /** What `signaturesToCheck` must know about a link before the next message of that link is handed in. */
  signatureContext(_link: LinkId): SignatureContext {
    return { proofBytes: null, proofKey: null, knowsSegment: () => false, knowsStatus: () => false };
  }
}
