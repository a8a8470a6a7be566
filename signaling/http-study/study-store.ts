import { deserialize, serialize } from "node:v8";
import { CompiledQuery, Kysely, SqliteDialect } from "kysely";
import type { Clock } from "../../agent/ports.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { GroupedWrites } from "../data/grouped-writes.ts";
import { NodeSqlite } from "../data/node-sqlite.ts";
import { SCHEMA, type Tables } from "../data/schema.ts";
import type { StudyRecord } from "./study-record.ts";
import type { EndedRecord, RunningRecord } from "./trial-record.ts";

type Fixed = Readonly<Record<string, ParamValue>>;

/** What is kept of a study, as it is read when the seed starts. */
export interface KeptStudy {
  readonly record: StudyRecord;
  /** When it was called last, by the seed's date, to the hour. */
  readonly usedMs: number;
  readonly ended: readonly EndedRecord[];
  readonly running: readonly RunningRecord[];
  readonly queued: readonly { readonly place: number; readonly fixed: Fixed }[];
}

export interface JournalRecord {
  readonly number: number;
  /** The key of the call that brought it; empty: the seed's own. */
  readonly call: string;
  readonly text: string;
}

/** Studies over HTTP on disk. Writes come together in groups; reading has a connection of its own. */
export class StudyStore {
  readonly #writer: Kysely<Tables>;
  readonly #reader: Kysely<Tables>;
  readonly #writes: GroupedWrites;
  readonly #compiled: Compiled;

  /** Throws where the file cannot be opened or written. `:memory:` keeps nothing. */
  constructor(path: string, clock: Clock, onFault: (error: unknown) => void) {
    const database = new NodeSqlite(path);
    database.exec(SCHEMA);
    this.#writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    this.#reader =
      path === ":memory:"
        ? this.#writer
        : new Kysely<Tables>({ dialect: new SqliteDialect({ database: new NodeSqlite(path, { readOnly: true }) }) });
    this.#compiled = compile(this.#writer);
    this.#writes = new GroupedWrites((queries) => this.#commit(queries), clock, onFault);
  }

  keepStudy(record: StudyRecord, usedMs: number): void {
    const { study } = record;
    this.#writes.put(`s/${study}`, withParameters(this.#compiled.study, [study, usedMs, serialize(record)]));
  }

  keepTrial(study: string, record: EndedRecord | RunningRecord): void {
    const place = "place" in record ? record.place : null;
    const parameters = [study, record.number, place, serialize(record)];
    this.#writes.put(`t/${study}/${record.number}`, withParameters(this.#compiled.trial, parameters));
  }

  keepQueued(study: string, place: number, fixed: Fixed): void {
    this.#writes.put(`q/${study}/${place}`, withParameters(this.#compiled.queued, [study, place, serialize(fixed)]));
  }

  dropQueued(study: string, place: number): void {
    this.#writes.put(`q/${study}/${place}`, withParameters(this.#compiled.unqueued, [study, place]));
  }

  /** The record of a journal with this number; it is never written again. */
  keepRecord(study: string, { number, call, text }: JournalRecord): void {
    this.#writes.put(`j/${study}/${number}`, withParameters(this.#compiled.record, [study, number, call, text]));
  }

  /** Records of a journal from number `from` on, by number. */
  records(study: string, from: number, limit: number): Promise<JournalRecord[]> {
    return this.#reader
      .selectFrom("records")
      .select(["number", "call", "text"])
      .where("study", "=", study)
      .where("number", ">=", from)
      .orderBy("number")
      .limit(limit)
      .execute();
  }

