import type { LogId } from "../../study/trial/trial.ts";

/** As many logs as the swarm's replica holds. */
const MAX_LOGS = 20_000;

export interface TriedLog {
  readonly log: LogId;
  /** Complete and pruned trials, told one by one or not. */
  readonly tried: number;
}

/**
 * How many trials the swarm has tried since the last one that brought something better. It goes by what logs have grown by
 * since then, so that trials which are only counted and never told count, too; what a log held when it was first heard of is
 * older than that and counts for nothing.
 */
export class VainCount {
  #since = new Map<LogId, number>();
  #hasImproved = false;
  #value = 0;

  /** Something better was heard of. */
  improved(): void {
    this.#hasImproved = true;
    this.#value = 0;
  }

  get value(): number {
    return this.#value;
  }

  /** Takes in how far all logs are, this tab's own among them; call several times a second. */
  look(logs: Iterable<TriedLog>): void {
    let value = 0;
    for (const { log, tried } of logs) {
      const since = this.#hasImproved ? undefined : this.#since.get(log);
      if (since !== undefined) value += Math.max(0, tried - since);
      else if (this.#since.has(log) || this.#since.size < MAX_LOGS) this.#since.set(log, tried);
    }
    this.#hasImproved = false;
    this.#value = value;
  }
}
