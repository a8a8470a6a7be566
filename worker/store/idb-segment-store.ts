import type { Membership, OwnTrialsChunk, StoredMembership } from "../../agent/ports.ts";
import { MemorySegmentStore } from "../../agent/store/memory-segment-store.ts";
import { logOfKey } from "../../agent/store/segment-key.ts";
import type { StudyId } from "../../study/spec/spec.ts";
import type { LogId } from "../../study/trial/trial.ts";
import { type Chunk, type NewChunk, packChunks, type StoredSegment, unpackChunk, without } from "./chunk.ts";
import { whyClosed } from "./database.ts";
import { dropEvidence, loadEvidence, saveEvidence } from "./idb-evidence.ts";
import type { KeptStore } from "./kept-store.ts";
import { appendOwn, dropOwn, dropOwnOf, loadOwn } from "./own-trials-table.ts";
import type { Database } from "./schema.ts";
import { certain, readChunk, readMembership } from "./stored-records.ts";

export interface IdbSegmentStoreOptions {
  /** Segments of this profile's logs are the last to be dropped: nobody else may hold them. */
  readonly isOwn: (key: string) => boolean;
  /** Called once, with a sentence, when nothing more can be kept; the store goes on in memory. */
  readonly onNotDurable: (reason: string) => void;
  readonly maxBytesPerStudy?: number;
}

/** Keeps segments in IndexedDB, and in memory from the moment that fails. */
export interface IdbSegmentStore extends KeptStore {
  /** From now on in memory: the database has gone away. */
  lose(reason: string): void;
}

/** Foreign segments lost in a crash come again from peers; four writes a second cost the disk little. */
const FOREIGN_DELAY_MS = 250;
/** Own ones are sent once stored, so they wait only behind a write of just before: 20 writes a second. */
const OWN_GAP_MS = 50;
/** One busy round's segments: with so many there is no use in waiting for more. */
const WRITE_AT_SEGMENTS = 64;
/** What may wait for a slow disk; beyond it foreign segments are not kept: peers have them too. */
const MAX_WAITING_SEGMENTS = 4_096;
/**
 * 64 MiB: 200,000 trials (the history's bound) at some 300 bytes; browsers grant an origin far more, but not to every
 * study. Beyond it others' segments are not kept: peers bring them again.
 */
const MAX_BYTES_PER_STUDY = 64 << 20;
/** Own segments may take this much more: nobody else may hold them, and the budget is counted by them. */
const OWN_SHARE = 5 / 4;
/** 16 MiB without a database: it only serves leaving and joining again, for the agent holds the trials themselves. */
const MAX_MEMORY_BYTES = 16 << 20;
/** Small records that may gather before they are merged: one minute of writes. */
const MERGE_AT_CHUNKS = 240;

/** `database` null: in memory from the start. */
export function idbSegmentStore(database: Database | null, options: IdbSegmentStoreOptions): IdbSegmentStore {
  return new Store(database, options);
}

class Store implements IdbSegmentStore {
  #database: Database | null;
  readonly #options: IdbSegmentStoreOptions;
  readonly #memory = new MemorySegmentStore(MAX_MEMORY_BYTES);
  #memoryBytes = 0;
  readonly #waiting = new Map<StudyId, StoredSegment[]>();
  #waitingCount = 0;
  #nextWrite: Promise<void> | null = null;
  #lastWrite: Promise<void> = Promise.resolve();
  #writeBy: (atMs: number) => void = () => {};
  #lastWriteMs = Number.NEGATIVE_INFINITY;
  readonly #storedBytes = new Map<StudyId, number>();
  readonly #smallChunks = new Map<StudyId, number>();

  constructor(database: Database | null, options: IdbSegmentStoreOptions) {
    this.#database = database;
    this.#options = options;
  }

