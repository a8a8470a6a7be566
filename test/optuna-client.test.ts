// Optuna itself, as it is, on a study of a real seed.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPython } from "../scripts/python.mjs";
import { HttpClient } from "../signaling/testing/http-client.ts";
import { type SeedProcess, startSeedProcess } from "../signaling/testing/seed-process.ts";

const python = findPython("optuna");
if (python === null)
  console.warn(
    "NOT RUN: Optuna on a study of the seed. Set WAGGLE_PYTHON to a Python that has Optuna (pip install optuna), and run again.",
  );

const hasCmaes = python !== null && findPython("cmaes") === python;
if (python !== null && !hasCmaes) console.warn("NOT RUN: CMA-ES of Optuna's. Its place is taken by random search.");
const SECOND_SAMPLER = hasCmaes
  ? "optuna.samplers.CmaEsSampler(seed=2, n_startup_trials=3, warn_independent_sampling=False)"
  : "optuna.samplers.RandomSampler(seed=2)";

const HEAD = `
import json, os, sys
import optuna
from optuna.storages import JournalStorage
from waggle.optuna import JournalBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
backend = JournalBackend(os.environ["SEED"], os.environ["TOKEN"])
storage = JournalStorage(backend)

def objective(trial):
    x = trial.suggest_float("x", -100, 100)
    y = trial.suggest_categorical("y", [-1, 0, 1])
    trial.set_user_attr("ran", "in Optuna")
    return x**2 + y

def say(study):
    trials = study.get_trials()
    ended = [trial for trial in trials if trial.state.is_finished()]
    numbers = [trial.number for trial in trials]
    others = [trial.user_attrs["waggle:worker"] for trial in trials if "waggle:worker" in trial.user_attrs]
    print(json.dumps({"best": study.best_value, "params": study.best_params, "ended": len(ended), "numbers": numbers,
                      "others": others, "heldBack": backend.held_back}))

def open_study():
    return optuna.create_study(study_name=os.environ["NAME"], storage=storage, load_if_exists=True,
                               sampler=optuna.samplers.TPESampler(seed=int(os.environ["SEED_OF_SAMPLER"])))
`;

