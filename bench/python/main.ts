// What a trial costs a program of the Python client: `npm run bench:python`; see README.md.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findAnyPython } from "../../scripts/python.mjs";
import { startSeedProcess } from "../../signaling/testing/seed-process.ts";
import { count, readOptions } from "../shared/options.ts";
import { atMost, median, report, shown } from "../shared/report.ts";

const { values } = readOptions({ runs: "3", history: "500", trials: "200" });
const runs = count(values.runs, "runs");
const history = count(values.history, "history");
const trials = count(values.trials, "trials");
const python = findAnyPython();
if (python === null) {
  process.stderr.write("There is no Python 3.9 or newer: install one, or set WAGGLE_PYTHON to one.\n");
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "waggle-bench-python-"));
const seed = await startSeedProcess(["--data", folder]);
const packages = join(import.meta.dirname, "..", "..", "clients", "python", "src");
const each: number[] = [];
try {
  for (let run = 0; run < runs; run++) {
    const program = join(import.meta.dirname, "client.py");
    const { stdout } = await promisify(execFile)(python, [program, seed.url, String(history), String(trials)], {
      env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
    });
    each.push(...(JSON.parse(stdout) as number[]));
  }
} finally {
  await seed.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
const sorted = each.toSorted((a, b) => a - b);
report("python", [
  atMost("clientMsPerTrial", median(each), "ms", 8),
  shown("clientMsPerTrialMean", each.reduce((sum, ms) => sum + ms, 0) / each.length, "ms"),
  shown("clientMsPerTrialP10", sorted[Math.floor(sorted.length * 0.1)] ?? Number.NaN, "ms"),
  shown("clientMsPerTrialP95", sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN, "ms"),
]);
