import type { LogId } from "../ids.ts";
import { MAX_LOGS } from "../log/replica.ts";
import { MAX_STATUSES } from "../presence/presence.ts";

/** What the other end of one link is known to hold: nothing is sent there twice, and what it has more of is fetched. */
export class Knowledge {
  /** By log: how many segments it has shown or claimed to hold. */
  private readonly claimed = new Map<LogId, number>();
  /** By log: how many segments we have sent or seen, whichever is more. */
  private readonly told = new Map<LogId, number>();
  private readonly sequences = new Map<LogId, number>();

  /** The other end says how long its copy is. */
  claims(log: LogId, length: number): void {
    put(this.claimed, log, length, MAX_LOGS);
  }

  /** The other end has sent segments up to `length`. */
  showed(log: LogId, length: number): void {
    if (length > this.claimedLength(log)) put(this.claimed, log, length, MAX_LOGS);
  }

  tell(log: LogId, length: number): void {
    if (length > (this.told.get(log) ?? 0)) put(this.told, log, length, MAX_LOGS);
  }

  claimedLength(log: LogId): number {
    return this.claimed.get(log) ?? 0;
  }

  /** Need not be sent. */
  has(log: LogId, index: number): boolean {
    return index < Math.max(this.claimedLength(log), this.told.get(log) ?? 0);
  }

  sawStatus(log: LogId, sequence: number): void {
    if (sequence > (this.sequences.get(log) ?? -1)) put(this.sequences, log, sequence, MAX_STATUSES);
  }

  hasStatus(log: LogId, sequence: number): boolean {
    return (this.sequences.get(log) ?? -1) >= sequence;
  }
}

/** Oldest entries go first: forgetting costs one message sent twice. */
function put(map: Map<LogId, number>, log: LogId, value: number, maxSize: number): void {
  map.set(log, value);
  if (map.size <= maxSize) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
