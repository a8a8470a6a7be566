import { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { Membership, OwnTrialsChunk, StoredMembership } from "../../agent/ports.ts";
import { logOfKey } from "../../agent/store/segment-key.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../study/trial/trial.ts";
import type { KeptStore } from "./kept-store.ts";
import { certain, readMembership } from "./stored-records.ts";

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS segments (study TEXT, key TEXT, own INTEGER, bytes BLOB, PRIMARY KEY (study, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS own_trials (id INTEGER PRIMARY KEY AUTOINCREMENT, study TEXT, log TEXT, place INTEGER, bytes BLOB);
  CREATE INDEX IF NOT EXISTS own_trials_of ON own_trials (study, place);
  CREATE TABLE IF NOT EXISTS evidence (study TEXT PRIMARY KEY, bytes BLOB);
  CREATE TABLE IF NOT EXISTS memberships (study TEXT PRIMARY KEY, record BLOB);
`;
/** Another program of the same peer may be writing; a write takes milliseconds. */
const BUSY_MS = 5_000;
/** As a browser's: 200,000 trials at some 300 bytes. Beyond it others' segments are not kept: peers bring them again. */
const MAX_FOREIGN_BYTES = 64 << 20;

export interface SqliteStoreOptions {
  readonly isOwn: (key: string) => boolean;
}

/** Keeps what a peer knows in one file of SQLite's: its locks, and whole writes or none. Throws where it cannot be opened. */
export class SqliteStore implements KeptStore {
  #database: DatabaseSync;
  readonly #options: SqliteStoreOptions;
  readonly #foreignBytes = new Map<StudyId, number>();

  constructor(path: string, options: SqliteStoreOptions) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_MS });
    this.#database.exec(SCHEMA);
    this.#options = options;
  }

  /** What is still written afterwards is written nowhere. */
  close(): void {
    this.#database.close();
    this.#database = new DatabaseSync(":memory:");
    this.#database.exec(SCHEMA);
  }

  async flush(): Promise<void> {}

  async appendSegments(
    studyId: StudyId,
    segments: readonly { readonly key: string; readonly bytes: Uint8Array }[],
  ): Promise<void> {
    this.#together(() => {
      const add = this.#database.prepare("INSERT OR IGNORE INTO segments VALUES (?, ?, ?, ?)");
      for (const { key, bytes } of segments) {
        const own = this.#options.isOwn(key);
        if (!own && this.#foreign(studyId) + bytes.length > MAX_FOREIGN_BYTES) continue;
        const { changes } = add.run(studyId, key, own ? 1 : 0, bytes);
        if (!own && changes > 0) this.#foreignBytes.set(studyId, this.#foreign(studyId) + bytes.length);
      }
    });
  }

  async loadSegments(studyId: StudyId): Promise<Uint8Array[]> {
    return this.#rows("SELECT bytes FROM segments WHERE study = ?", studyId).map(({ bytes }) => bytesOf(bytes));
  }

  async dropLogs(studyId: StudyId, logs: ReadonlySet<LogId>): Promise<void> {
    this.#together(() => {
      this.#dropSegmentsWhere(studyId, (key) => logs.has(logOfKey(key)));
      const drop = this.#database.prepare("DELETE FROM own_trials WHERE study = ? AND log = ?");
      for (const log of logs) drop.run(studyId, log);
    });
  }

  async dropSegments(studyId: StudyId, keys: ReadonlySet<string>): Promise<void> {
    this.#together(() => this.#dropSegmentsWhere(studyId, (key) => keys.has(key)));
  }

  async appendOwnTrials(
    studyId: StudyId,
    chunk: OwnTrialsChunk,
    instead: readonly number[] = [],
  ): Promise<number | null> {
    return this.#together(() => {
      const there = this.#database.prepare("SELECT id FROM own_trials WHERE study = ? AND id = ?");
      if (instead.some((id) => there.get(studyId, id) === undefined)) return null;
      this.#dropOwn(studyId, instead);
      const add = this.#database.prepare("INSERT INTO own_trials (study, log, place, bytes) VALUES (?, ?, ?, ?)");
      return Number(add.run(studyId, chunk.log, chunk.order, chunk.bytes).lastInsertRowid);
    });
  }

  async loadOwnTrials(studyId: StudyId): Promise<readonly (OwnTrialsChunk & { readonly id: number })[]> {
    const rows = this.#rows("SELECT id, log, place, bytes FROM own_trials WHERE study = ? ORDER BY place, id", studyId);
    return rows.map(({ id, log, place, bytes }) => ({
      id: Number(id),
      log: String(log),
      order: Number(place),
      bytes: bytesOf(bytes),
    }));
  }

  async dropOwnTrials(studyId: StudyId, ids: readonly number[]): Promise<void> {
    this.#together(() => this.#dropOwn(studyId, ids));
  }

  async saveEvidence(studyId: StudyId, bytes: Uint8Array): Promise<void> {
    this.#database.prepare("INSERT OR REPLACE INTO evidence VALUES (?, ?)").run(studyId, bytes);
  }

  async loadEvidence(studyId: StudyId): Promise<Uint8Array | null> {
    const [found] = this.#rows("SELECT bytes FROM evidence WHERE study = ?", studyId);
    return found === undefined ? null : bytesOf(found["bytes"]);
  }

  async saveMembership(membership: Membership): Promise<void> {
    this.#put(membership);
  }

  async replaceMembership(membership: Membership): Promise<StoredMembership | null> {
    const before = this.#together(() => {
      const found = this.#membership(membership.studyId);
      this.#put(membership);
      return found;
    });
    return before === null ? null : certain(before);
  }

  async putBackMembership(membership: Membership, left: Membership): Promise<void> {
    this.#together(() => {
      const kept = this.#membership(left.studyId);
      const isSame =
        kept?.state === "left" &&
        kept.joinedMs === left.joinedMs &&
        kept.contributed?.leftMs === left.contributed?.leftMs;
      if (isSame) this.#put(membership);
    });
  }

  async loadMemberships(): Promise<StoredMembership[]> {
    const rows = this.#rows("SELECT record FROM memberships ORDER BY study");
    const read = rows.map(({ record }) => readMembership(valueOf(record))).filter((it) => it !== null);
    return Promise.all(read.map(certain));
  }

  async dropStudy(studyId: StudyId): Promise<void> {
    this.#together(() => {
      for (const table of ["segments", "own_trials", "evidence", "memberships"])
        this.#database.prepare(`DELETE FROM ${table} WHERE study = ?`).run(studyId);
    });
    this.#foreignBytes.delete(studyId);
  }

  #put(membership: Membership): void {
    const put = this.#database.prepare("INSERT OR REPLACE INTO memberships VALUES (?, ?)");
    put.run(membership.studyId, serialize(membership));
  }

  #membership(studyId: StudyId): StoredMembership | null {
    const [found] = this.#rows("SELECT record FROM memberships WHERE study = ?", studyId);
    return found === undefined ? null : readMembership(valueOf(found["record"]));
  }

  #dropSegmentsWhere(studyId: StudyId, isUnwanted: (key: string) => boolean): void {
    const drop = this.#database.prepare("DELETE FROM segments WHERE study = ? AND key = ?");
    const keys = this.#rows("SELECT key FROM segments WHERE study = ?", studyId).map(({ key }) => String(key));
    for (const key of keys) if (isUnwanted(key)) drop.run(studyId, key);
    this.#foreignBytes.delete(studyId);
  }

  #dropOwn(studyId: StudyId, ids: readonly number[]): void {
    const drop = this.#database.prepare("DELETE FROM own_trials WHERE study = ? AND id = ?");
    for (const id of ids) drop.run(studyId, id);
  }

  #foreign(studyId: StudyId): number {
    const known = this.#foreignBytes.get(studyId);
    if (known !== undefined) return known;
    const [sum] = this.#rows("SELECT SUM(LENGTH(bytes)) AS sum FROM segments WHERE study = ? AND own = 0", studyId);
    const bytes = Number(sum?.["sum"] ?? 0);
    this.#foreignBytes.set(studyId, bytes);
    return bytes;
  }

  #rows(query: string, ...given: readonly string[]): Record<string, unknown>[] {
    return this.#database.prepare(query).all(...given);
  }

  /** All of it or nothing, whatever other programs write. */
  #together<T>(write: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = write();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // Of a full disk SQLite has taken back all of it by itself.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

const bytesOf = (stored: unknown): Uint8Array =>
  stored instanceof Uint8Array ? new Uint8Array(stored) : new Uint8Array(0);

/** Whatever stands there is checked afterwards. */
function valueOf(stored: unknown): unknown {
  try {
    return deserialize(bytesOf(stored));
  } catch {
    return null;
  }
}
