// The Python client by its own tests: a real Python, and real seeds that those tests start.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findAnyPython } from "../scripts/python.mjs";
import { buildCli } from "./cli/terminals.ts";

const python = findAnyPython();
if (python === null)
  console.warn(
    "NOT RUN: the tests of the Python client. Install Python 3.9 or newer, or set WAGGLE_PYTHON to one, and run again.",
  );

const folder = join(import.meta.dirname, "..", "clients", "python");

/** What `python -m unittest` says of a module of tests. */
function unittest(module: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(python ?? "", ["-m", "unittest", "-v", `tests.${module}`], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      PYTHONPATH: join(folder, "src"),
      PYTHONDONTWRITEBYTECODE: "1",
      WAGGLE_NODE: process.execPath,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}

describe.skipIf(python === null)("the Python client", () => {
  beforeAll(buildCli);

  test.concurrent.for(["test_client", "test_coordinator"])("holds to %s", async (module) => {
    const { code, said } = await unittest(module);
    expect(code, said).toBe(0);
    expect(Number(/Ran (\d+) tests/.exec(said)?.[1]), said).toBeGreaterThan(3);
  });
});
