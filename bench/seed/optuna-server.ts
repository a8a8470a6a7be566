import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../shared/bench-seed.ts";

/** The Python to ask: the one that `WAGGLE_PYTHON` names, or `python3`. */
const python = process.env["WAGGLE_PYTHON"] ?? "python3";
const START_WITHIN_MS = 120_000;

export interface OptunaServer {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Null, and a note that nobody overlooks, where there is no Python that has Optuna and FastAPI. */
export async function startOptuna(): Promise<OptunaServer | null> {
  const { status } = spawnSync(python, ["-c", "import optuna, fastapi, uvicorn"], { stdio: "ignore" });
  if (status !== 0) {
    process.stderr.write(
      `OPTUNA'S FIGURES ARE LEFT OUT (${python} has not all of optuna, fastapi and uvicorn); set WAGGLE_PYTHON to a Python that has.\n`,
    );
    return null;
  }
  const port = await freePort();
  const child = spawn(python, [join(import.meta.dirname, "optuna_server.py")], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.on("exit", () => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  for (const endMs = performance.now() + START_WITHIN_MS; performance.now() < endMs; await sleep(100)) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response?.ok) return { url, process: child };
  }
  throw new Error("Optuna's server did not start.");
}
