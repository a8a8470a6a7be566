import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  DATABASE_COLUMNS,
  DATABASE_SCHEMA,
  type DatabaseRow,
  type DatabaseTable,
  databaseRows,
} from "../../formats/optuna/database-rows.ts";
import type { StudyInPieces } from "../../formats/portable/portable-study.ts";
import { Misuse } from "../words/misuse.ts";
import { notWritten } from "./whole-file.ts";

/** Writes a database that Optuna opens. The file is there when all of it is written, and not before. */
export function writeDatabase(path: string, studies: readonly StudyInPieces[]): void {
  for (const rest of ["-wal", "-journal"])
    if (existsSync(`${path}${rest}`))
      throw new Misuse(`${path}${rest} belongs to a database that is in use or was cut off: choose another name.`);
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    // Nobody else has the file yet, so no transaction of it is ever to be undone.
    const database = new DatabaseSync(part);
    try {
      database.exec("PRAGMA journal_mode = OFF");
      for (const statement of DATABASE_SCHEMA) database.exec(statement);
      database.exec("BEGIN");
      const inserts = new Map<string, StatementSync>();
      for (const row of databaseRows(studies)) insertOf(database, row, inserts).run(...row.values);
      database.exec("COMMIT");
    } finally {
      database.close();
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw notWritten(path, error);
  }
}

function insertOf(database: DatabaseSync, row: DatabaseRow, known: Map<string, StatementSync>): StatementSync {
  const columns: readonly string[] = DATABASE_COLUMNS[row.table];
  const name = `${row.table} ${row.values.length}`;
  const prepared = known.get(name) ?? database.prepare(insertText(row.table, columns.slice(-row.values.length)));
  known.set(name, prepared);
  return prepared;
}

const insertText = (table: DatabaseTable, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join()}) VALUES (${columns.map(() => "?").join()})`;
