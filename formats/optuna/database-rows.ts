import type { Json } from "../../study/json.ts";
import { toInternal } from "../../study/space/distribution.ts";
import type { PortableTrial, StudyInPieces } from "../portable/portable-study.ts";
import { writeDate } from "./dates.ts";
import { writeDistribution } from "./distributions.ts";
import { METRIC_NAMES } from "./journal-words.ts";
import { pythonJson } from "./python-json.ts";
import { withoutVectors } from "./vectors.ts";

/** The columns of Optuna's tables, each table's own id first, in the order in which a row refers to another. */
export const DATABASE_COLUMNS = {
  studies: ["study_id", "study_name"],
  version_info: ["version_info_id", "schema_version", "library_version"],
  alembic_version: ["version_num"],
  study_directions: ["study_direction_id", "direction", "study_id", "objective"],
  study_user_attributes: ["study_user_attribute_id", "study_id", "key", "value_json"],
  study_system_attributes: ["study_system_attribute_id", "study_id", "key", "value_json"],
  trials: ["trial_id", "number", "study_id", "state", "datetime_start", "datetime_complete"],
  trial_user_attributes: ["trial_user_attribute_id", "trial_id", "key", "value_json"],
  trial_system_attributes: ["trial_system_attribute_id", "trial_id", "key", "value_json"],
  trial_params: ["param_id", "trial_id", "param_name", "param_value", "distribution_json"],
  trial_values: ["trial_value_id", "trial_id", "objective", "value", "value_type"],
  trial_intermediate_values: [
    "trial_intermediate_value_id",
    "trial_id",
    "step",
    "intermediate_value",
    "intermediate_value_type",
  ],
} as const;

export type DatabaseTable = keyof typeof DATABASE_COLUMNS;

/** A row of a table: the values of its columns, or of all but its own id, which then is the next. */
export interface DatabaseRow {
  readonly table: DatabaseTable;
  readonly values: readonly (string | number | null)[];
}

const attributes = (table: string, id: string, of: "studies" | "trials", ofId: string): string =>
  `CREATE TABLE ${table} (${id} INTEGER NOT NULL PRIMARY KEY, ${ofId} INTEGER REFERENCES ${of} (${ofId}), "key" VARCHAR(512), value_json TEXT, UNIQUE (${ofId}, "key"))`;

/** As Optuna 4 and 5 make them (schema 12), which therefore open them without an upgrade. */
export const DATABASE_SCHEMA: readonly string[] = [
  "CREATE TABLE studies (study_id INTEGER NOT NULL PRIMARY KEY, study_name VARCHAR(512) NOT NULL)",
  "CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)",
  "CREATE TABLE version_info (version_info_id INTEGER NOT NULL PRIMARY KEY, schema_version INTEGER, library_version VARCHAR(256), CHECK (version_info_id=1))",
  "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
  "CREATE TABLE study_directions (study_direction_id INTEGER NOT NULL PRIMARY KEY, direction VARCHAR(8) NOT NULL, study_id INTEGER NOT NULL REFERENCES studies (study_id), objective INTEGER NOT NULL, UNIQUE (study_id, objective))",
  attributes("study_user_attributes", "study_user_attribute_id", "studies", "study_id"),
  attributes("study_system_attributes", "study_system_attribute_id", "studies", "study_id"),
  "CREATE TABLE trials (trial_id INTEGER NOT NULL PRIMARY KEY, number INTEGER, study_id INTEGER REFERENCES studies (study_id), state VARCHAR(8) NOT NULL, datetime_start DATETIME, datetime_complete DATETIME)",
  "CREATE INDEX ix_trials_study_id ON trials (study_id)",
  attributes("trial_user_attributes", "trial_user_attribute_id", "trials", "trial_id"),
  attributes("trial_system_attributes", "trial_system_attribute_id", "trials", "trial_id"),
  "CREATE TABLE trial_params (param_id INTEGER NOT NULL PRIMARY KEY, trial_id INTEGER REFERENCES trials (trial_id), param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT, UNIQUE (trial_id, param_name))",
  "CREATE TABLE trial_values (trial_value_id INTEGER NOT NULL PRIMARY KEY, trial_id INTEGER NOT NULL REFERENCES trials (trial_id), objective INTEGER NOT NULL, value FLOAT, value_type VARCHAR(7) NOT NULL, UNIQUE (trial_id, objective))",
  "CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER NOT NULL PRIMARY KEY, trial_id INTEGER NOT NULL REFERENCES trials (trial_id), step INTEGER NOT NULL, intermediate_value FLOAT, intermediate_value_type VARCHAR(7) NOT NULL, UNIQUE (trial_id, step))",
  "CREATE TABLE trial_heartbeats (trial_heartbeat_id INTEGER NOT NULL PRIMARY KEY, trial_id INTEGER NOT NULL UNIQUE REFERENCES trials (trial_id), heartbeat DATETIME NOT NULL)",
];

