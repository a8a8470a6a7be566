// A Python with NumPy, to show that other people's programs open the files written here. Nothing else needs one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./prepare.mjs";

/** Outside the repository, and kept from one run to the next. */
const environment = join(process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), ".cache"), "waggle", "python");
const installed = join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** The path of a Python that has NumPy: the one that `WAGGLE_PYTHON` names and no other, else any that is there; null where none is. */
export function findPython() {
  const named = process.env.WAGGLE_PYTHON;
  return (named ? [named] : [installed, "python3", "python"]).find(hasNumpy) ?? null;
}

/** Any Python from 3.9 on: one with NumPy if there is one. Null where none is. */
export function findAnyPython() {
  return findPython() ?? [process.env.WAGGLE_PYTHON || "python3", "python3", "python"].find(isNewEnough) ?? null;
}

/** As `findPython`; where there is none, NumPy is installed into a virtual environment first, by pip. Null where that fails. */
export function installPython() {
  const found = findPython();
  if (found !== null || process.env.WAGGLE_PYTHON) return found;
  console.log("Installing NumPy for the tests of files that Python reads…");
  if (!makeEnvironment()) return null;
  run(installed, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "numpy"]);
  return findPython();
}

function makeEnvironment() {
  const make = () => run("python3", ["-m", "venv", "--clear", environment]) === 0 && existsSync(installed);
  if (make()) return true;
  // Debian's Python comes without.
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return false;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [program, ...args] = [...sudo, "apt-get", "install", "-y", "-qq", "python3", "python3-venv"];
  return run(program, args) === 0 && make();
}

function isNewEnough(python) {
  const code = "import sys; sys.exit(sys.version_info < (3, 9))";
  return spawnSync(python, ["-c", code], { stdio: "ignore", timeout: 60_000 }).status === 0;
}

function hasNumpy(python) {
  return spawnSync(python, ["-c", "import numpy"], { stdio: "ignore", timeout: 60_000 }).status === 0;
}
