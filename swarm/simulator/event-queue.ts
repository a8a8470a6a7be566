/** Something that will happen; a class of its own where it happens so often that a closure each time would cost. */
export type Happening = (() => void) | { happen(): void };

/** Children of a place in the heap: a heap four wide is half as deep, and its steps stay within few cache lines. */
const WIDTH = 4;

/** What will happen, by virtual time and then by the order in which it was planned: a heap. */
export class EventQueue {
  nowMs = 0;
  private times = new Float64Array(1_024);
  private orders = new Float64Array(1_024);
  private readonly happenings: Happening[] = [];
  private planned = 0;

  get size(): number {
    return this.happenings.length;
  }

  after(delayMs: number, happening: Happening): void {
    const at = this.happenings.length;
    if (at === this.times.length) this.grow();
    this.happenings.push(happening);
    this.rise(at, this.nowMs + Math.max(0, delayMs), this.planned++, happening);
  }

  /** Lets everything happen that is due within the next `durationMs`. */
  run(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (let first = this.happenings[0]; first !== undefined; first = this.happenings[0]) {
      const atMs = this.times[0] ?? 0;
      if (atMs > untilMs) break;
      this.removeFirst();
      this.nowMs = atMs;
      if (typeof first === "function") first();
      else first.happen();
    }
    this.nowMs = untilMs;
  }

  private grow(): void {
    const [times, orders] = [new Float64Array(2 * this.times.length), new Float64Array(2 * this.orders.length)];
    times.set(this.times);
    orders.set(this.orders);
    this.times = times;
    this.orders = orders;
  }

  private removeFirst(): void {
    const last = this.happenings.pop();
    const size = this.happenings.length;
    if (last !== undefined && size > 0) this.sink(this.times[size] ?? 0, this.orders[size] ?? 0, last);
  }

  /** Puts it at `from` or wherever above it belongs. */
  private rise(from: number, atMs: number, order: number, happening: Happening): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      // Whatever stands there was planned before: at the same time it comes first.
      if ((this.times[parent] ?? 0) <= atMs) break;
      this.move(parent, at);
      at = parent;
    }
    this.place(at, atMs, order, happening);
  }

  /** Puts it at the top or wherever below it belongs. */
  private sink(atMs: number, order: number, happening: Happening): void {
    const size = this.happenings.length;
    let at = 0;
    for (;;) {
      const first = WIDTH * at + 1;
      if (first >= size) break;
      let least = first;
      for (let child = first + 1; child < Math.min(first + WIDTH, size); child++)
        if (this.isBefore(child, this.times[least] ?? 0, this.orders[least] ?? 0)) least = child;
      if (!this.isBefore(least, atMs, order)) break;
      this.move(least, at);
      at = least;
    }
    this.place(at, atMs, order, happening);
  }

  private isBefore(at: number, atMs: number, order: number): boolean {
    const time = this.times[at] ?? 0;
    return time < atMs || (time === atMs && (this.orders[at] ?? 0) < order);
  }

  private move(from: number, to: number): void {
    const moved = this.happenings[from];
    if (moved !== undefined) this.place(to, this.times[from] ?? 0, this.orders[from] ?? 0, moved);
  }

  private place(at: number, atMs: number, order: number, happening: Happening): void {
    this.times[at] = atMs;
    this.orders[at] = order;
    this.happenings[at] = happening;
  }
}
