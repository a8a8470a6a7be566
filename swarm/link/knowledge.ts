import type { LogId } from "../ids.ts";
import type { LogAuthor } from "../log/segment.ts";

/** Authors of logs that are not held; forgetting one costs a question. */
const MAX_AUTHORS = 256;

/** Whom the other end of one link has introduced, of logs that are not held here. */
export class Knowledge {
  private readonly authors = new Map<LogId, LogAuthor>();

  learn(log: LogId, author: LogAuthor): void {
    this.authors.set(log, author);
    if (this.authors.size <= MAX_AUTHORS) return;
    const oldest = this.authors.keys().next();
    if (oldest.done !== true) this.authors.delete(oldest.value);
  }

  authorOf(log: LogId): LogAuthor | undefined {
    return this.authors.get(log);
  }
}
