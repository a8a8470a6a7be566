import { createHash, randomBytes } from "node:crypto";
import { checkRecord, type JournalLine } from "../../formats/optuna/check-record.ts";
import { endedRecord, spaceText } from "../../formats/optuna/ended-record.ts";
import { DIRECTIONS, OP, STATES } from "../../formats/optuna/journal-words.ts";
import { JournalReader } from "../../formats/optuna/read-journal.ts";
import { writeJournal } from "../../formats/optuna/write-journal.ts";
import { portableStudy, portableTrial } from "../../formats/portable/of-trials.ts";
import type { PortableTrial } from "../../formats/portable/portable-study.ts";
import { directionsOf } from "../../study/spec/spec.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import type { HttpStudy, Worker } from "../http-study/http-study.ts";
import type { StudyStore } from "../http-study/study-store.ts";
import type { EndedRecord } from "../http-study/trial-record.ts";
import {
  MAX_ANSWER_BYTES,
  MAX_JOURNAL_BYTES,
  MAX_KEYS,
  MAX_SPACES,
  MAX_WAITING_SPACES,
  ROWS_AT_ONCE,
} from "./journal-limits.ts";
import { outcomeOf } from "./trial-of-journal.ts";

/** Who writes what the seed itself adds. */
const SEED = "waggle";
/** Which of the study's ends a trial of others was, in the journal. */
const PLACE_ATTR = "waggle:place";
/** Who told it. */
const WORKER_ATTR = "waggle:worker";

export interface JournalPart {
  /** The journal's id: another one means that what was read before is lost. */
  readonly journal: string;
  readonly from: number;
  readonly records: readonly string[];
  /** Of the whole journal. */
  readonly length: number;
  /** Trials of others that no Optuna program could use: of other parameters or ranges. */
  readonly heldBack: number;
}

export interface JournalOptions {
  readonly study: string;
  readonly http: HttpStudy;
  readonly store: StudyStore;
  readonly wallMs: () => number;
  readonly maxBytes?: number;
}

/**
 * The journal of one study, as Optuna's programs append to it and replay it: records are numbered from 0 and never change. A trial
 * that ends in it enters the study in the same commit; trials that end elsewhere are appended when somebody reads.
 */
export class StudyJournal {
  readonly #options: JournalOptions;
  readonly #id: string;
  readonly #reader = new JournalReader((trial) => this.#ended(trial));
  /** What each recent call appended last. */
  readonly #keys = new Set<string>();
  /** What Optuna's programs search: of any other parameters or ranges their samplers could make nothing. */
  readonly #spaces = new Set<string>();
  /** Of trials that ended elsewhere, by their space, the places of those that wait for a program of that space. */
  readonly #waiting = new Map<string, number[]>();
  /** Places of those that need wait no longer. */
  #due: number[] = [];
  /** Places of trials of others that were appended before this start. */
  readonly #appended = new Set<number>();
  #length = 0;
  #bytes = 0;
  #heldBack = 0;
  /** Up to which place ends of the study have been looked at. */
  #seen = 0;
  /** Whose record is applied; null: the seed's own, or one that the study has counted before. */
  #by: Worker | null = null;
  /** Whether the seed itself wrote what is applied. */
  #isOwn = false;
  #catchingUp: Promise<void> = Promise.resolve();

  private constructor(options: JournalOptions, id: string) {
    this.#options = options;
    this.#id = id;
  }

