import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../../agent/ports.ts";
import { type EndedRecord, viewOf } from "../http-study/trial-record.ts";
import type { OpenStudy, Studies } from "./studies.ts";

/** A reader that takes nothing is let go with so much waiting for it; it goes on from its last event when it comes again. */
const MAX_UNREAD_BYTES = 256 << 10;
const PAGE = 200;
/** Proxies end what is silent for a minute. */
const BREATH_MS = 15_000;

/** Sends every trial that ends, as server-sent events, each once and in order; what ended after `after` before is read from disk first. */
export class EventStream {
  readonly #studies: Studies;
  readonly #study: OpenStudy;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #onClosed: () => void;
  readonly #listener = (ended: EndedRecord): void => this.#heard(ended);
  #sent: number;
  #reading = false;
  #isBehind = true;
  #closed = false;
  #breath: Timer | null = null;

  constructor(
    studies: Studies,
    study: OpenStudy,
    after: number,
    response: ServerResponse,
    clock: Clock,
    onClosed: () => void,
  ) {
    this.#studies = studies;
    this.#study = study;
    this.#response = response;
    this.#clock = clock;
    this.#sent = after;
    this.#onClosed = onClosed;
  }

  start(): void {
    this.#response.on("close", () => this.close());
    this.#response.on("error", () => this.close());
    this.#study.listeners.add(this.#listener);
    this.#breathe();
    void this.#catchUp();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#breath?.cancel();
    this.#study.listeners.delete(this.#listener);
    this.#onClosed();
    this.#response.end();
  }

  #heard(ended: EndedRecord): void {
    if (!this.#reading && ended.place === this.#sent + 1) this.#send(ended);
    else if (ended.place > this.#sent) {
      this.#isBehind = true;
      void this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#isBehind && !this.#closed) {
        this.#isBehind = false;
        const page = await this.#studies.store.ended(this.#study.id, this.#sent, PAGE);
        for (const ended of page) if (ended.place === this.#sent + 1) this.#send(ended);
        if (page.length === PAGE) this.#isBehind = true;
        if (this.#response.writableNeedDrain) await this.#drained();
      }
    } catch {
      // It begins again where it was: the reader comes with its last event.
      this.close();
    }
    this.#reading = false;
  }

  #send(ended: EndedRecord): void {
    if (this.#closed) return;
    this.#sent = ended.place;
    this.#response.write(`id: ${ended.place}\nevent: trial\ndata: ${JSON.stringify(viewOf(ended))}\n\n`);
    if (!this.#reading && this.#response.writableLength > MAX_UNREAD_BYTES) this.#response.destroy();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#response.once("drain", resolve);
      this.#response.once("close", resolve);
    });
  }

  #breathe(): void {
    this.#breath = this.#clock.setTimer(BREATH_MS, () => {
      if (!this.#response.writableNeedDrain) this.#response.write(": still here\n\n");
      this.#breathe();
    });
  }
}
