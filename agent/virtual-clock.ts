import type { DatedClock, Timer } from "./ports.ts";

interface Entry {
  readonly atMs: number;
  readonly order: number;
  fire: (() => void) | null;
}

/** A clock that only moves when told to. Timers fire in the order of their times; equal times in the order they were set. */
export class VirtualClock implements DatedClock {
  #nowMs: number;
  #order = 0;
  readonly #heap: Entry[] = [];

  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    const entry: Entry = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, fire };
    this.#push(entry);
    return {
      cancel() {
        entry.fire = null;
      },
    };
  }

  /**
   * Moves time forward by `ms`, firing what falls due. After every fired timer pending promises get to run, so that
   * code which awaits behaves as with real time. `until` may end it early.
   */
  async advance(ms: number, until: () => boolean = () => false): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    while (!until()) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > endMs) {
        this.#nowMs = endMs;
        return;
      }
      this.#pop();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      const { fire } = next;
      if (fire === null) continue;
      fire();
      await settle();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parentAt = (i - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[i] = parent;
      i = parentAt;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let childAt = 2 * i + 1;
      let child = heap[childAt];
      if (child === undefined) break;
      const right = heap[childAt + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childAt++;
      }
      if (!isBefore(child, last)) break;
      heap[i] = child;
      i = childAt;
    }
    heap[i] = last;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Enough turns of the microtask queue for the longest chain of awaits in this room (signing, storing, verifying). */
const SETTLE_TURNS = 12;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await Promise.resolve();
}
