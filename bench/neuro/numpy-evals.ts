import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fail } from "../../scripts/prepare.mjs";
import type { EvalPlan } from "./eval-plan.ts";

/** What one step costs NumPy, in microseconds of CPU time, and what the networks did. */
interface NumpyEvals {
  readonly single: number;
  readonly float32: number;
  readonly float64: number;
  readonly actions: readonly number[];
  readonly batchActions: readonly number[];
}

const TIMEOUT_MS = 120_000;
const base64 = (lists: readonly Float32Array[]): string =>
  Buffer.concat(lists.map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength))).toString("base64");

/** Measured now, by the Python that `WAGGLE_PYTHON` names, or `python3`. Without NumPy the bench ends with a sentence. */
export function numpyEvals({ sizes, weights, observations }: EvalPlan): NumpyEvals {
  const python = process.env["WAGGLE_PYTHON"] ?? "python3";
  const { status, stdout, stderr, error } = spawnSync(python, [join(import.meta.dirname, "numpy_evals.py")], {
    input: JSON.stringify({
      sizes,
      genomes: weights.length,
      weights: base64(weights),
      observations: base64(observations),
    }),
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    // A Python that ends at its imports reads nothing: what it says is the reason, not that its input broke off.
    const said = (stderr ?? "").trim().split("\n").at(-1) ?? "";
    const reason = said === "" ? (error?.message ?? `exit status ${status}`) : said;
    fail(
      `This bench compares with NumPy, which could not be run (${python}: ${reason}). Set WAGGLE_PYTHON to a Python that ` +
        "has it: python3 -m venv waggle-venv && waggle-venv/bin/pip install numpy",
    );
  }
  return JSON.parse(stdout) as NumpyEvals;
}
