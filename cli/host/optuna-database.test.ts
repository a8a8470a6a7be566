import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, it } from "vitest";
import { readJournal } from "../../formats/optuna/read-journal.ts";
import type { PortableTrial } from "../../formats/portable/portable-study.ts";
import { writeDatabase } from "./optuna-database.ts";

const folder = mkdtempSync(join(tmpdir(), "waggle-database-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fixtures = join(import.meta.dirname, "..", "..", "test", "fixtures", "formats");
const read = readJournal(readFileSync(join(fixtures, "optuna-journal.log"), "utf8"));
if (!read.ok) throw new Error(read.reason);
const { studies } = read.value;

it("is a database with a row for all that the studies hold, in Optuna's tables", () => {
  const path = join(folder, "study.db");
  writeDatabase(path, studies);
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (sql: string): unknown[] =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row));
  const trials = studies.flatMap((study) => study.trials);
  const sum = (of: (trial: (typeof trials)[0]) => number): number => trials.reduce((all, trial) => all + of(trial), 0);
  const counts = {
    trials: trials.length,
    trial_params: sum(({ params }) => Object.keys(params).length),
    trial_values: sum(({ values }) => values?.length ?? 0),
    trial_intermediate_values: sum(({ intermediate }) => intermediate.length),
    trial_user_attributes: sum(({ userAttrs }) => Object.keys(userAttrs).length),
    trial_system_attributes: sum(({ systemAttrs }) => Object.keys(systemAttrs).length),
    trial_heartbeats: 0,
  };
  for (const [table, count] of Object.entries(counts)) {
    expect([table, rows(`SELECT count(*) FROM ${table}`)]).toEqual([table, [[count]]]);
    if (count > 0) expect(count).toBeGreaterThan(1);
  }
  expect(
    rows("SELECT study_name, direction FROM studies JOIN study_directions USING (study_id) ORDER BY 1, objective"),
  ).toEqual(studies.flatMap(({ name, directions }) => directions.map((direction) => [name, direction.toUpperCase()])));
  expect(rows("SELECT * FROM alembic_version")).toEqual([["v3.2.0.a"]]);
  expect(rows("SELECT DISTINCT typeof(param_value) FROM trial_params")).toEqual([["real"]]);
  const special = rows(
    "SELECT intermediate_value_type FROM trial_intermediate_values WHERE intermediate_value IS NULL",
  );
  expect(special).toContainEqual(["NAN"]);
  expect(rows("PRAGMA integrity_check")).toEqual([["ok"]]);
  expect(rows("PRAGMA foreign_key_check")).toEqual([]);
  database.close();
});

it("is written over as a whole, leaves nothing half-written, and never stands beside another one's rest", () => {
  const path = join(folder, "again.db");
  writeFileSync(path, "something else");
  writeDatabase(path, studies);
  expect(readFileSync(path, "latin1").slice(0, 15)).toBe("SQLite format 3");
  const before = readFileSync(path);
  const [study] = studies;
  if (study === undefined) throw new Error("There are two.");
  function* failing(): Generator<PortableTrial> {
    yield* study?.trials.slice(0, 2) ?? [];
    throw new Error("a fault on the way");
  }
  expect(() => writeDatabase(path, [{ ...study, trials: failing() }])).toThrow("choose another place");
  expect(readFileSync(path).equals(before)).toBe(true);
  writeFileSync(`${path}-wal`, "");
  expect(() => writeDatabase(path, studies)).toThrow("again.db-wal belongs to a database");
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
