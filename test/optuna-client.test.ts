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
});
