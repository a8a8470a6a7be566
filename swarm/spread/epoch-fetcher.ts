import {
  type Chain,
  type ChainPlace,
  headAfter,
  MAX_CHAIN_BYTES,
  MAX_EPOCHS,
  MAX_RECORD_BYTES,
} from "../board/chain.ts";
import { bytesEqual, type LinkId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import type { EpochsMessage } from "../wire/message.ts";
import { MAX_EPOCHS_BYTES } from "../wire/wire-limits.ts";

/** The largest answer takes half of that on a slow link. */
const ANSWER_TIMEOUT_MS = 6_000;
/** What more is to follow is only left out of an answer that has no room for the next record. */
const FULL_ANSWER_BYTES = MAX_EPOCHS_BYTES - MAX_RECORD_BYTES;

/** Records that were asked for at one link. */
interface Fetch {
  readonly link: LinkId;
  /** Its count when asked: what it claims to have. */
  readonly target: number;
  /** Where the records begin, once its chain and ours have met. */
  readonly start: number;
  /** How far the next attempt goes back from here if they do not meet. */
  readonly stride: number;
  /** The head before `start`; null until they have met. */
  readonly before: Uint8Array | null;
  readonly head: Uint8Array | null;
  readonly records: readonly Uint8Array[];
  readonly sizeBytes: number;
  readonly sentMs: number;
}

export type Fetched =
  /** Nobody asked, or more is to come. */
  | "nothing"
  /** Less than it claims to have, or more than there can be. */
  | "broken"
  /** All that was claimed; `records` are those that differ from ours. */
  | { readonly from: number; readonly records: readonly Uint8Array[]; readonly place: ChainPlace };

/** Fetches others' chains of closed epochs, one at a time: whoever sends long ones costs the memory of one. */
export class EpochFetcher {
  private readonly around: Surroundings;
  private readonly chain: Chain;
  private open: Fetch | null = null;
  /** Where a search for the place at which chains meet was when its answer got lost: the next goes on from there. */
  private sought: Pick<Fetch, "start" | "stride"> | null = null;

  constructor(around: Surroundings, chain: Chain) {
    this.around = around;
    this.chain = chain;
  }

  /** Asks for the chain behind `claimed` from `from` on, unless another is on its way. */
  want(link: Link, claimed: ChainPlace, from: number): void {
    const { nowMs } = this.around;
    if (this.open !== null || !link.board.mayFetch(nowMs, from < this.chain.count)) return;
    const { start, stride } = this.sought ?? { start: from, stride: 1 };
    this.sought = null;
    this.ask(link, {
      link: link.id,
      target: claimed.count,
      start: Math.min(start, from),
      stride,
      before: null,
      head: null,
      records: [],
      sizeBytes: 0,
      sentMs: nowMs,
    });
  }

  /** Whether this is what the link was asked for last. */
  isAnswer(link: Link, message: EpochsMessage): boolean {
    const { open } = this;
    return open !== null && open.link === link.id && message.from === open.start + open.records.length;
  }

  answered(link: Link, message: EpochsMessage): Fetched {
    const { open } = this;
    if (open === null || !this.isAnswer(link, message)) return "nothing";
    this.open = null;
    if (message.records.length === 0) return "broken";
    if (open.head === null && !this.meets(message)) return this.goBack(link, open);
    // It has changed its mind since: its next digest says so.
    if (open.head !== null && !bytesEqual(open.head, message.before)) return this.fail(link);
    return this.take(link, open, message);
  }

  /** A want without an answer, or whose link is gone, makes place for another. */
  expire(): void {
    const { open } = this;
    if (open === null) return;
    const link = this.around.links.get(open.link);
    const isLate = this.around.nowMs - open.sentMs > ANSWER_TIMEOUT_MS;
    if (link !== undefined && !isLate) return;
    link?.board.fetchFailed(this.around.nowMs, false);
    if (open.head === null) this.sought = open;
    this.open = null;
  }

  private ask(link: Link, fetch: Fetch): void {
    this.open = { ...fetch, sentMs: this.around.nowMs };
    this.around.send(link, { type: "epochsWanted", from: fetch.start + fetch.records.length });
  }

  private meets(message: EpochsMessage): boolean {
    const ours = this.chain.headAt(message.from);
    return ours !== null && bytesEqual(ours, message.before);
  }

  /** 1, 2, 4 ... further back: the chains meet at 0 at the latest. */
  private goBack(link: Link, open: Fetch): Fetched {
    if (open.start === 0) return "broken";
    this.ask(link, { ...open, start: Math.max(0, open.start - open.stride), stride: open.stride * 2 });
    return "nothing";
  }

  private take(link: Link, open: Fetch, message: EpochsMessage): Fetched {
    const records = [...open.records, ...message.records];
    const answerBytes = message.records.reduce((sum, record) => sum + record.length, 0);
    const sizeBytes = open.sizeBytes + answerBytes;
    const count = open.start + records.length;
    if (count > MAX_EPOCHS || sizeBytes > MAX_CHAIN_BYTES) return "broken";
    // Record by record a chain would take hours, and nobody else's could be fetched in the meantime. No reason to blame anybody:
    // it may be the answer to an earlier want, late.
    if (count < open.target && answerBytes < FULL_ANSWER_BYTES) return this.fail(link, true);
    const before = open.before ?? message.before;
    const head = message.records.reduce(headAfter, message.before);
    if (count < open.target) {
      this.ask(link, { ...open, records, sizeBytes, before, head });
      return "nothing";
    }
    // Ours may have been replaced meanwhile.
    const met = this.chain.headAt(open.start);
    if (met === null || !bytesEqual(met, before)) return this.fail(link);
    const other = records.findIndex((record, i) => !this.hasAt(open.start + i, record));
    if (other < 0) return this.fail(link);
    return { from: open.start + other, records: records.slice(other), place: { count, head } };
  }

  private fail(link: Link, fully = false): Fetched {
    link.board.fetchFailed(this.around.nowMs, fully);
    return "nothing";
  }

  private hasAt(epoch: number, record: Uint8Array): boolean {
    const ours = this.chain.records[epoch];
    return ours !== undefined && bytesEqual(ours, record);
  }
}