  lose(reason: string): void {
    if (this.#database === null) return;
    this.#database = null;
    this.#options.onNotDurable(reason);
  }

  async appendSegments(studyId: StudyId, segments: readonly StoredSegment[]): Promise<void> {
    if (this.#database === null) return this.#remember(studyId, segments);
    const queue = this.#waiting.get(studyId) ?? [];
    this.#waiting.set(studyId, queue);
    for (const segment of segments) {
      if (this.#waitingCount >= MAX_WAITING_SEGMENTS && !this.#options.isOwn(segment.key)) continue;
      queue.push({ key: segment.key, bytes: segment.bytes.slice() });
      this.#waitingCount++;
    }
    const nowMs = performance.now();
    this.#nextWrite ??= this.#writeSoon();
    if (this.#waitingCount >= WRITE_AT_SEGMENTS) this.#writeBy(nowMs);
    else if (segments.some(({ key }) => this.#options.isOwn(key))) this.#writeBy(this.#lastWriteMs + OWN_GAP_MS);
    else this.#writeBy(nowMs + FOREIGN_DELAY_MS);
    return this.#nextWrite;
  }

  async flush(): Promise<void> {
    this.#writeBy(performance.now());
    await this.#nextWrite;
    await this.#lastWrite;
  }

  async loadSegments(studyId: StudyId): Promise<Uint8Array[]> {
    await this.flush();
    const stored = await this.#attempt((database) => this.#readAll(database, studyId), []);
    if ((this.#smallChunks.get(studyId) ?? 0) > 1) await this.#attempt((database) => this.#merge(database, studyId));
    const byKey = new Map(stored.map(({ key, bytes }) => [key, bytes]));
    return [...byKey.values(), ...(await this.#memory.loadSegments(studyId))];
  }

  async dropLogs(studyId: StudyId, logs: ReadonlySet<LogId>): Promise<void> {
    await this.flush();
    await this.#memory.dropLogs(studyId, logs);
    await this.#attempt(async (database) => {
      await this.#dropWhere(database, studyId, (key) => logs.has(logOfKey(key)));
      await dropOwnOf(database, studyId, logs);
    });
  }

  async dropSegments(studyId: StudyId, keys: ReadonlySet<string>): Promise<void> {
    await this.flush();
    await this.#memory.dropSegments(studyId, keys);
    await this.#attempt((database) => this.#dropWhere(database, studyId, (key) => keys.has(key)));
  }

  async #dropWhere(database: Database, studyId: StudyId, isUnwanted: (key: string) => boolean): Promise<void> {
    const write = database.transaction("chunks", "readwrite");
    let dropped = 0;
    // One chunk in memory at a time: a study may hold 64 MiB.
    for await (const cursor of write.store.index("kind").iterate(ofStudy(studyId))) {
      const chunk = readChunk(cursor.value, studyId);
      const kept = chunk && without(chunk, isUnwanted);
      dropped += (chunk?.bytes.length ?? 0) - (kept?.bytes.length ?? 0);
      if (kept === null) await cursor.delete();
      else if (kept !== chunk) await cursor.update(kept);
    }
    await write.done;
    this.#storedBytes.set(studyId, Math.max(0, (this.#storedBytes.get(studyId) ?? 0) - dropped));
  }

  async appendOwnTrials(
    studyId: StudyId,
    chunk: OwnTrialsChunk,
    instead: readonly number[] = [],
  ): Promise<number | null> {
    const record = { studyId, log: chunk.log, order: chunk.order, bytes: chunk.bytes };
    const id = await this.#attempt((database) => appendOwn(database, record, instead), null);
    return this.#database === null ? this.#memory.appendOwnTrials(studyId, chunk, instead) : id;
  }

  async loadOwnTrials(studyId: StudyId): Promise<readonly (OwnTrialsChunk & { readonly id: number })[]> {
    const stored = await this.#attempt((database) => loadOwn(database, studyId), []);
    return [...stored, ...(await this.#memory.loadOwnTrials(studyId))];
  }

  async dropOwnTrials(studyId: StudyId, ids: readonly number[]): Promise<void> {
    if (this.#database === null) return this.#memory.dropOwnTrials(studyId, ids);
    await this.#attempt((database) => dropOwn(database, studyId, ids));
  }

  async dropStudy(studyId: StudyId): Promise<void> {
    this.#waitingCount -= this.#waiting.get(studyId)?.length ?? 0;
    this.#waiting.delete(studyId);
    await this.flush();
    await this.#memory.dropStudy(studyId);
    await this.#attempt(async (database) => {
      const write = database.transaction(["chunks", "memberships"], "readwrite");
      const keys = await write.objectStore("chunks").index("kind").getAllKeys(ofStudy(studyId));
      const deleted = keys.map((key) => write.objectStore("chunks").delete(key));
      await Promise.all([...deleted, write.objectStore("memberships").delete(studyId), write.done]);
      await dropOwnOf(database, studyId, null);
    });
    await this.#attempt((database) => dropEvidence(database, studyId));
    this.#storedBytes.delete(studyId);
    this.#smallChunks.delete(studyId);
  }

  async saveEvidence(studyId: StudyId, bytes: Uint8Array): Promise<void> {
    const kept = bytes.slice();
    await this.#attempt((database) => saveEvidence(database, studyId, kept));
    if (this.#database === null) await this.#memory.saveEvidence(studyId, kept);
  }

  async loadEvidence(studyId: StudyId): Promise<Uint8Array | null> {
    const stored = await this.#attempt((database) => loadEvidence(database, studyId), null);
    return (await this.#memory.loadEvidence(studyId)) ?? stored;
  }

  async saveMembership(membership: Membership): Promise<void> {
    await this.#memory.saveMembership(membership);
    await this.#attempt((database) => database.put("memberships", membership));
  }

  async replaceMembership(membership: Membership): Promise<StoredMembership | null> {
    const mine = (await this.#memory.loadMemberships()).find(({ studyId }) => studyId === membership.studyId) ?? null;
    await this.#memory.saveMembership(membership);
    const theirs = await this.#attempt((database) => exchangeMembership(database, membership), null);
    return theirs ?? mine;
  }

  async putBackMembership(membership: Membership, left: Membership): Promise<void> {
    const mine = (await this.#memory.loadMemberships()).find(({ studyId }) => studyId === left.studyId);
    if (mine !== undefined && isSameLeaving(mine, left)) await this.#memory.saveMembership(membership);
    await this.#attempt((database) => putBack(database, membership, left));
  }

  async loadMemberships(): Promise<StoredMembership[]> {
    const stored = await this.#attempt(readMemberships, []);
    const byStudy = new Map(stored.map((membership) => [membership.studyId, membership]));
    for (const membership of await this.#memory.loadMemberships()) byStudy.set(membership.studyId, membership);
    return [...byStudy.values()];
  }

  /** Any failure of the database means going on without it; nothing of the session is lost. */
  async #attempt<T>(work: (database: Database) => Promise<T>): Promise<T | undefined>;
  async #attempt<T>(work: (database: Database) => Promise<T>, otherwise: T): Promise<T>;
  async #attempt<T>(work: (database: Database) => Promise<T>, otherwise?: T): Promise<T | undefined> {
    if (this.#database === null) return otherwise;
    try {
      return await work(this.#database);
    } catch (error) {
      console.warn("The browser's storage failed.", error);
      this.lose(whyClosed(error));
      return otherwise;
    }
  }

  async #writeSoon(): Promise<void> {
    await new Promise<void>((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let dueMs = Number.POSITIVE_INFINITY;
      this.#writeBy = (atMs) => {
        if (atMs >= dueMs) return;
        dueMs = atMs;
        clearTimeout(timer);
        timer = setTimeout(resolve, Math.max(0, atMs - performance.now()));
      };
    });
    const batches = [...this.#waiting];
    this.#waiting.clear();
    this.#waitingCount = 0;
    // What is appended while this is being written waits for the next write.
    this.#writeBy = () => {};
    this.#lastWriteMs = performance.now();
    this.#nextWrite = null;
    this.#lastWrite = this.#lastWrite.then(() => this.#writeAll(batches));
    await this.#lastWrite;
  }

  async #writeAll(batches: readonly (readonly [StudyId, readonly StoredSegment[]])[]): Promise<void> {
    for (const [studyId, segments] of batches) {
      const own = segments.filter((segment) => this.#options.isOwn(segment.key));
      const foreign = segments.filter((segment) => !this.#options.isOwn(segment.key));
      const chunks = [...packChunks(studyId, true, own), ...packChunks(studyId, false, foreign)];
      await this.#attempt((database) => this.#write(database, studyId, chunks));
      if (this.#database === null) await this.#remember(studyId, segments);
    }
  }

  async #remember(studyId: StudyId, segments: readonly StoredSegment[]): Promise<void> {
    const fitting = segments.filter(({ bytes }) => {
      if (this.#memoryBytes + bytes.length > MAX_MEMORY_BYTES) return false;
      this.#memoryBytes += bytes.length;
      return true;
    });
    await this.#memory.appendSegments(studyId, fitting);
  }

  async #write(database: Database, studyId: StudyId, packed: readonly NewChunk[]): Promise<void> {
    const chunks = packed.filter((chunk) => this.#fits(studyId, chunk));
    const write = database.transaction("chunks", "readwrite");
    await Promise.all([...chunks.map((chunk) => write.store.add(chunk)), write.done]);
    const added = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    this.#storedBytes.set(studyId, (this.#storedBytes.get(studyId) ?? 0) + added);
    this.#smallChunks.set(studyId, (this.#smallChunks.get(studyId) ?? 0) + chunks.length);
    if ((this.#smallChunks.get(studyId) ?? 0) > MERGE_AT_CHUNKS) await this.#merge(database, studyId);
  }

  async #readAll(database: Database, studyId: StudyId): Promise<StoredSegment[]> {
    const chunks = soundChunks(studyId, await database.getAllFromIndex("chunks", "kind", ofStudy(studyId)));
    this.#storedBytes.set(
      studyId,
      chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0),
    );
    this.#smallChunks.set(studyId, chunks.filter((chunk) => chunk.small === 1).length);
    return chunks.sort((a, b) => (a.id ?? 0) - (b.id ?? 0)).flatMap(unpackChunk);
  }

  /** Writes the small chunks anew as few full ones; a segment two tabs have stored is stored once afterwards. */
  async #merge(database: Database, studyId: StudyId): Promise<void> {
    const write = database.transaction("chunks", "readwrite");
    let small = 0;
    for (const own of [1, 0] as const) {
      const stored = await write.store.index("kind").getAll(IDBKeyRange.only([studyId, own, 1]));
      const merged = packChunks(studyId, own === 1, soundChunks(studyId, stored).flatMap(unpackChunk));
      const deleted = stored.map(({ id }) => write.store.delete(id ?? 0));
      await Promise.all([...deleted, ...merged.map((chunk) => write.store.add(chunk))]);
      small += merged.filter((chunk) => chunk.small === 1).length;
    }
    await write.done;
    this.#smallChunks.set(studyId, small);
  }

  #fits(studyId: StudyId, chunk: NewChunk): boolean {
    const maxBytes = this.#options.maxBytesPerStudy ?? MAX_BYTES_PER_STUDY;
    const stored = (this.#storedBytes.get(studyId) ?? 0) + chunk.bytes.length;
    return stored <= (chunk.own === 1 ? OWN_SHARE * maxBytes : maxBytes);
  }
}

/** Damaged chunks are left out: what they held comes again from other tabs. */
function soundChunks(studyId: StudyId, stored: readonly unknown[]): Chunk[] {
  const chunks = stored.map((record) => readChunk(record, studyId)).filter((chunk) => chunk !== null);
  const damaged = stored.length - chunks.length;
  if (damaged > 0) console.warn(`${damaged} of ${stored.length} records of trials in this browser are damaged.`);
  return chunks;
}

/** Records that are no memberships are deleted; one of which only the study is damaged keeps its place. */
async function readMemberships(database: Database): Promise<StoredMembership[]> {
  const write = database.transaction("memberships", "readwrite");
  const memberships: StoredMembership[] = [];
  for await (const cursor of write.store) {
    const membership = readMembership(cursor.value);
    if (membership === null) await cursor.delete();
    else memberships.push(membership);
    if (membership === null || membership.spec === null) {
      console.warn("What this browser kept of a study is damaged and is not used.", cursor.primaryKey);
    }
  }
  await write.done;
  return Promise.all(memberships.map(certain));
}

async function exchangeMembership(database: Database, membership: Membership): Promise<StoredMembership | null> {
  const exchange = database.transaction("memberships", "readwrite");
  const before: unknown = await exchange.store.get(membership.studyId);
  await exchange.store.put(membership);
  await exchange.done;
  return readMembership(before);
}

async function putBack(database: Database, membership: Membership, left: Membership): Promise<void> {
  const exchange = database.transaction("memberships", "readwrite");
  const kept = readMembership(await exchange.store.get(left.studyId));
  if (kept !== null && isSameLeaving(kept, left)) await exchange.store.put(membership);
  await exchange.done;
}

/** Whether both say that the same tab left: no two leave in one millisecond with all else alike. */
const isSameLeaving = (kept: StoredMembership, left: Membership): boolean =>
  kept.state === "left" && kept.joinedMs === left.joinedMs && kept.contributed?.leftMs === left.contributed?.leftMs;

/** Every chunk of a study: in IndexedDB's order arrays come after numbers. */
const ofStudy = (studyId: StudyId): IDBKeyRange => IDBKeyRange.bound([studyId], [studyId, []]);
