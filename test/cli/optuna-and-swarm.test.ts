// An Optuna process and a terminal peer on one study: each sees the other's trials.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { findPython } from "../../scripts/python.mjs";
import { HttpClient } from "../../signaling/testing/http-client.ts";
import { buildCli, Desk, freePort, QUADRATIC, until } from "./terminals.ts";

const python = findPython("optuna");
if (python === null)
  console.warn(
    "NOT RUN: Optuna beside a terminal peer. Set WAGGLE_PYTHON to a Python that has Optuna (pip install optuna), and run again.",
  );

const PROGRAM = `
import json, os, sys
import optuna
from optuna.storages import JournalStorage
from waggle.optuna import JournalBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
backend = JournalBackend(os.environ["SEED"], os.environ["TOKEN"])
study = optuna.create_study(study_name="together", storage=JournalStorage(backend), load_if_exists=True)

def objective(trial):
    return trial.suggest_float("x", -100, 100) ** 2 + trial.suggest_categorical("y", [-1, 0, 1])

study.optimize(objective, n_trials=int(sys.argv[1]))
trials = study.get_trials()
others = [trial for trial in trials if trial.user_attrs.get("waggle:worker") == "swarm"]
print(json.dumps({"best": study.best_value, "trials": len(trials), "others": len(others), "heldBack": backend.held_back,
                  "places": len({trial.user_attrs["waggle:place"] for trial in others})}))
`;

interface Said {
  readonly best: number;
  readonly trials: number;
  readonly others: number;
  readonly heldBack: number;
  readonly places: number;
}

describe.skipIf(python === null)("an Optuna process and a terminal", { timeout: 240_000 }, () => {
  beforeAll(buildCli);
  const desk = new Desk();
  afterEach(() => desk.clear());

  it("optimize one study together: all trials everywhere, once each, the same best, after a restart of the seed, too", async () => {
    const port = await freePort();
    const startSeed = async () => {
      const seed = desk.start(["seed", "--port", String(port), "--host", "127.0.0.1", "--no-open", "--data", "data"]);
      await until(() => seed.out().includes("http://") || seed.process.exitCode !== null, "the seed");
      expect(seed.out(), seed.err()).toContain("http://");
      return seed;
    };
    const first = await startSeed();
    const url = `http://localhost:${port}`;
    const anybody = new HttpClient(`${url}/api/v1`);
    const created = await anybody.ok<{ study: string; ownerToken: string }>("POST", "/studies", {
      name: "together",
      objective: { language: "javascript", source: QUADRATIC },
    });
    const owner = anybody.as(created.ownerToken);
    const at = `/studies/${created.study}`;
    const optuna = (trials: number): Promise<Said> =>
      new Promise((resolve, reject) => {
        const child = spawn(python ?? "", ["-c", PROGRAM, String(trials)], {
          env: {
            PATH: process.env["PATH"] ?? "",
            PYTHONPATH: join(import.meta.dirname, "..", "..", "clients", "python", "src"),
            PYTHONDONTWRITEBYTECODE: "1",
            SEED: url,
            TOKEN: created.ownerToken,
          },
        });
        let [out, err] = ["", ""];
        child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
        child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
        child.on("error", reject);
        child.on("close", (code) => (code === 0 ? resolve(JSON.parse(out) as Said) : reject(new Error(err))));
      });
    const link = `${url}/#/s/${created.study}`;
    const [joined, before] = await Promise.all([desk.run(["join", link, "-r", "3", "-t", "5"]), optuna(10)]);
    expect(joined.code, joined.err).toBe(0);
    expect(before.trials).toBeGreaterThanOrEqual(10);
    await expect.poll(() => owner.ok("GET", at), { timeout: 60_000 }).toMatchObject({ ended: 25 });
    const bestOf = async (): Promise<number | undefined> =>
      (await owner.ok<{ best: { value: number }[] }>("GET", `${at}/best`)).best[0]?.value;
    const all = { trials: 25, others: 15, places: 15, heldBack: 0 };
    expect(await optuna(0)).toEqual({ ...all, best: await bestOf() });
    // A terminal that comes later finds what Optuna's process told.
    const { code, out, err } = await desk.run(["best", link, "--json", "--timeout", "120"]);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ trials: 25, best: { value: await bestOf() } });
    first.process.kill("SIGKILL");
    await first.ended;
    await startSeed();
    expect(await optuna(1)).toMatchObject({ ...all, trials: 26 });
    expect(await owner.ok("GET", at)).toMatchObject({ ended: 26 });
  });
});
