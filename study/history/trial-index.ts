import { hashText } from "../bytes/hash.ts";
import type { LogId } from "../trial/trial.ts";

/** Numbers of one log come nearly without gaps; a page of 64 wastes little on a log that has few. */
const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

const UNKNOWN = 0;
const DROPPED = -1;

/** Shared by every page whose trials were all dropped, so one of them costs a bit instead of four bytes. Never changes. */
const ALL_DROPPED = new Int32Array(PAGE).fill(DROPPED);

interface LogPages {
  readonly id: LogId;
  /** What the seeds of the log's proposals follow from. */
  stream: string;
  /** Of the stream. */
  hash: number;
  pages: Map<number, Int32Array>;
}

/**
 * Which trials are known, and at which row: a dense table from (log, number), four bytes a trial. What was dropped
 * stays known, so that it is neither counted nor fetched twice.
 */
export class TrialIndex {
  readonly #logs: LogPages[] = [];
  readonly #byId = new Map<LogId, number>();
  #lastId: LogId = "";
  #lastLog = -1;

  /** Number of the log, new or known. */
  intern(id: LogId): number {
    if (id === this.#lastId && this.#lastLog >= 0) return this.#lastLog;
    let log = this.#byId.get(id);
    if (log === undefined) {
      log = this.#logs.length;
      this.#logs.push({ id, stream: id, hash: hashText(id), pages: new Map() });
      this.#byId.set(id, log);
    }
    this.#lastId = id;
    this.#lastLog = log;
    return log;
  }

  logOf(id: LogId): number | null {
    return this.#byId.get(id) ?? null;
  }

  logId(log: number): LogId {
    return this.#logs[log]?.id ?? "";
  }

  nameStream(log: number, stream: string): void {
    const known = this.#logs[log];
    if (known === undefined || known.stream === stream) return;
    known.stream = stream;
    known.hash = hashText(stream);
  }

  stream(log: number): string {
    return this.#logs[log]?.stream ?? "";
  }

  /** `hashText` of the log's stream. */
  logHash(log: number): number {
    return this.#logs[log]?.hash ?? 0;
  }

  has(log: number, number: number): boolean {
    return this.#entry(log, number) !== UNKNOWN;
  }

  /** The trial's row, or -1 if it is unknown or was dropped. */
  row(log: number, number: number): number {
    const entry = this.#entry(log, number);
    return entry > 0 ? entry - 1 : -1;
  }

  setRow(log: number, number: number, row: number): void {
    this.#set(log, number, row + 1);
  }

  setDropped(log: number, number: number): void {
    this.#set(log, number, DROPPED);
  }

  /** None of the log's trials is known any more. */
  forget(log: number): void {
    this.#logs[log]?.pages.clear();
  }

  /** Lets go of pages without a row. */
  compact(): void {
    for (const { pages } of this.#logs) {
      for (const [at, page] of pages) {
        if (page !== ALL_DROPPED && page.every((entry) => entry === DROPPED)) pages.set(at, ALL_DROPPED);
      }
    }
  }

  #entry(log: number, number: number): number {
    const page = this.#logs[log]?.pages.get(Math.floor(number / PAGE));
    return page?.[number % PAGE] ?? UNKNOWN;
  }

  #set(log: number, number: number, entry: number): void {
    const pages = this.#logs[log]?.pages;
    if (pages === undefined) throw new RangeError("This log was never interned.");
    const at = Math.floor(number / PAGE);
    let page = pages.get(at);
    if (page === undefined) {
      page = new Int32Array(PAGE);
      pages.set(at, page);
    }
    page[number % PAGE] = entry;
  }
}