  /** Forgets the study and all its trials. */
  dropStudy(study: string): void {
    for (const query of this.#compiled.dropped)
      this.#writes.put(`d/${study}/${query.sql}`, withParameters(query, [study]));
  }

  settled(): Promise<void> {
    return this.#writes.settled();
  }

  /** Whether what waits to be written leaves no room for more. */
  get isFull(): boolean {
    return this.#writes.isFull;
  }

  async loadAll(): Promise<KeptStudy[]> {
    const found = await this.#reader.selectFrom("studies").selectAll().orderBy("study").execute();
    const kept: KeptStudy[] = [];
    for (const { study, body, used_ms: usedMs } of found) {
      const trials = await this.#reader
        .selectFrom("trials")
        .select(["place", "body"])
        .where("study", "=", study)
        .orderBy("place")
        .orderBy("number")
        .execute();
      const queued = await this.#reader
        .selectFrom("queued")
        .select(["place", "body"])
        .where("study", "=", study)
        .orderBy("place")
        .execute();
      kept.push({
        record: deserialize(body) as StudyRecord,
        usedMs,
        ended: trials.filter(({ place }) => place !== null).map((row) => deserialize(row.body) as EndedRecord),
        running: trials.filter(({ place }) => place === null).map((row) => deserialize(row.body) as RunningRecord),
        queued: queued.map((row) => ({ place: row.place, fixed: deserialize(row.body) as Fixed })),
      });
    }
    return kept;
  }

  /** Trials that have ended, in the order in which they did; those after place `after`. */
  async ended(study: string, after: number, limit: number): Promise<EndedRecord[]> {
    const rows = await this.#reader
      .selectFrom("trials")
      .select("body")
      .where("study", "=", study)
      .where("place", ">", after)
      .orderBy("place")
      .limit(limit)
      .execute();
    return rows.map(({ body }) => deserialize(body) as EndedRecord);
  }

  /** Null where it has not ended. */
  async endedNumber(study: string, number: number): Promise<EndedRecord | null> {
    const found = await this.#reader
      .selectFrom("trials")
      .select("body")
      .where("study", "=", study)
      .where("number", "=", number)
      .where("place", "is not", null)
      .executeTakeFirst();
    return found === undefined ? null : (deserialize(found.body) as EndedRecord);
  }

  async close(): Promise<void> {
    await this.#writes.close();
    if (this.#reader !== this.#writer) await this.#reader.destroy();
    await this.#writer.destroy();
  }

  /** All of them or none. */
  #commit(queries: readonly CompiledQuery[]): Promise<void> {
    return this.#writer.connection().execute(async (connection) => {
      await connection.executeQuery(BEGIN);
      try {
        for (const query of queries) await connection.executeQuery(query);
        await connection.executeQuery(COMMIT);
      } catch (error) {
        // A full disk has SQLite roll back by itself; then there is nothing to do, and what was wrong is the first error.
        await connection.executeQuery(ROLLBACK).catch(() => undefined);
        throw error;
      }
    });
  }
}

const BEGIN = CompiledQuery.raw("begin immediate");
const COMMIT = CompiledQuery.raw("commit");
const ROLLBACK = CompiledQuery.raw("rollback");

interface Compiled {
  readonly study: CompiledQuery;
  readonly trial: CompiledQuery;
  readonly record: CompiledQuery;
  readonly queued: CompiledQuery;
  readonly unqueued: CompiledQuery;
  readonly dropped: readonly CompiledQuery[];
}

const NOTHING = new Uint8Array(0);

/** Written once: only the values differ. */
function compile(database: Kysely<Tables>): Compiled {
  return {
    study: database
      .insertInto("studies")
      .values({ study: "", used_ms: 0, body: NOTHING })
      .onConflict((conflict) =>
        conflict.column("study").doUpdateSet((row) => ({
          used_ms: row.ref("excluded.used_ms"),
          body: row.ref("excluded.body"),
        })),
      )
      .compile(),
    trial: database
      .insertInto("trials")
      .values({ study: "", number: 0, place: 0, body: NOTHING })
      .onConflict((conflict) =>
        conflict.columns(["study", "number"]).doUpdateSet((row) => ({
          place: row.ref("excluded.place"),
          body: row.ref("excluded.body"),
        })),
      )
      .compile(),
    record: database
      .insertInto("records")
      .values({ study: "", number: 0, call: "", text: "" })
      .onConflict((conflict) => conflict.columns(["study", "number"]).doNothing())
      .compile(),
    queued: database
      .insertInto("queued")
      .values({ study: "", place: 0, body: NOTHING })
      .onConflict((conflict) =>
        conflict.columns(["study", "place"]).doUpdateSet((row) => ({ body: row.ref("excluded.body") })),
      )
      .compile(),
    unqueued: database.deleteFrom("queued").where("study", "=", "").where("place", "=", 0).compile(),
    dropped: [
      database.deleteFrom("queued").where("study", "=", "").compile(),
      database.deleteFrom("records").where("study", "=", "").compile(),
      database.deleteFrom("trials").where("study", "=", "").compile(),
      database.deleteFrom("studies").where("study", "=", "").compile(),
    ],
  };
}

const withParameters = (query: CompiledQuery, parameters: readonly unknown[]): CompiledQuery => ({
  ...query,
  parameters,
});
