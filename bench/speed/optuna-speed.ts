import { spawnSync } from "node:child_process";
import { join } from "node:path";

interface OptunaSpeed {
  readonly sampler: string;
  readonly history: number;
  readonly ms: number;
}

/** Histories that Optuna gets through in reasonable time. */
const MAX_HISTORY = 10_000;
const TIMEOUT_MS = 600_000;

/**
 * Optuna's own milliseconds per ask and tell, measured now, if there is a Python that has it: the one that
 * `WAGGLE_PYTHON` names, or `python3`. Else nothing, and a note on standard error.
 */
export function optunaSpeeds(samplers: readonly string[], histories: readonly number[]): OptunaSpeed[] {
  const python = process.env["WAGGLE_PYTHON"] ?? "python3";
  const script = join(import.meta.dirname, "optuna_speed.py");
  const plan = JSON.stringify({ samplers, histories: histories.filter((history) => history <= MAX_HISTORY) });
  const { status, stdout, stderr, error } = spawnSync(python, [script, plan], {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  if (status !== 0) {
    const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
    process.stderr.write(`Optuna is not measured (${python}: ${reason}); set WAGGLE_PYTHON to a Python that has it.\n`);
    return [];
  }
  return JSON.parse(stdout) as OptunaSpeed[];
}