/** Of the two last versions, which say so of themselves; another would make Optuna ask for an upgrade. */
const SCHEMA_VERSION = 12;
const ALEMBIC_VERSION = "v3.2.0.a";
const LIBRARY_VERSION = "5.0.0";
const STATES = {
  complete: "COMPLETE",
  pruned: "PRUNED",
  failed: "FAIL",
  running: "RUNNING",
  waiting: "WAITING",
} as const;

/** The rows of a database of Optuna's that holds these studies, each after those that it refers to. */
export function* databaseRows(studies: readonly StudyInPieces[]): Generator<DatabaseRow> {
  yield row("version_info", 1, SCHEMA_VERSION, LIBRARY_VERSION);
  yield row("alembic_version", ALEMBIC_VERSION);
  let trialId = 0;
  for (const [place, study] of studies.entries()) {
    const studyId = place + 1;
    yield row("studies", studyId, study.name);
    for (const [objective, direction] of study.directions.entries())
      yield row("study_directions", direction.toUpperCase(), studyId, objective);
    yield* attributeRows("study_user_attributes", studyId, study.userAttrs);
    const names = study.metricNames === null ? {} : { [METRIC_NAMES]: study.metricNames };
    yield* attributeRows("study_system_attributes", studyId, { ...study.systemAttrs, ...names });
    for (const trial of study.trials) yield* trialRows(trial, studyId, ++trialId);
  }
}

function* trialRows(trial: PortableTrial, studyId: number, id: number): Generator<DatabaseRow> {
  const plain = withoutVectors(trial);
  yield row("trials", id, trial.number, studyId, STATES[trial.state], dateOf(trial.startMs), dateOf(trial.endMs));
  for (const [name, distribution] of Object.entries(plain.distributions)) {
    const internal = toInternal(distribution, plain.params[name] ?? null);
    yield row("trial_params", id, name, internal, writeDistribution(distribution));
  }
  for (const [objective, value] of (trial.values ?? []).entries())
    yield row("trial_values", id, objective, ...typed(value));
  for (const [step, value] of trial.intermediate) yield row("trial_intermediate_values", id, step, ...typed(value));
  yield* attributeRows("trial_user_attributes", id, { ...trial.userAttrs, ...plain.attrs });
  yield* attributeRows("trial_system_attributes", id, trial.systemAttrs);
}

function* attributeRows(
  table: DatabaseTable,
  id: number,
  attrs: Readonly<Record<string, Json>>,
): Generator<DatabaseRow> {
  for (const [key, value] of Object.entries(attrs)) yield row(table, id, key, pythonJson(value));
}

const row = (table: DatabaseTable, ...values: DatabaseRow["values"]): DatabaseRow => ({ table, values });

/** A number, or what it is in words: a database has no other room for NaN and infinities. */
function typed(value: number): readonly [number | null, string] {
  if (Number.isNaN(value)) return [null, "NAN"];
  if (Number.isFinite(value)) return [value, "FINITE"];
  return [null, value > 0 ? "INF_POS" : "INF_NEG"];
}

/** By UTC, without an offset. */
const dateOf = (ms: number | null): string | null =>
  ms === null ? null : writeDate(ms).replace("T", " ").replace("+00:00", "");
