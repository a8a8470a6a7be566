import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toInternal } from "../../study/space/distribution.ts";
import { isPlain, type PortableStudy, type PortableTrial } from "../portable/portable-study.ts";
import { writeDate } from "./dates.ts";
import { writeDistribution } from "./distributions.ts";
import { readJournal } from "./read-journal.ts";
import { writeJournal } from "./write-journal.ts";

const fixtures = join(import.meta.dirname, "..", "..", "test", "fixtures", "formats");
const journal = readFileSync(join(fixtures, "optuna-journal.log"), "utf8");
const expected = JSON.parse(readFileSync(join(fixtures, "optuna-journal.expected.json"), "utf8")) as {
  studies: Record<string, unknown>[];
};

const studiesOf = (text: string): readonly PortableStudy[] => {
  const read = readJournal(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value.studies;
};
const written = (studies: readonly PortableStudy[]): string => [...writeJournal(studies)].join("");

const STATES = { complete: "COMPLETE", pruned: "PRUNED", failed: "FAIL", running: "RUNNING", waiting: "WAITING" };
const said = (value: number): number | string =>
  Number.isFinite(value) ? value : ({ NaN: "nan", Infinity: "inf", "-Infinity": "-inf" }[String(value)] ?? "");
const date = (ms: number | null): string | null => (ms === null ? null : writeDate(ms).replace(/\+00:00$/, ""));

/** A trial in the words of the fixtures, which Optuna itself wrote. */
const inItsWords = (trial: PortableTrial): Record<string, unknown> => ({
  number: trial.number,
  state: STATES[trial.state],
  values: trial.values?.map(said) ?? null,
  params: trial.params,
  intermediate: Object.fromEntries(trial.intermediate.map(([step, value]) => [step, said(value)])),
  user_attrs: trial.userAttrs,
  system_attrs: trial.systemAttrs,
  internal: Object.fromEntries(
    Object.entries(trial.distributions).map(([name, distribution]) => {
      if (!isPlain(distribution)) throw new Error("Optuna knows numbers and choices alone.");
      return [name, toInternal(distribution, trial.params[name] ?? null)];
    }),
  ),
  distributions: Object.fromEntries(
    Object.entries(trial.distributions).map(([name, distribution]) => [
      name,
      isPlain(distribution) ? JSON.parse(writeDistribution(distribution)) : null,
    ]),
  ),
  start: date(trial.startMs),
  complete: date(trial.endMs),
});

const line = (log: Record<string, unknown>): string => `${JSON.stringify({ worker_id: "w", ...log })}\n`;
const begun = line({ op_code: 0, study_name: "s", directions: [1] });
const trialOf = (more: Record<string, unknown> = {}): string =>
  line({ op_code: 4, study_id: 0, datetime_start: "2026-01-02T03:04:05.000+00:00", ...more });

describe("a journal of Optuna's", () => {
  it("is read as Optuna itself reads it", () => {
    const studies = studiesOf(journal);
    expect(studies.map(({ name }) => name)).toEqual(["mixed", "multi"]);
    for (const [i, study] of studies.entries()) {
      const { metric_names, user_attrs, directions, trials } = expected.studies[i] ?? {};
      expect(study.metricNames).toEqual(metric_names);
      expect(study.userAttrs).toEqual(user_attrs);
      expect(study.directions.map((it) => it.toUpperCase())).toEqual(directions);
      expect(study.trials.map(inItsWords)).toEqual(trials);
    }
  });

  it("is the same after it was written and read again", () => {
    const studies = studiesOf(journal);
    const text = written(studies);
    expect(studiesOf(text)).toEqual(studies);
    expect(written(studiesOf(text))).toBe(text);
  });

  it("has floats that Python reads as floats where they are whole, and ints as ints", () => {
    const distributions = {
      x: JSON.stringify({ name: "FloatDistribution", attributes: { low: -2, high: 2, log: false, step: null } }),
      n: JSON.stringify({ name: "IntDistribution", attributes: { low: 0, high: 9, log: false, step: 1 } }),
    };
    const params = { x: -1, n: 3 };
    const text = written(
      studiesOf(begun + trialOf({ distributions, params, state: 1, values: [2], intermediate_values: { 5: 0 } })),
    );
    expect(text).toContain('"params":{"x":-1.0,"n":3}');
    expect(text).toContain('"step":5,"intermediate_value":0.0}');
    expect(text).toContain('"values":[2.0]');
  });

  it("of older versions has other names for distributions, and dates without an offset", () => {
    const named = (name: string, attributes: Record<string, unknown>) => JSON.stringify({ name, attributes });
    const distributions = {
      a: named("UniformDistribution", { low: 0, high: 1 }),
      b: named("LogUniformDistribution", { low: 0.1, high: 1 }),
      c: named("DiscreteUniformDistribution", { low: 0, high: 1, q: 0.25 }),
      d: named("IntUniformDistribution", { low: 0, high: 9, step: 3 }),
      e: named("IntLogUniformDistribution", { low: 1, high: 64 }),
      f: JSON.stringify({ type: "categorical", choices: ["p", 1, null, true] }),
      g: JSON.stringify({ type: "float", low: 1, high: 2, log: true, step: null }),
    };
    const params = { a: 0.5, b: 0.5, c: 0.5, d: 3, e: 8, f: 2, g: 1.5 };
    const [study] = studiesOf(
      begun + trialOf({ datetime_start: "2026-01-02T03:04:05.25", distributions, params, state: 0 }),
    );
    const [trial] = study?.trials ?? [];
    expect(trial?.startMs).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 250));
    expect(trial?.params).toEqual({ ...params, f: null });
    expect(trial?.distributions).toMatchObject({
      b: { kind: "float", log: true },
      c: { kind: "float", step: 0.25 },
      d: { kind: "int", step: 3 },
      e: { kind: "int", log: true },
      f: { kind: "categorical", choices: ["p", 1, null, true] },
    });
  });

  it("may be written by several at once: what comes too late counts for nothing", () => {
    const x = JSON.stringify({ name: "FloatDistribution", attributes: { low: 0, high: 1, log: false, step: null } });
    const [study, ...others] = studiesOf(
      begun +
        begun +
        trialOf() +
        line({ op_code: 5, trial_id: 0, param_name: "x", param_value_internal: 0.5, distribution: x }) +
        line({ op_code: 6, trial_id: 0, state: 1, values: [2], datetime_complete: "2026-01-02T03:04:06Z" }) +
        line({ op_code: 6, trial_id: 0, state: 3, values: null, datetime_complete: "2026-01-02T03:04:07Z" }) +
        line({ op_code: 7, trial_id: 0, step: 1, intermediate_value: 7 }) +
        line({ op_code: 8, trial_id: 0, user_attr: { late: true } }) +
        line({ op_code: 10, trial_ids: [0] }),
    );
    expect(others).toEqual([]);
    expect(study?.trials).toMatchObject([{ state: "complete", values: [2], intermediate: [], userAttrs: {} }]);
  });

  it("counts trials over all its studies, deleted ones included", () => {
    const other = line({ op_code: 0, study_name: "t", directions: [2] });
    const studies = studiesOf(
      begun +
        other +
        trialOf() +
        trialOf({ study_id: 1 }) +
        line({ op_code: 1, study_id: 0 }) +
        line({ op_code: 8, trial_id: 1, user_attr: { of: "t" } }),
    );
    expect(studies.map(({ name, trials }) => [name, trials.map(({ userAttrs }) => userAttrs)])).toEqual([
      ["t", [{ of: "t" }]],
    ]);
  });

  it("whose last line is torn is read up to it, and says so", () => {
    const read = readJournal(begun + trialOf() + trialOf().slice(0, 40));
    expect(read.ok && read.value.studies[0]?.trials.length).toBe(1);
    expect(read.ok && read.value.notes).toEqual(["The last line, 3, is not whole: it was left out."]);
  });

  it.each([
    ["no JSON", "{{}\n"],
    ["no object", "3\n"],
    ["the operation 77", line({ op_code: 77 })],
    ["names no study", line({ op_code: 0, directions: [1] })],
    ["no directions", line({ op_code: 0, study_name: "t", directions: [0] })],
    ["the state 9", trialOf({ state: 9 })],
    ["not one number for each direction", trialOf({ state: 1, values: [1, 2] })],
    ["which is none", trialOf({ datetime_start: "2026-02-30T00:00:00" })],
    ["without their distributions", trialOf({ params: { x: 1 } })],
    [
      "no distribution is called",
      trialOf({ params: { x: 1 }, distributions: { x: '{"name":"Odd","attributes":{}}' } }),
    ],
    ["without a whole step", trialOf({ intermediate_values: { a: 1 } })],
    ["attributes that are no object", trialOf({ user_attrs: 3 })],
  ])("says the line, and what to do, where a line says: %s", (words, bad) => {
    const read = readJournal(begun + bad + trialOf());
    expect(read).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
    expect(read).toMatchObject({ reason: expect.stringMatching(/^Line 2 of the journal .*mend that line/) });
  });

  it("holds names that mean something in JavaScript, and lines made to take for ever", () => {
    const odd = '{"op_code":8,"trial_id":0,"user_attr":{"__proto__":{"a":1},"constructor":2}}\n';
    const [study] = studiesOf(begun + trialOf() + odd);
    expect(Object.entries(study?.trials[0]?.userAttrs ?? {})).toEqual([
      ["__proto__", { a: 1 }],
      ["constructor", 2],
    ]);
    expect(studiesOf(written(studiesOf(begun + trialOf() + odd)))).toEqual([study]);
    for (const bad of [`NaN${'"\\'.repeat(500_000)}`, `NaN${"[".repeat(1_000_000)}`, `${'"'.repeat(999_999)}NaN`])
      expect(readJournal(`${begun}${bad}\n`).ok).toBe(false);
  });

  it("keeps lists of numbers as parameters that other tools know, and gives them back whole", () => {
    const study: PortableStudy = {
      name: "tours",
      directions: ["minimize"],
      metricNames: null,
      userAttrs: {},
      systemAttrs: {},
      trials: [
        {
          number: 0,
          state: "complete",
          values: [3],
          distributions: {
            tour: { kind: "permutation", n: 3 },
            share: { kind: "simplex", n: 2 },
            "share[0]": { kind: "float", low: 0, high: 9, log: false, step: null },
            genome: { kind: "seeds", maxLength: 4 },
          },
          params: { tour: [2, 0, 1], share: [0.25, 0.75], "share[0]": 8, genome: [4_294_967_295, 7] },
          intermediate: [],
          userAttrs: { mine: 1 },
          systemAttrs: {},
          startMs: 1_700_000_000_000,
          endMs: 1_700_000_001_000.125,
        },
      ],
    };
    const text = written([study]);
    expect(text).toContain('"tour[1]":0');
    expect(studiesOf(text)).toEqual([study]);
  });
});
