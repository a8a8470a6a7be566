import { type LogId, logIdOf } from "../ids.ts";
import type { Link } from "../link/link.ts";
import type { Replica } from "../log/replica.ts";
import {
  type HeaderBody,
  type LogAuthor,
  nameLog,
  SEGMENT_VERSION,
  type Segment,
  type SegmentBody,
  type SegmentHeader,
} from "../log/segment.ts";
import type { Presence } from "../presence/presence.ts";
import type { LogEntries, SegmentsMessage } from "../wire/message.ts";
import type { News } from "../wire/signatures.ts";

/** What a message tells, with all that was signed. */
export interface Resolved extends News {
  /** Entries whose author is not known here. */
  readonly unknown: readonly LogEntries[];
  readonly introduced: ReadonlyMap<LogId, LogAuthor>;
}

const NOBODY: ReadonlyMap<LogId, LogAuthor> = new Map();

type Named = Pick<Segment, "version" | "studyId" | keyof LogAuthor>;

/** Gives segments that came by their log's name alone their author and study back. */
export class Resolving {
  private readonly replica: Replica;
  private readonly presence: Presence;
  private readonly studyId: string;
  /** Asked for before signatures are checked, again when the message is received, and when its copies are. */
  private readonly resolved = new WeakMap<SegmentsMessage, { readonly link: Link; readonly result: Resolved }>();

  constructor(replica: Replica, presence: Presence, studyId: string) {
    this.replica = replica;
    this.presence = presence;
    this.studyId = studyId;
  }

  resolve(link: Link, message: SegmentsMessage): Resolved {
    const known = this.resolved.get(message);
    if (known !== undefined && (known.link === link || known.result.unknown.length === 0)) return known.result;
    const introduced = this.introducedBy(message);
    const segments: Segment[] = [];
    const headers: SegmentHeader[] = [];
    const unknown: LogEntries[] = [];
    for (const entries of message.logs) {
      const author = this.authorOf(link, entries.log, introduced);
      if (author === null) {
        unknown.push(entries);
        continue;
      }
      for (const body of entries.segments) segments.push(isWhole(body) ? body : this.named(author, body, entries.log));
      for (const body of entries.headers) headers.push(isWhole(body) ? body : this.named(author, body, entries.log));
    }
    const result = { segments, headers, unknown, introduced };
    this.resolved.set(message, { link, result });
    return result;
  }

  private introducedBy({ introductions }: SegmentsMessage): ReadonlyMap<LogId, LogAuthor> {
    if (introductions.length === 0) return NOBODY;
    return new Map(introductions.map((author) => [logIdOf(author.publicKey, this.studyId, author.nonce), author]));
  }

  private authorOf(link: Link, log: LogId, introduced: ReadonlyMap<LogId, LogAuthor>): LogAuthor | null {
    const { replica, presence } = this;
    return (
      replica.get(log)?.head ?? introduced.get(log) ?? presence.get(log)?.status ?? link.knowledge.authorOf(log) ?? null
    );
  }

  private named<Body extends object>({ publicKey, nonce }: LogAuthor, body: Body, log: LogId): Body & Named {
    return nameLog({ version: SEGMENT_VERSION, studyId: this.studyId, publicKey, nonce, ...body }, log);
  }
}

/** In one process nothing needs to travel as bytes: all that hold it share it, and what is known of it. */
const isWhole = <Body extends SegmentBody | HeaderBody>(body: Body): body is Body & Named => "studyId" in body;
