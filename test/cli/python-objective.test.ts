// Objectives in Python, by the command and a real Python.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { findAnyPython } from "../../scripts/python.mjs";
import { bestOf, buildCli, Desk, freePort, type Terminal, until } from "./terminals.ts";

const python = findAnyPython();
if (python === null)
  console.warn(
    "NOT RUN: objectives in Python. Install Python 3.9 or newer, or set WAGGLE_PYTHON to one, and run again.",
  );

const QUADRATIC = `from shift import SHIFT

def objective(trial):
    print('{"is": "ended"}')
    x = trial.suggest_float("x", -100, 100)
    y = trial.suggest_categorical("y", [-1, 0, 1])
    return (x - SHIFT) ** 2 + y
`;

function deskUntilEnd({ onTestFinished }: Pick<TestContext, "onTestFinished">): Desk {
  const desk = new Desk();
  desk.write("shift.py", "SHIFT = 3\n");
  onTestFinished(() => desk.clear());
  return desk;
}

const where = async (): Promise<string[]> => ["-b", `tcp://*:${await freePort()}`, "--python", python ?? ""];

/** Processes whose command line names the desk's folder, and who started each. */
function pythonsOf(desk: Desk, words: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(words) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(join(desk.folder, "home"));
      } catch {
        return false;
      }
    })
    .map(Number);
}
const workersOf = (desk: Desk): number[] => pythonsOf(desk, "-m waggle.worker");

async function firstWorker(desk: Desk, terminal: Terminal): Promise<number> {
  await until(() => workersOf(desk).length > 0 || terminal.process.exitCode !== null, "a worker");
  return workersOf(desk)[0] ?? 0;
}

