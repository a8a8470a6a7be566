/** Rows are what v8.serialize makes of them; SQL sees their keys. */
export interface Tables {
  readonly studies: { readonly study: string; readonly used_ms: number; readonly body: Uint8Array };
  readonly trials: {
    readonly study: string;
    readonly number: number;
    /** In the order in which trials ended, from 1; null while it has not. */
    readonly place: number | null;
    readonly body: Uint8Array;
  };
  readonly queued: { readonly study: string; readonly place: number; readonly body: Uint8Array };
  /** Records of Optuna's journals, as their text, from 0; `call` is the key of the call that brought it, empty of the seed's own. */
  readonly records: { readonly study: string; readonly number: number; readonly call: string; readonly text: string };
}

/** What every later version of the seed can read; it grows by further statements. */
export const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS studies (study TEXT PRIMARY KEY, used_ms INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS trials (study TEXT NOT NULL, number INTEGER NOT NULL, place INTEGER, body BLOB NOT NULL,
    PRIMARY KEY (study, number)) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS trials_ended ON trials (study, place) WHERE place IS NOT NULL;
  CREATE TABLE IF NOT EXISTS records (study TEXT NOT NULL, number INTEGER NOT NULL, call TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (study, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS queued (study TEXT NOT NULL, place INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (study, place)) WITHOUT ROWID;
`;
