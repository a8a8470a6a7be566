/** 64: one connection attempt is an offer and about ten candidates, so several attempts at one absent id still fit. */
export const MAX_WAITING_PER_DESTINATION = 64;
/** 16 MiB in all, however many ids are waited for: what a full seed can hold without noticing. */
const MAX_WAITING_BYTES = 16 << 20;
/** As PeerServer: a client that is reloading comes back within it, and the sender learns soon if it does not. */
export const WAIT_MS = 5_000;

export interface WaitingMessage {
  readonly src: string;
  readonly dst: string;
  readonly frame: string;
}

interface Queue {
  readonly sinceMs: number;
  readonly messages: WaitingMessage[];
}

/** Messages to ids that nobody holds yet, each kept for at most WAIT_MS. */
export class WaitingMessages {
  /** In the order of `sinceMs`, because a queue is never renewed. */
  readonly #queues = new Map<string, Queue>();
  #bytes = 0;

  /** False if there is no room: the sender should be told at once. */
  add(message: WaitingMessage, nowMs: number): boolean {
    const queue = this.#queues.get(message.dst) ?? { sinceMs: nowMs, messages: [] };
    if (queue.messages.length >= MAX_WAITING_PER_DESTINATION) return false;
    if (this.#bytes + sizeBytes(message) > MAX_WAITING_BYTES) return false;
    queue.messages.push(message);
    this.#queues.set(message.dst, queue);
    this.#bytes += sizeBytes(message);
    return true;
  }

  /** Takes out everything that waits for `dst`, oldest first. */
  takeFor(dst: string): WaitingMessage[] {
    const queue = this.#queues.get(dst);
    if (queue === undefined) return [];
    this.#queues.delete(dst);
    for (const message of queue.messages) this.#bytes -= sizeBytes(message);
    return queue.messages;
  }

  /** Takes out what has waited too long, once for each pair of sender and destination. */
  takeExpired(nowMs: number): { readonly src: string; readonly dst: string }[] {
    const expired: { src: string; dst: string }[] = [];
    for (const [dst, queue] of this.#queues) {
      if (nowMs - queue.sinceMs < WAIT_MS) break;
      const senders = new Set(this.takeFor(dst).map((message) => message.src));
      for (const src of senders) expired.push({ src, dst });
    }
    return expired;
  }

  heldBytes(): number {
    return this.#bytes;
  }
}

/** Two bytes a character is what a string can take, and some for the objects around it. */
const sizeBytes = (message: WaitingMessage): number => message.frame.length * 2 + 200;
