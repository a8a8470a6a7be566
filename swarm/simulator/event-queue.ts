interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What will happen, by virtual time and then by the order in which it was planned: a binary heap. */
export class EventQueue {
  nowMs = 0;
  private readonly heap: Entry[] = [];
  private planned = 0;

  after(delayMs: number, run: () => void): void {
    this.heap.push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.planned++, run });
    this.rise(this.heap.length - 1);
  }

  /** Lets everything happen that is due within the next `durationMs`. */
  run(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (let first = this.heap[0]; first !== undefined && first.atMs <= untilMs; first = this.heap[0]) {
      this.removeFirst();
      this.nowMs = first.atMs;
      first.run();
    }
    this.nowMs = untilMs;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const child = left + 1 < this.heap.length && this.isBefore(left + 1, left) ? left + 1 : left;
      if (child >= this.heap.length || !this.isBefore(child, at)) return;
      this.swap(at, child);
      at = child;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const first = this.heap[a];
    const second = this.heap[b];
    if (first === undefined || second === undefined) return false;
    return first.atMs < second.atMs || (first.atMs === second.atMs && first.order < second.order);
  }

  private swap(a: number, b: number): void {
    const first = this.heap[a];
    const second = this.heap[b];
    if (first === undefined || second === undefined) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