describe.skipIf(python === null)("waggle run FILE.py", () => {
  beforeAll(buildCli);

  it.concurrent("finds the function, imports what lies beside it, and lets it print what it likes", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("quadratic.py", QUADRATIC);
    const ended = await desk.run(["run", "quadratic.py", "-r", "3", "--quiet", ...(await where())]);
    expect(ended.code, ended.err).toBe(0);
    expect(bestOf(ended).value).toBeLessThan(5);
    expect(Object.keys(bestOf(ended).params as object)).toEqual(["x", "y"]);
    expect(ended.err.match(/^\{"is": "ended"\}$/gm)).toHaveLength(30);
    expect(workersOf(desk)).toEqual([]);
  });

  it.concurrent("reports, prunes, notes, and shows what is thrown with the file's own lines", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "course.py",
      `import waggle

def train(trial):
    x = trial.suggest_int("x", 1, 9)
    trial.set_user_attr("note", [x])
    for step in range(3):
        trial.report(x / (step + 1), step)
        if trial.should_prune() or trial.number == 4:
            raise waggle.TrialPruned()
    if trial.number == 2:
        raise KeyError("lost")
    if trial.number == 3:
        trial.suggest_float("y", 2, 1)
    return float("nan") if trial.number == 5 else x
`,
    );
    const named = ["--entrypoint", "train", "--pruner", "median", "--json"];
    const ended = await desk.run(["run", "course.py", "-r", "1", ...named, ...(await where())]);
    expect(ended.code, ended.err).toBe(1);
    const said = JSON.parse(ended.out);
    expect(said).toMatchObject({ trials: 10, failed: 3 });
    expect(said.pruned).toBeGreaterThan(0);
    expect(ended.err).toContain('course.py", line 11, in train');
    expect(ended.err).toContain("KeyError: 'lost'");
    const frames = ended.err.match(/^ {2}File .*$/gm) ?? [];
    expect(frames[0]).toContain("course.py");
  });

  it.concurrent("kills a trial past its time with all that it has started, and goes on", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "stuck.py",
      `import subprocess

def objective(trial):
    if trial.number == 1:
        subprocess.run(["sleep", "1000"])
    return trial.suggest_float("x", 0, 1)
`,
    );
    const ended = await desk.run([
      "run",
      "stuck.py",
      "-r",
      "1",
      "-t",
      "4",
      "--trial-timeout",
      "3",
      "--json",
      ...(await where()),
    ]);
    expect(ended.code, ended.err).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ trials: 4, failed: 1 });
    expect(pythonsOf(desk, "sleep 1000")).toEqual([]);
    expect(workersOf(desk)).toEqual([]);
  });

  it.concurrent("replaces a worker that died, and runs all trials", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "slow.py",
      "import time\ndef objective(trial):\n    print('trial', trial.number)\n    time.sleep(0.3)\n    return trial.suggest_float('x', 0, 1)\n",
    );
    const terminal = desk.start([
      "run",
      "slow.py",
      "-r",
      "1",
      "-t",
      "12",
      "--json",
      "--allow-failures",
      ...(await where()),
    ]);
    // While it loads, and while it runs a trial.
    const killed = await firstWorker(desk, terminal);
    process.kill(killed, "SIGKILL");
    await until(() => terminal.err().includes("trial 2"), "the third trial");
    for (const pid of workersOf(desk)) process.kill(pid, "SIGKILL");
    const ended = await terminal.ended;
    expect(ended.code, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ trials: 12 });
    expect(workersOf(desk)).toEqual([]);
  });

  it.concurrent("fails a trial whose process ends again and again, and says how", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "exits.py",
      "import os\ndef objective(trial):\n    x = trial.suggest_float('x', 0, 1)\n    if trial.number == 1:\n        os._exit(3)\n    return x\n",
    );
    const ended = await desk.run(["run", "exits.py", "-r", "1", "-t", "4", "--json", ...(await where())]);
    expect(ended.code, ended.err).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ trials: 4, failed: 1 });
  });

  it.concurrent("leaves no worker behind when it is killed itself", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("slow.py", "import time\ndef objective(trial):\n    time.sleep(600)\n    return 1\n");
    const terminal = desk.start(["run", "slow.py", ...(await where())]);
    await firstWorker(desk, terminal);
    terminal.process.kill("SIGKILL");
    await until(() => workersOf(desk).length === 0, "the workers' end");
  });

  it.concurrent("shares a study between those who have the same file, and with nobody who has not", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "slow.py",
      "import time\ndef objective(trial):\n    time.sleep(0.1)\n    return trial.suggest_float('x', 0, 1)\n",
    );
    const port = await freePort();
    const named = ["--python", python ?? ""];
    const alice = desk.start(["run", "slow.py", "-r", "10000", "-n", "Alice", "-b", `tcp://*:${port}`, ...named]);
    await until(() => alice.err().includes("Others join at"), "the study");
    const [link = ""] = /http:\/\/\S+/.exec(alice.err()) ?? [];
    const bob = desk.start(["run", "slow.py", "-r", "2", "-n", "Bob", "-d", `tcp://localhost:${port}`, ...named]);
    const refused = await desk.run(["join", link]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('The objective of "slow" is Python: get its file, then waggle run FILE.py -d');
    await until(() => bob.out().includes("20 own of"), "Bob's trials");
    alice.process.kill("SIGINT");
    const ended = await bob.ended;
    expect(ended.code, ended.err).toBe(0);
    expect(/#\/s\/([\w-]{43})/.exec(ended.err)?.[1]).toBe(link.slice(-43));
    expect(Number(/20 own of (\d+) trials/.exec(ended.out)?.[1])).toBeGreaterThan(20);
  });

  it.concurrent("says in a sentence what is wrong with a file, and with how it was named", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("none.py", "def other(trial):\n    return 1\n");
    desk.write("syntax.py", "def objective(trial):\n    return (\n");
    desk.write("broken.py", "import not_there_at_all\n");
    desk.write("exits.py", "import os\nos._exit(3)\n");
    desk.write("fine.js", "export default () => 1;\n");
    const failing = async (file: string): Promise<string> => {
      const ended = await desk.run(["run", file, "--quiet", ...(await where())]);
      expect(ended.code, ended.err).toBe(1);
      return ended.err;
    };
    expect(await failing("none.py")).toContain("none.py has no function objective(trial): define it, or name yours");
    expect(await failing("syntax.py")).toMatch(/SyntaxError/);
    expect(await failing("broken.py")).toContain("ModuleNotFoundError: No module named 'not_there_at_all'");
    expect(await failing("exits.py")).toContain("The objective's Python ended with code 3.");
    const wrong = await desk.run(["run", "fine.js", "--entrypoint", "objective"]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("--entrypoint is for Python")]);
    const nobody = await desk.run(["run", "none.py", "--python", "/no/such/python"]);
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining("name a Python 3.9 or newer with --python")]);
  });
});

it.skipIf(python === null)("is a Python of 3.9 or newer", () => {
  expect(execFileSync(python ?? "", ["--version"], { encoding: "utf8" })).toMatch(/^Python 3\.(9|\d\d)/);
});
