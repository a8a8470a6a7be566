import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Misuse } from "../words/misuse.ts";

type Env = Readonly<Record<string, string | undefined>>;
const CHECK = "import sys; print(sys.executable); sys.exit(sys.version_info < (3, 9))";
const ANSWER_WITHIN_MS = 60_000;

/** The Python that runs a person's objective: the named one, else the active virtual environment's, else the system's. */
export function findPython(named: string | undefined, env: Env): string {
  if (process.platform === "win32")
    throw new Misuse("Objectives in Python run on Linux and macOS; here a Python program can use the client instead.");
  const active = env["VIRTUAL_ENV"] === undefined ? null : join(env["VIRTUAL_ENV"], "bin", "python");
  const candidates =
    named !== undefined ? [named] : [...(active !== null && existsSync(active) ? [active] : []), "python3", "python"];
  for (const python of candidates) {
    const { status, error } = spawnSync(python, ["-c", CHECK], { encoding: "utf8", timeout: ANSWER_WITHIN_MS });
    if (status === 0) return python;
    if (named !== undefined)
      throw new Misuse(
        error === undefined
          ? `${named} is no Python 3.9 or newer: name another with --python.`
          : `${named} cannot be started (${error.message}): name a Python 3.9 or newer with --python.`,
      );
  }
  throw new Misuse("There is no Python 3.9 or newer here: install one, or name it with --python.");
}