  /** Reads it from disk, or begins it with a record of the study itself. */
  static async open(options: JournalOptions): Promise<StudyJournal> {
    const { store, study, http } = options;
    const { record } = http;
    const journal = new StudyJournal(options, record.journal ?? randomBytes(12).toString("base64url"));
    for (;;) {
      const rows = await store.records(study, journal.#length, ROWS_AT_ONCE);
      for (const { text, call } of rows) journal.#apply(text, call);
      if (rows.length < ROWS_AT_ONCE) break;
    }
    if (journal.#length > 0) return journal;
    http.change({ ...http.record, journal: journal.#id });
    for (const line of writeJournal([{ ...headOf(http), trials: [] }])) journal.#keep(line.trimEnd(), "");
    return journal;
  }

  /** Appends all of them or none; a call of a key that was made before appends nothing. */
  append(texts: readonly string[], key: string, by: Worker): Answer<null> {
    if (this.#keys.has(key)) return answer(null);
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (this.#bytes + bytes > this.#maxBytes)
      return no(
        413,
        "journal-full",
        `The journal of this study has ${Math.round(this.#maxBytes / 2 ** 20)} MiB, as much as this seed keeps: create another study to go on.`,
      );
    for (const [i, text] of texts.entries()) {
      const checked = checkRecord(text, this.#directions.length);
      if (!checked.ok) return no(422, "not-a-record", `Record ${i + 1} cannot be appended: ${checked.reason}.`);
      const refused = this.#refuses(checked.value);
      if (refused !== null) return refused;
    }
    this.#by = by;
    try {
      for (const text of texts) this.#keep(text, key);
    } finally {
      this.#by = null;
    }
    return answer(null);
  }

  /** Appends what has ended elsewhere since, as far as it is on disk. */
  catchUp(): Promise<void> {
    this.#catchingUp = this.#catchingUp.catch(() => undefined).then(() => this.#catchUp());
    return this.#catchingUp;
  }

  /** What is on disk of it from record `from` on; as much as one answer holds. */
  async read(from: number): Promise<Answer<JournalPart>> {
    if (from > this.#length)
      return no(
        409,
        "journal-lost",
        `This journal has ${this.#length} records and you have read ${from}: the seed has lost some. Start your program again.`,
      );
    const { store, study } = this.#options;
    const records: string[] = [];
    let bytes = 0;
    while (bytes < MAX_ANSWER_BYTES) {
      const rows = await store.records(study, from + records.length, ROWS_AT_ONCE);
      for (const { text } of rows) {
        if (bytes >= MAX_ANSWER_BYTES) break;
        bytes += text.length;
        records.push(text);
      }
      if (rows.length < ROWS_AT_ONCE) break;
    }
    const length = Math.max(this.#length, from + records.length);
    return answer({ journal: this.#id, from, records, length, heldBack: this.#heldBack });
  }

  get id(): string {
    return this.#id;
  }

  get #maxBytes(): number {
    return this.#options.maxBytes ?? MAX_JOURNAL_BYTES;
  }

  get #directions() {
    return directionsOf(this.#options.http.record.spec);
  }

  #refuses(log: JournalLine): ReturnType<typeof no> | null {
    const { name } = this.#options.http.record.spec;
    if (log.worker_id === SEED)
      return no(403, "not-yours", `What the worker ${JSON.stringify(SEED)} says is the seed's: call yours otherwise.`);
    if (log.op_code === OP.deleteStudy)
      return no(403, "not-this-study", "This study is the swarm's: no Optuna program can delete it.");
    if (log.op_code === OP.createStudy) {
      const directions = this.#directions.map((direction) => DIRECTIONS.indexOf(direction));
      if (log["study_name"] !== name || String(log["directions"]) !== String(directions))
        return no(
          403,
          "not-this-study",
          `This journal is of one study: give study_name=${JSON.stringify(name)}, direction${directions.length > 1 ? "s" : ""} ${this.#directions.join(", ")} and load_if_exists=True.`,
        );
    }
    if ("study_id" in log && log["study_id"] !== 0)
      return no(403, "not-this-study", "This journal has one study, whose id is 0.");
    return log.op_code === OP.createTrial && !isOver(log) ? this.#options.http.refusesBeginning() : null;
  }

  #keep(text: string, call: string): void {
    const { store, study } = this.#options;
    const number = this.#length;
    this.#apply(text, call);
    store.keepRecord(study, { number, call, text });
  }

  #apply(text: string, call: string): void {
    this.#isOwn = call === "";
    const fault = this.#reader.line(text);
    // It was checked before: Optuna replays what this reader does not.
    if (fault !== null) throw new Error(`The journal of ${this.#options.study} cannot be replayed: ${fault}`);
    this.#length++;
    this.#bytes += Buffer.byteLength(text);
    if (call === "") return;
    this.#keys.delete(call);
    this.#keys.add(call);
    const [oldest] = this.#keys;
    if (this.#keys.size > MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest);
  }

  #ended(trial: PortableTrial): void {
    const place = trial.userAttrs[PLACE_ATTR];
    if (typeof place === "number" && this.#isOwn) this.#appended.add(place);
    if (trial.state !== "failed") this.#use(spaceOf(trial));
    const outcome = this.#by === null ? null : outcomeOf(trial);
    if (this.#by === null || outcome === null) return;
    const startedMs = trial.startMs ?? this.#options.wallMs();
    this.#options.http.journalled(outcome, this.#by, { log: this.#id, startedMs });
  }

  /** From now on trials of this space are of use. */
  #use(space: string): void {
    if (this.#spaces.size >= MAX_SPACES) return;
    this.#spaces.add(space);
    const places = this.#waiting.get(space) ?? [];
    this.#waiting.delete(space);
    this.#due = [...this.#due, ...places];
  }

  async #catchUp(): Promise<void> {
    const { store, study, http } = this.#options;
    while (this.#seen < http.counts.ended) {
      const page = await store.ended(study, this.#seen, ROWS_AT_ONCE);
      if (page.length === 0) break;
      for (const ended of page) this.#offer(ended);
      this.#seen = page.at(-1)?.place ?? this.#seen;
    }
    const due = this.#due;
    this.#due = [];
    for (const place of due) {
      const [ended] = await store.ended(study, place - 1, 1);
      this.#heldBack--;
      if (ended !== undefined) this.#offer(ended);
    }
  }

  #offer(ended: EndedRecord): void {
    const { spec } = this.#options.http.record;
    if (ended.isJournalled === true || this.#appended.delete(ended.place)) return;
    const trial = portableTrial(ended.trial, ended.place, spec);
    const space = spaceOf(trial);
    if (!this.#spaces.has(space) || this.#bytes >= this.#maxBytes) {
      this.#heldBack++;
      const places = this.#waiting.get(space);
      if (places !== undefined) places.push(ended.place);
      else if (this.#waiting.size < MAX_WAITING_SPACES) this.#waiting.set(space, [ended.place]);
      return;
    }
    const userAttrs = { ...trial.userAttrs, [WORKER_ATTR]: ended.toldBy, [PLACE_ATTR]: ended.place };
    this.#keep(endedRecord({ ...trial, userAttrs }, SEED), "");
    this.#appended.delete(ended.place);
  }
}

/** Names of distributions can be long: their choices stand in them. */
const spaceOf = (trial: PortableTrial): string => createHash("sha256").update(spaceText(trial)).digest("base64url");

const isOver = (log: JournalLine): boolean => {
  const state = STATES[Number(log["state"] ?? 0)];
  return state !== "running" && state !== "waiting";
};

function headOf(http: HttpStudy) {
  const { spec } = http.record;
  const { name, directions, metricNames } = portableStudy(spec, 0, 0);
  return { name, directions, metricNames: directions.length > 1 ? metricNames : null, userAttrs: {}, systemAttrs: {} };
}
