import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";

/** Different statements that a seed has, several times over. */
const MAX_STATEMENTS = 200;
/** Of another program that makes a backup. */
const BUSY_MS = 5_000;

/** Node's own SQLite as kysely's dialect wants it; statements are compiled once. Throws where the file cannot be opened. */
export class NodeSqlite implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_MS, readOnly });
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = statementOf(this.#database.prepare(sql));
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, made);
    return made;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

const given = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];

const statementOf = (statement: StatementSync): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all(...given(parameters)),
  run: (parameters) => statement.run(...given(parameters)),
  iterate: (parameters) => statement.iterate(...given(parameters)),
});
