// What Optuna itself makes of our files, and we of its: the real program, run by a real Python.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeDatabase } from "../cli/host/optuna-database.ts";
import { rebuildPortable, rebuildStudy } from "../formats/batch/rebuild.ts";
import { createStudyInputs } from "../formats/batch/study-inputs.ts";
import { configLine, readResults } from "../formats/batch/trial-lines.ts";
import { readBest, writeBest } from "../formats/best/best-message.ts";
import { readJournal } from "../formats/optuna/read-journal.ts";
import { writeJournal } from "../formats/optuna/write-journal.ts";
import type { PortableStudy } from "../formats/portable/portable-study.ts";
import { findPython } from "../scripts/python.mjs";
import { pedAnovaImportance } from "../study/importance/ped-anova.ts";
import { categoricalDistribution, floatDistribution, intDistribution } from "../study/space/distribution.ts";

const python = findPython("optuna");
if (python === null)
  console.warn(
    "NOT RUN: what Optuna makes of our files. Set WAGGLE_PYTHON to a Python that has Optuna, or run `npm test`, which installs one.",
  );

const folder = mkdtempSync(join(tmpdir(), "waggle-optuna-"));
afterAll(() => rmSync(folder, { recursive: true }));
const recorded = readFileSync(join(import.meta.dirname, "fixtures", "formats", "optuna-journal.log"), "utf8");

const PROLOGUE = `
import json, math, optuna
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
def opened(name):
    return RDBStorage("sqlite:///" + name) if name.endswith(".db") else JournalStorage(JournalFileBackend(name))
`;

