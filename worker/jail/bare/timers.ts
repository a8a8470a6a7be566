/** Timers of a realm that has none: the host only says when one is due. At most MAX_TIMERS wait. */
export interface RealmTimers {
  set(act: unknown, delayMs: unknown, given: readonly unknown[], repeats: boolean): number;
  clear(id: unknown): void;
  /** One is due. */
  fire(id: number): void;
}

/** An honest objective has a handful; a loop that sets them must not fill the host. */
const MAX_TIMERS = 1_000;
/** As browsers have it: a timer that repeats without a delay must not keep the host busy alone. */
const MIN_REPEAT_MS = 4;

interface Waiting {
  readonly act: () => void;
  /** Null: once. */
  readonly everyMs: number | null;
}

export function realmTimers(wait: (id: number, delayMs: number) => void): RealmTimers {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    set(act, delayMs, given, repeats) {
      if (typeof act !== "function") throw new TypeError("A timer takes a function.");
      if (waiting.size >= MAX_TIMERS) throw new RangeError(`At most ${MAX_TIMERS} timers can wait at once.`);
      const least = repeats ? MIN_REPEAT_MS : 0;
      const afterMs = Math.max(least, Number(delayMs) || 0);
      const id = ++last;
      waiting.set(id, { act: () => void Reflect.apply(act, undefined, given), everyMs: repeats ? afterMs : null });
      wait(id, afterMs);
      return id;
    },
    clear(id) {
      waiting.delete(Number(id));
    },
    fire(id) {
      const found = waiting.get(id);
      if (found === undefined) return;
      if (found.everyMs === null) waiting.delete(id);
      else wait(id, found.everyMs);
      found.act();
    },
  };
}
