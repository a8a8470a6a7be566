/** A tab answers in a tenth of a second, a busy one in a few; who dials gives up before. */
export const ANSWER_WITHIN_MS = 5_000;
/** What one network may send in that time; beyond it the oldest are forgotten, and nothing follows from them. */
export const MAX_OFFERS = 20_000;

interface Offer {
  readonly dst: string;
  /** From which it came. */
  readonly network: string;
  readonly atMs: number;
}

/** Offers that a client got and has not answered yet. */
export class Offers {
  /** In the order of `atMs`. */
  readonly #open = new Map<string, Offer>();

  handedOver(src: string, network: string, dst: string, connectionId: string, nowMs: number): void {
    if (src === dst) return;
    const key = keyOf(src, dst, connectionId);
    this.#open.delete(key);
    this.#open.set(key, { dst, network, atMs: nowMs });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MAX_OFFERS) break;
      this.#open.delete(oldest);
    }
  }

  /** The network of `asker`, whom `src` has answered; null if there was no such offer. */
  answered(src: string, asker: string, connectionId: string): string | null {
    const key = keyOf(asker, src, connectionId);
    const network = this.#open.get(key)?.network ?? null;
    this.#open.delete(key);
    return network;
  }

  /** Takes out what was not answered in time: to whom it went. */
  takeUnanswered(nowMs: number): Set<string> {
    const silent = new Set<string>();
    for (const [key, { dst, atMs }] of this.#open) {
      if (nowMs - atMs < ANSWER_WITHIN_MS) break;
      this.#open.delete(key);
      silent.add(dst);
    }
    return silent;
  }

  count(): number {
    return this.#open.size;
  }
}

/** None of the three has a line break in it. */
const keyOf = (asker: string, asked: string, connectionId: string): string => `${asker}\n${asked}\n${connectionId}`;