/** What Python prints, as JSON. */
function said(code: string): unknown {
  const { status, stdout, stderr } = spawnSync(python ?? "", ["-W", "ignore", "-c", PROLOGUE + code], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC" },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

function studiesIn(text: string): readonly PortableStudy[] {
  const read = readJournal(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value.studies;
}
function write(name: string, studies: readonly PortableStudy[]): void {
  if (name.endsWith(".db")) writeDatabase(join(folder, name), studies);
  else writeFileSync(join(folder, name), [...writeJournal(studies)].join(""));
}

const SPACE = {
  x: floatDistribution(-1, 1),
  lr: floatDistribution(1e-3, 1, { log: true }),
  n: intDistribution(0, 8),
  act: categoricalDistribution(["a", 2, true, null]),
};

/** A batch that Python runs, as a task of a cluster would; every fifth trial fails there. */
function resultsOfPython() {
  writeFileSync(join(folder, "inputs.jsonl"), createStudyInputs(SPACE, { trials: 64 }).map(configLine).join(""));
  said(`
from dataclasses import asdict, dataclass
from datetime import datetime
@dataclass
class TrialResult:
    trial_number: int
    params: dict
    value: float | None
    state: str
    duration_seconds: float
    start_datetime: datetime
with open("inputs.jsonl") as inputs, open("results.jsonl", "w") as results:
    for line in inputs:
        config = json.loads(line)
        assert set(config) == {"trial_number", "params", "direction"}, config
        number, p = config["trial_number"], config["params"]
        value = None if number % 5 == 4 else p["x"] ** 2 + 0.1 * p["n"] + (0.5 if p["act"] == "a" else 0.0)
        state = "failed" if value is None else "complete"
        result = TrialResult(number, p, value, state, 0.5, datetime(2026, 1, 2, 3, 4, 5, number))
        results.write(json.dumps(asdict(result), default=str) + "\\n")
print("null")
`);
  const read = readResults(readFileSync(join(folder, "results.jsonl"), "utf8"));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

describe.skipIf(python === null)("Optuna", () => {
  it("finds in our journal and in our database what it wrote itself", () => {
    writeFileSync(join(folder, "theirs.log"), recorded);
    const studies = studiesIn(recorded);
    for (const name of ["ours.log", "ours.db"]) write(name, studies);
    const found = said(`
class Attributes(dict):
    pass
def shown(storage):
    studies = []
    for s in sorted(storage.get_all_studies(), key=lambda s: s.study_name):
        id = s._study_id
        trials = []
        for t in storage.get_all_trials(id):
            distributions = {k: optuna.distributions.distribution_to_json(v) for k, v in t.distributions.items()}
            trials.append([t.number, t.state.name, t.values, t.params, distributions, t.intermediate_values, Attributes(t.user_attrs),
                           Attributes(t.system_attrs), str(t.datetime_start).split("+")[0], str(t.datetime_complete).split("+")[0]])
        studies.append([s.study_name, [d.name for d in s.directions], storage.get_study_user_attrs(id),
                        storage.get_study_system_attrs(id), trials])
    return studies
def same(a, b):
    # An attribute is JSON, which JavaScript reads without telling 1 from 1.0.
    if isinstance(a, Attributes):
        return json.dumps(json.loads(json.dumps(a), parse_int=float)) == json.dumps(json.loads(json.dumps(b), parse_int=float))
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return type(a) == type(b) and a == b
def flat(studies):
    return [part for *rest, trials in studies for part in [rest, *trials]]
theirs = flat(shown(opened("theirs.log")))
differing = []
for name in ["ours.log", "ours.db"]:
    ours = flat(shown(opened(name)))
    differing += [[name, repr(a), repr(b)] for a, b in zip(theirs, ours) if not same(a, b)]
    differing += [] if len(ours) == len(theirs) else [[name, len(theirs), len(ours)]]
print(json.dumps([len(theirs), differing]))
`);
    const count = studies.reduce((sum, { trials }) => sum + 1 + trials.length, 0);
    expect(found).toEqual([count, []]);
  });

  it("goes on with our files for 20 trials, which we read, and finds the best and the importances that we find", () => {
    const results = resultsOfPython();
    const rebuilt = rebuildStudy(results, { space: SPACE });
    const portable = rebuildPortable("batch", results, { space: SPACE });
    if (!rebuilt.ok || !portable.ok) throw new Error("51 of 64 trials are complete.");
    for (const name of ["batch.log", "batch.db"]) write(name, [portable.value]);
    const found = said(`
def objective(trial):
    x, lr = trial.suggest_float("x", -1, 1), trial.suggest_float("lr", 1e-3, 1, log=True)
    return x ** 2 + lr + trial.suggest_int("n", 0, 8) + (trial.suggest_categorical("act", ["a", 2, True, None]) == "a")
def told(name):
    study = optuna.load_study(study_name="batch", storage=opened(name))
    before = len(study.trials)
    shares = optuna.importance.get_param_importances(study, evaluator=optuna.importance.PedAnovaImportanceEvaluator())
    best = [study.best_trial.number, study.best_value, study.best_params]
    study.optimize(objective, n_trials=20)
    again = optuna.load_study(study_name="batch", storage=opened(name)).trials
    return [before, [t.number for t in again[before:]], best, shares]
print(json.dumps([told(name) for name in ["batch.log", "batch.db"]]))
`) as readonly [number, readonly number[], readonly unknown[], Readonly<Record<string, number>>][];
    const best = rebuilt.value.best();
    const ours = pedAnovaImportance(rebuilt.value.history);
    expect(found).toHaveLength(2);
    for (const [before, added, itsBest, shares] of found) {
      expect([before, added]).toEqual([64, Array.from({ length: 20 }, (_, i) => 64 + i)]);
      const params = results.find(({ number }) => number === best?.number)?.params;
      expect(itsBest).toEqual([best?.number, best?.values[0], params]);
      expect(Object.keys(shares).sort()).toEqual(Object.keys(ours).sort());
      for (const [name, share] of Object.entries(shares)) expect(ours[name]).toBeCloseTo(share, 9);
    }
    const [continued] = studiesIn(readFileSync(join(folder, "batch.log"), "utf8"));
    expect(continued?.trials).toHaveLength(84);
    expect(continued?.trials.slice(0, 64)).toEqual(portable.value.trials);
    expect(continued?.trials.slice(64).every(({ state }) => state === "complete")).toBe(true);
  });

  it("takes our message of the best as the original peer does, and we take its", () => {
    const params = { x: 0.5, n: 3 };
    const message = writeBest({ value: 2.25, params, distributions: { x: SPACE.x, n: SPACE.n } });
    writeFileSync(join(folder, "best.json"), message);
    const text = said(`
told = json.loads(open("best.json").read())
study = optuna.create_study()
trial = study.ask()
for name, value in told["best_params"].items():
    if told["param_types"][name] == "float":
        trial.suggest_float(name, float(value), float(value))
    elif told["param_types"][name] == "int":
        trial.suggest_int(name, int(value), int(value))
study.tell(trial, float(told["best_value"]))
types = {k: "float" if isinstance(v, float) else "int" for k, v in study.best_params.items()}
print(json.dumps(json.dumps({"best_value": study.best_value, "best_params": study.best_params, "param_types": types})))
`);
    const types = { x: "float", n: "int" };
    expect(readBest(String(text))).toEqual({ ok: true, value: { value: 2.25, params, types } });
  });
});
