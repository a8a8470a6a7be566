import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeDistribution } from "../../formats/optuna/distributions.ts";
import { floatDistribution } from "../../study/space/distribution.ts";
import { specWith } from "../../study/spec/spec.ts";
import type { Worker } from "../http-study/http-study.ts";
import { StudyStore } from "../http-study/study-store.ts";
import { type OpenStudy, Studies } from "../service/studies.ts";
import { systemClock } from "../system-clock.ts";
import { StudyJournal } from "./study-journal.ts";

const DATE = "2026-01-02T03:04:06.000000+00:00";
const X = writeDistribution(floatDistribution(0, 2));
const record = (fields: object): string => JSON.stringify({ worker_id: "w", ...fields });
/** A trial that Optuna adds at once, as it has ended. */
const ended = (x: number, value = x): string =>
  record({
    op_code: 4,
    study_id: 0,
    datetime_start: DATE,
    datetime_complete: DATE,
    state: 1,
    value,
    values: null,
    distributions: { x: X },
    params: { x },
    user_attrs: {},
    system_attrs: { "constraints:size": -1 },
    intermediate_values: { "2": 7 },
  });
const by: Worker = { name: "program", peer: "p" };

describe("a study's journal", () => {
  let store: StudyStore;
  let studies: Studies;
  let study: OpenStudy;
  const open = (maxBytes?: number): Promise<StudyJournal> =>
    StudyJournal.open({
      study: study.id,
      http: study.http,
      store,
      wallMs: () => systemClock.wallMs(),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  const partOf = async (journal: StudyJournal, from = 0) => {
    await store.settled();
    await journal.catchUp();
    await store.settled();
    const part = await journal.read(from);
    if (!part.ok) throw new Error(part.refusal.message);
    return part.value;
  };
  beforeEach(async () => {
    store = new StudyStore(":memory:", systemClock, (error) => {
      throw error;
    });
    studies = await Studies.open({ store, clock: systemClock, isAlone: true });
    const spec = specWith({ name: "s", objective: { language: "javascript", source: "x" }, createdMs: 1 });
    const fields = { total: 4, leaseMs: 1_000, retries: 0, workers: [], author: "a", isShared: false };
    const made = await studies.create({ spec, ...fields, coordinator: false }, "here");
    const found = made.ok ? [...studies.all].find(({ id }) => id === made.value.study) : undefined;
    if (found === undefined) throw new Error("There is no study.");
    study = found;
  });
  afterEach(() => studies.close());

  it("makes trials that end in it the study's, with all that a study knows of trials", async () => {
    const journal = await open();
    expect(journal.append([ended(1)], "k", by)).toMatchObject({ ok: true });
    await store.settled();
    const [first] = await store.ended(study.id, 0, 10);
    expect(first).toMatchObject({
      number: 0,
      toldBy: "program",
      trial: { state: "complete", values: [1], params: [1], constraints: { size: -1 }, intermediate: [[2, 7]] },
    });
    expect(study.http.best()).toEqual([0]);
  });

  it("is the same when it is read anew: nothing counts twice, and a call that was made before appends nothing", async () => {
    const before = await open();
    before.append([ended(1), ended(0.5)], "k", by);
    const part = await partOf(before);
    const after = await open();
    expect(after.append([ended(1), ended(0.5)], "k", by)).toMatchObject({ ok: true });
    expect(await partOf(after)).toEqual(part);
    expect([part.length, study.http.counts.ended]).toEqual([3, 2]);
  });

  it("takes a trial in that a program asked the seed for only where an Optuna program has ended one of its space", async () => {
    const tell = (high: number, value: number): void => {
      const asked = study.http.ask(by, { x: { type: "float", low: 0, high } });
      if (!asked.ok) throw new Error(asked.refusal.message);
      study.http.tell(asked.value.number, { state: "complete", values: [value] }, by);
    };
    const journal = await open();
    tell(2, 7);
    tell(1, 8);
    expect(await partOf(journal)).toMatchObject({ length: 1, heldBack: 2 });
    journal.append([ended(1)], "k", by);
    const part = await partOf(journal);
    expect(part).toMatchObject({ length: 3, heldBack: 1 });
    expect(JSON.parse(part.records[2] ?? "")).toMatchObject({ value: 7, user_attrs: { "waggle:worker": "program" } });
    expect(await partOf(await open())).toEqual(part);
  });

  it("counts no trial beyond the total, nor one whose value is none of its range", async () => {
    const journal = await open();
    journal.append([ended(3)], "a", by);
    expect(study.http.counts.ended).toBe(0);
    for (const [i, x] of [0, 0.5, 1, 1.5, 2].entries()) journal.append([ended(x)], `k${i}`, by);
    expect(study.http.counts.ended).toBe(4);
    const begin = record({ op_code: 4, study_id: 0, datetime_start: DATE });
    expect(journal.append([begin], "b", by)).toMatchObject({ ok: false, refusal: { statusCode: 410, error: "done" } });
  });

  it("takes no more than it has room for, and says so", async () => {
    const journal = await open(700);
    expect(journal.append([ended(1)], "a", by)).toMatchObject({ ok: true });
    const { length } = await partOf(journal);
    expect(journal.append([ended(1)], "b", by)).toMatchObject({
      ok: false,
      refusal: { statusCode: 413, error: "journal-full" },
    });
    expect(await partOf(journal)).toMatchObject({ length });
  });

  it("appends all records of a call or none, and none in the seed's name", async () => {
    const journal = await open();
    expect(journal.append([ended(1), record({ op_code: 77 })], "a", by)).toMatchObject({ ok: false });
    const forged = ended(1).replace('"worker_id":"w"', '"worker_id":"waggle"');
    expect(journal.append([ended(1), forged], "b", by)).toMatchObject({ refusal: { statusCode: 403 } });
    expect([(await partOf(journal)).length, study.http.counts.ended]).toEqual([1, 0]);
  });
});
