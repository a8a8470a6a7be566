// What the seed appends to a journal is what Optuna itself can replay: records in thousands of odd forms, judged by both.
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { checkRecord } from "../formats/optuna/check-record.ts";
import { writeDistribution } from "../formats/optuna/distributions.ts";
import { pythonJson } from "../formats/optuna/python-json.ts";
import { JournalReader } from "../formats/optuna/read-journal.ts";
import { findPython } from "../scripts/python.mjs";
import type { Json } from "../study/json.ts";
import { categoricalDistribution, floatDistribution, intDistribution } from "../study/space/distribution.ts";

const python = findPython("optuna");
if (python === null)
  console.warn(
    "NOT RUN: records in odd forms, judged by Optuna. Set WAGGLE_PYTHON to a Python that has Optuna (pip install optuna), and run again.",
  );

/** Prints of each record whether another process's replay stops at it, or at what it makes of it. */
const JUDGE = `
import copy, json, sys
from optuna.storages.journal._storage import JournalStorageReplayResult

BASE = [
    {"op_code": 0, "worker_id": "a", "study_name": "s", "directions": [1]},
    {"op_code": 4, "worker_id": "a", "study_id": 0, "datetime_start": "2026-01-02T03:04:05.000000+00:00"},
]
def stops(text):
    replay = JournalStorageReplayResult("me-")
    replay.apply_logs(BASE)
    try:
        replay.apply_logs([json.loads(text)])
        for trial in replay.get_all_trials(0, None) if replay.get_all_studies() else []:
            copy.deepcopy(trial)
            trial.last_step, trial.duration, trial.values, hash(trial.state)
            for name, value in trial.params.items():
                trial.distributions[name].to_internal_repr(value)
        return False
    except Exception:
        return True
print(json.dumps([stops(text) for text in json.load(sys.stdin)]))
`;

type Record_ = Readonly<Record<string, Json>>;
const DATE = "2026-01-02T03:04:06.000000+00:00";
const x = writeDistribution(floatDistribution(0, 2));
const n = writeDistribution(intDistribution(0, 8, { step: 2 }));
const c = writeDistribution(categoricalDistribution(["a", null, 3]));
const FIELDS: readonly Record_[] = [
  { op_code: 0, study_name: "s", directions: [1] },
  { op_code: 2, study_id: 0, user_attr: { a: 1 } },
  { op_code: 3, study_id: 0, system_attr: { a: [1] } },
  { op_code: 4, study_id: 0, datetime_start: DATE },
  {
    op_code: 4,
    study_id: 0,
    datetime_start: DATE,
    datetime_complete: DATE,
    state: 1,
    value: 1,
    values: null,
    distributions: { x, c },
    params: { x: 1, c: 2 },
    user_attrs: { a: 1 },
    system_attrs: {},
    intermediate_values: { 3: 1 },
  },
  { op_code: 5, trial_id: 0, param_name: "x", param_value_internal: 1, distribution: x },
  { op_code: 5, trial_id: 0, param_name: "n", param_value_internal: 4, distribution: n },
  { op_code: 5, trial_id: 0, param_name: "c", param_value_internal: 1, distribution: c },
  { op_code: 6, trial_id: 0, state: 1, values: [2], datetime_complete: DATE },
  { op_code: 6, trial_id: 0, state: 3, values: null, datetime_complete: DATE },
  { op_code: 6, trial_id: 0, state: 0, values: null, datetime_start: DATE },
  { op_code: 7, trial_id: 0, step: 1, intermediate_value: 2 },
  { op_code: 8, trial_id: 0, user_attr: { a: null } },
  { op_code: 9, trial_id: 0, system_attr: { "constraints:a": 1 } },
];
const RECORDS = FIELDS.map((fields) => Object.assign({ worker_id: "w" }, fields));

const ODD: readonly Json[] = [
  null,
  "",
  "a",
  "2026-13-02T03:04:06",
  -1,
  1.5,
  9,
  77,
  Number.NaN,
  true,
  [],
  [null],
  ["a"],
  [1, 2],
  {},
  { a: null },
];

/** The value with one thing in it left out or something odd in its place, at any depth, in texts of JSON, too. */
function* oddOf(value: Json): Generator<Json> {
  if (typeof value === "string" && value.startsWith("{"))
    for (const odd of oddOf(JSON.parse(value) as Json)) yield pythonJson(odd);
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const { [key]: _, ...without } = value as Record_;
    yield without;
    for (const odd of [...ODD, ...oddOf(item)]) yield { ...without, [key]: odd };
  }
  yield { ...(value as Record_), more: 1 };
}

/** Whole records but for one thing that Python does not bear. */
const UNBEARABLE: readonly string[] = [
  `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"a":${"[".repeat(2_000)}${"]".repeat(2_000)}}}`,
  `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"a":${"[".repeat(600)}${"]".repeat(600)}}}`,
  `{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"a":1${"0".repeat(5_000)}}}`,
  `{"op_code":5,"worker_id":"w","trial_id":0,"param_name":"x","param_value_internal":1,"distribution":${JSON.stringify(
    `${x.slice(0, -1)},"more":1${"0".repeat(5_000)}}`,
  )}}`,
  ...["0000-01-02T03:04:05+00:00", "0001-01-01T00:00:00+23:00", "2026-01-02T03:04:05+24:00", "2026-02-30T03:04:05"].map(
    (date) => `{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"${date}"}`,
  ),
];

function judgedByOptuna(texts: readonly string[]): Promise<boolean[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(python ?? "", ["-c", JUDGE]);
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(JSON.parse(out) as boolean[]) : reject(new Error(err))));
    child.stdin.end(JSON.stringify(texts));
  });
}

describe("a record that the seed appends", () => {
  const whole = RECORDS.map((record) => pythonJson(record));
  const odd = [...new Set(RECORDS.flatMap((record) => Array.from(oddOf(record), pythonJson)))];
  const isTaken = (text: string): boolean => checkRecord(text, 1).ok;

  it("is one of those that Optuna writes", () => {
    for (const text of whole) expect(checkRecord(text, 1)).toMatchObject({ ok: true });
    expect(odd.length).toBeGreaterThan(1_000);
  });

  it("is read by the seed's own replay, too", () => {
    for (const text of [...whole, ...odd].filter(isTaken)) {
      const reader = new JournalReader();
      for (const before of [whole[0], whole[3]]) expect(reader.line(before ?? "")).toBeNull();
      expect(reader.line(text), text).toBeNull();
    }
  });

  it("is none that Python does not bear", () => {
    for (const text of UNBEARABLE) expect(isTaken(text), text.slice(0, 100)).toBe(false);
  });

  it.skipIf(python === null)("stops no other process of Optuna's", { timeout: 120_000 }, async () => {
    const texts = [...whole, ...odd, ...UNBEARABLE];
    const stops = await judgedByOptuna(texts);
    expect(stops.slice(-UNBEARABLE.length)).not.toContain(false);
    expect(stops.filter(Boolean).length).toBeGreaterThan(300);
    expect(texts.filter((text, i) => stops[i] === true && isTaken(text))).toEqual([]);
  });
});
