// Every command and program of docs/python.md, run as it stands there, in a virtual environment of its own.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAnyPython } from "../../scripts/python.mjs";
import { type SeedProcess, startSeedProcess } from "../../signaling/testing/seed-process.ts";
import { buildCli, Desk, type Ended } from "./terminals.ts";

const root = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(root, "docs", "python.md"), "utf8");
/** Each is named before it, `so.py`: */
const files = [...page.matchAll(/`(\w+\.py)`:\n\n```python\n([\s\S]*?)```/g)];
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text = ""]) => text.trim().split("\n"));

const python = findAnyPython();
if (python === null)
  console.warn("NOT RUN: docs/python.md. Install Python 3.9 or newer, or set WAGGLE_PYTHON to one, and run again.");
const hasSklearn = python !== null && spawnSync(python, ["-c", "import sklearn"]).status === 0;
if (python !== null && !hasSklearn)
  console.warn("NOT RUN: forest.py of docs/python.md. Set WAGGLE_PYTHON to a Python that has scikit-learn.");
/** What that Python has besides the standard library, for the environment. */
const packages = python === null ? "" : said(python, "import sysconfig; print(sysconfig.get_paths()['purelib'])");

function said(program: string, code: string): string {
  return spawnSync(program, ["-c", code], { encoding: "utf8" }).stdout.trim();
}

describe.skipIf(python === null)("docs/python.md", () => {
  const desk = new Desk();
  let seed: SeedProcess;

  function run(command: string): Promise<Ended> {
    const path = [join(desk.folder, "venv", "bin"), join(desk.folder, "bin"), process.env["PATH"] ?? ""].join(":");
    const env = {
      ...process.env,
      PATH: path,
      VIRTUAL_ENV: join(desk.folder, "venv"),
      PYTHONPATH: packages,
      WAGGLE_HOME: join(desk.folder, "home"),
      WAGGLE_NO_WEBRTC: "1",
      SEED: seed.url,
    };
    const child = spawn("bash", ["-c", command], { cwd: desk.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const written = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...written })));
  }

  beforeAll(async () => {
    buildCli();
    seed = await startSeedProcess(["--data", join(desk.folder, "data")]);
    for (const [, name = "", text = ""] of files) desk.write(name, text);
    mkdirSync(join(desk.folder, "bin"));
    const program = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(root, "dist-cli", "waggle.js")}"`;
    chmodSync(join(desk.folder, desk.write("bin/waggle", `#!/bin/sh\nexec ${program} "$@"\n`)), 0o755);
    expect(spawnSync(python ?? "", ["-m", "venv", join(desk.folder, "venv")]).status).toBe(0);
    const installed = await run(`cd "${root}" && ${commands[0] ?? ""}`);
    expect(installed.code, installed.err).toBe(0);
  });
  afterAll(async () => {
    await seed.kill("SIGTERM");
    await desk.clear();
  });

  it("begins with the client's installation, from the folder", async () => {
    expect(commands[0]).toBe("pip install ./clients/python");
    const found = await run('python -c "import waggle; print(waggle.__file__)"');
    expect(found.out).toContain(join(desk.folder, "venv"));
  });

  it.concurrent.each(commands.slice(1))("%s", async (command) => {
    if (command === "python forest.py" && !hasSklearn) return;
    const { code, out, err } = await run(command);
    expect(code, err).toBe(0);
    expect(err).not.toContain("Traceback");
    expect(out).toMatch(SAYS[command] ?? /^Best: \{"x":.*\} -> /m);
  });

  it("runs every program that it shows", () => {
    for (const [, name = ""] of files)
      expect(
        commands.some((command) => command.includes(name)),
        name,
      ).toBe(true);
  });
});

/** What stands in the output where all is well. */
const SAYS: Readonly<Record<string, RegExp>> = {
  "python tune.py":
    /^\{'x': .*, 'y': -?\d\} -> -?[\d.e-]+\ngo on elsewhere with [\w-]{43} and a token of \['worker'\]$/m,
  "python forest.py": /^0\.9[5-9]\d with \{'n_estimators': \d+, /m,
  "python together.py": /-> -?[\d.e-]+ of 30 trials, wherever they ran$/m,
  "python flow.py": /^\['complete', 'complete', 'complete', 'complete', 'complete', 'complete'\]$/m,
  "waggle run objective.py -r 2 -t 5 --num-cpus 2 --entrypoint objective --json": /"ownTrials":10,"failed":0/,
};