interface Said {
  readonly best: number;
  readonly params: Readonly<Record<string, number>>;
  readonly ended: number;
  readonly numbers: readonly number[];
  readonly others: readonly string[];
  readonly heldBack: number;
}
interface Ended {
  readonly number: number | null;
  readonly value: number;
  readonly state: string;
  readonly worker: string;
  readonly params: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

describe.skipIf(python === null)("Optuna on the seed's journal", { timeout: 180_000 }, () => {
  let folder = "";
  let seed: SeedProcess;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "waggle-optuna-"));
    seed = await startSeedProcess(["--data", folder]);
  });
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    await seed.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  });

  async function create(fields: object = {}) {
    const name = `quadratic ${Math.random()}`;
    const made = await new HttpClient(`${seed.url}/api/v1`).ok<{ study: string; ownerToken: string }>(
      "POST",
      "/studies",
      { name, ...fields },
    );
    const owner = new HttpClient(`${seed.url}/api/v1`).as(made.ownerToken);
    const at = (path: string): string => `/studies/${made.study}${path}`;
    const trials = async () => (await owner.ok<{ trials: Ended[] }>("GET", at("/trials?limit=1000"))).trials;
    const best = async () => (await owner.ok<{ best: Ended[] }>("GET", at("/best"))).best[0];
    return { ...made, name, owner, at, trials, best };
  }

  /** A program of Optuna's, with what it printed last and its error output. */
  function program({ name, ownerToken }: { name: string; ownerToken: string }, text: string, samplerSeed = 1) {
    const child = spawn(python ?? "", ["-c", HEAD + text], {
      env: {
        PATH: process.env["PATH"] ?? "",
        PYTHONPATH: join(import.meta.dirname, "..", "clients", "python", "src"),
        PYTHONDONTWRITEBYTECODE: "1",
        OMP_NUM_THREADS: "1",
        SEED: seed.url,
        TOKEN: ownerToken,
        NAME: name,
        SEED_OF_SAMPLER: String(samplerSeed),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
    const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, out, err }));
    });
    const said = async (): Promise<Said> => {
      const { code, out: all, err: errors } = await ended;
      expect(code, errors).toBe(0);
      return JSON.parse(all.trim().split("\n").at(-1) ?? "") as Said;
    };
    return { child, ended, said, out: () => out };
  }

  it("optimizes 20 trials with TPE, which are the study's, with the same best", async () => {
    const study = await create();
    const said = await program(
      study,
      "study = open_study()\nstudy.optimize(objective, n_trials=20)\nsay(study)",
    ).said();
    expect(said.numbers).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const trials = await study.trials();
    expect(trials.map(({ number }) => number)).toEqual(said.numbers);
    expect(trials.every(({ worker, attributes }) => worker === "owner" && attributes["ran"] === "in Optuna")).toBe(
      true,
    );
    expect(await study.best()).toMatchObject({ value: said.best, params: said.params, state: "complete" });
  });

  it("optimizes with two processes at once and two samplers", async () => {
    const study = await create();
    const text = (sampler: string) => `
study = open_study()
study.sampler = ${sampler}
study.optimize(objective, n_trials=25)
say(study)
`;
    const programs = [
      program(study, text("optuna.samplers.TPESampler(seed=1)")),
      program(study, text(SECOND_SAMPLER), 2),
    ];
    await expect.poll(async () => (await study.trials()).length, { timeout: 60_000 }).toBeGreaterThan(4);
    const said = await Promise.all(programs.map((each) => each.said()));
    const trials = await study.trials();
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const last = await program(study, "say(open_study())").said();
    expect(last.ended).toBe(50);
    expect([...last.numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(Math.min(...said.map(({ best }) => best))).toBe(last.best);
    expect((await study.best())?.value).toBe(last.best);
  });

  it("survives a program that is killed in the middle of a trial", async () => {
    const study = await create();
    const killed = program(
      study,
      `
import time
def hangs(trial):
    objective(trial)
    print("hangs", flush=True)
    time.sleep(600)
open_study().optimize(hangs, n_trials=1)
`,
    );
    await expect.poll(() => killed.out(), { timeout: 60_000 }).toContain("hangs");
    killed.child.kill("SIGKILL");
    await killed.ended;
    const said = await program(study, "study = open_study()\nstudy.optimize(objective, n_trials=5)\nsay(study)").said();
    expect([said.ended, said.numbers.length]).toEqual([5, 6]);
    expect((await study.trials()).length).toBe(5);
  });

  it("sees others' trials of the ranges that it uses, and counts the rest as held back", async () => {
    const study = await create({ sampler: "random", workers: ["cluster"] });
    const space = { x: { type: "float", low: -100, high: 100 }, y: { type: "categorical", choices: [-1, 0, 1] } };
    const run = async (asked: object, value: (x: number) => number): Promise<void> => {
      const given = await study.owner.ok<{ number: number; params: { x: number } }>("POST", study.at("/ask"), {
        space: asked,
      });
      await study.owner.ok("POST", study.at(`/trials/${given.number}/tell`), { value: value(given.params.x) });
    };
    await run(space, () => -7);
    await run({ x: { type: "float", low: -1, high: 1 } }, () => -9);
    const before = await program(
      study,
      "study = open_study()\nstudy.optimize(objective, n_trials=1)\nsay(study)",
    ).said();
    expect(before).toMatchObject({ others: ["owner"], heldBack: 1, best: -7, ended: 2 });
    await run(space, () => -8);
    const after = await program(
      study,
      "study = open_study()\nstudy.optimize(objective, n_trials=12)\nsay(study)",
    ).said();
    expect(after).toMatchObject({ others: ["owner", "owner"], heldBack: 1, best: -8, ended: 15 });
    expect(after.numbers).toEqual(Array.from({ length: 15 }, (_, i) => i));
    // What another range came to is best at the seed; nobody's trial counts twice.
    expect((await study.best())?.value).toBe(-9);
    expect((await study.trials()).length).toBe(16);
  });

  it("goes on after the seed was killed and started again", async () => {
    const study = await create();
    const slow = program(
      study,
      `
import time
def slowly(trial):
    print("trial", flush=True)
    time.sleep(0.1)
    return objective(trial)
study = open_study()
study.optimize(slowly, n_trials=20)
say(study)
`,
    );
    await expect.poll(() => slow.out().split("trial").length, { timeout: 60_000 }).toBeGreaterThan(4);
    const port = new URL(seed.url).port;
    await seed.kill("SIGKILL");
    seed = await startSeedProcess(["--data", folder, "--port", port]);
    const said = await slow.said();
    expect([said.ended, said.numbers.length]).toEqual([20, 20]);
    expect((await study.trials()).map(({ number }) => number)).toEqual(said.numbers);
    expect((await study.best())?.value).toBe(said.best);
  });

  it("refuses in words what would stop every program of the study, or is not this study's", async () => {
    const study = await create();
    const other = await program(
      study,
      `
try:
    optuna.create_study(study_name="another", storage=storage)
except Exception as error:
    print(error)
study = open_study()
try:
    optuna.delete_study(study_name=study.study_name, storage=storage)
except Exception as error:
    print(error)
`,
    ).ended;
    expect(other.out, other.err).toMatch(/This journal is of one study: give study_name=.*\n.*can delete it\.\n$/);
    const post = (records: readonly object[], fields: object = {}) =>
      study.owner.call("POST", study.at("/journal"), {
        key: String(Math.random()),
        from: 0,
        records: records.map((record) => JSON.stringify({ worker_id: "w", ...record })),
        ...fields,
      });
    const begin = { op_code: 4, study_id: 0, datetime_start: null };
    const x = { op_code: 5, trial_id: 0, param_name: "x", param_value_internal: 1 };
    const { length } = (await study.owner.ok<{ length: number }>("GET", study.at("/journal"))) ?? {};
    for (const [bad, words] of [
      [{ op_code: 77 }, "no operation 77"],
      [{ op_code: 10, trial_ids: [] }, "no operation 10"],
      [{ ...x, distribution: '{"name":"Odd","attributes":{}}' }, "no distribution of today's form"],
      [{ op_code: 6, trial_id: 0, state: 1, values: null, datetime_complete: "2026-01-02T03:04:05" }, "without values"],
      [
        { op_code: 6, trial_id: 0, state: 3, values: null, datetime_complete: "yesterday" },
        "which Python does not read",
      ],
      [{ op_code: 9, trial_id: 0, system_attr: {} }, "does not set one attribute"],
    ] as const)
      expect(await post([begin, bad])).toMatchObject({
        status: 422,
        body: {
          error: "not-a-record",
          message: expect.stringMatching(new RegExp(`^Record 2 cannot be appended: .*${words}`)),
        },
      });
    expect(await study.owner.ok("GET", study.at("/journal"))).toMatchObject({ length });
    const twice = [await post([begin], { key: "k" }), await post([begin], { key: "k" })];
    expect(twice.map(({ body }) => body)).toMatchObject([{ length: length + 1 }, { length: length + 1 }]);
    expect(await post([begin], { journal: "another" })).toMatchObject({ status: 409, body: { error: "journal-lost" } });
    expect(await study.owner.call("GET", study.at("/journal?from=999"))).toMatchObject({ status: 409 });
    await study.owner.ok("POST", study.at("/stop"));
    expect(await post([begin])).toMatchObject({ status: 410, body: { error: "stopped" } });
  });
});
