// A Python with NumPy and Optuna, to show that other people's programs open the files written here, and with Schemathesis, which makes up
// calls of the seed's API. Nothing else needs one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { runBeside } from "./prepare.mjs";

/** Outside the repository, and kept from one run to the next. */
const environment = join(process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), ".cache"), "waggle", "python");
const installed = join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
/** What the tests import, and what pip calls it; each is left out where pip cannot have it. */
const MODULES = {
  numpy: "numpy",
  schemathesis: "schemathesis==4.32.5",
  optuna: "optuna==5.0.0",
  cmaes: "cmaes==0.13.1",
};

/** The path of a Python that has the module: the one that `WAGGLE_PYTHON` names and no other, else any that is there; null where none is. */
export function findPython(module = "numpy") {
  const named = process.env.WAGGLE_PYTHON;
  return (named ? [named] : [installed, "python3", "python"]).find((python) => has(python, module)) ?? null;
}

/** Any Python from 3.9 on: one with NumPy if there is one. Null where none is. */
export function findAnyPython() {
  return findPython() ?? [process.env.WAGGLE_PYTHON || "python3", "python3", "python"].find(isNewEnough) ?? null;
}

/**
 * As `findPython`; what no Python has is installed into a virtual environment first, by pip, beside whatever else runs. Null where
 * NumPy is nowhere to be had.
 */
export async function installPython() {
  const missing = Object.keys(MODULES).filter((module) => findPython(module) === null);
  if (missing.length > 0 && !process.env.WAGGLE_PYTHON) {
    console.log(`Installing ${missing.join(", ")} for the tests that use Python…`);
    if (existsSync(installed) || (await makeEnvironment()))
      for (const wanted of Object.values(MODULES))
        await succeeds(installed, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]);
  }
  return findPython();
}

async function makeEnvironment() {
  const make = async () => (await succeeds("python3", ["-m", "venv", "--clear", environment])) && existsSync(installed);
  if (await make()) return true;
  // Debian's Python comes without.
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return false;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [program, ...args] = [...sudo, "apt-get", "install", "-y", "-qq", "python3", "python3-venv"];
  return (await succeeds(program, args)) && (await make());
}

/** What it says where it does not. */
async function succeeds(program, args) {
  const { code, output } = await runBeside(program, args);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}

function isNewEnough(python) {
  const code = "import sys; sys.exit(sys.version_info < (3, 9))";
  return spawnSync(python, ["-c", code], { stdio: "ignore", timeout: 60_000 }).status === 0;
}

function has(python, module) {
  return spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore", timeout: 60_000 }).status === 0;
}
