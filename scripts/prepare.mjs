// Shared by `npm start`, `npm test` and the benches. Runs on any Node, so that a machine with an older one can still begin.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, "node_modules", ".waggle");

/** The pinned Node 24, or this one where it is new enough and the pinned one is missing. */
export function nodePath() {
  const pinned = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  fail("Node 24 is missing: run `npm install` again (it installs Node 24 for this project alone), or install Node 24.");
}

/** Says why and ends with code 1. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Runs a program in the project's folder with our own binaries first on the PATH; returns its exit code. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { stdio: "inherit", ...inProject(options) });
  if (result.error) console.error(`${program}: ${result.error.message}`);
  return result.status ?? 1;
}

/**
 * As `run`, beside whatever else runs; resolves with the exit code and with all that was written. `isHeard`: what it writes is shown at
 * once instead.
 */
export function runBeside(program, args, { env = {}, isHeard = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, inProject({ stdio: isHeard ? "inherit" : ["ignore", "pipe", "pipe"], env }));
    let output = "";
    for (const stream of isHeard ? [] : [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", (error) => resolve({ code: 1, output: `${program}: ${error.message}\n` }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function inProject(options) {
  const separator = process.platform === "win32" ? ";" : ":";
  const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${separator}${process.env.PATH ?? ""}` };
  return { cwd: root, shell: process.platform === "win32", ...options, env: { ...env, ...options.env } };
}

/** For steps on the way: standard output belongs to what was asked for, which may be JSON. */
const BESIDE = { stdio: ["inherit", 2, 2] };

/** Installs the packages of the lock file unless exactly these are installed already. */
export function installPackages() {
  const wanted = digest([join(root, "package-lock.json"), join(root, "package.json")]);
  if (readStamp("installed") === wanted && existsSync(join(root, "node_modules", "node", "bin"))) return;
  console.error("Installing packages (once; about half a minute)…");
  // Not `npm ci`: it refuses a lock file made where a registry lacks some other platform's optional packages.
  if (run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], BESIDE) !== 0)
    fail("The packages could not be installed. Check the network connection to the npm registry and try again.");
  writeStamp("installed", wanted);
}

/** Builds the page unless what is in dist/ was built from exactly these sources. */
export function buildPage() {
  const wanted = digest(sources());
  if (readStamp("built") === wanted && existsSync(join(root, "dist", "index.html"))) return;
  console.error("Building the page…");
  if (
    run(nodePath(), [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"], BESIDE) !== 0
  )
    fail("The page could not be built: the error stands above.");
  writeStamp("built", wanted);
}

/** Builds the terminal peer unless what is in dist-cli/ was built from exactly these sources. */
export function buildCli() {
  const rooms = ["study", "swarm", "agent", "formats", "gallery", "worker", "links", "signaling", "cli"];
  const scripts = ["scripts/build-cli.ts", "scripts/inline-worker-plugin.ts", "package-lock.json"];
  const files = [...scripts.map((name) => join(root, name)), ...rooms.flatMap((room) => filesUnder(join(root, room)))];
  const wanted = digest(files.filter((file) => !/\.(test|contract|browser)\.ts$/.test(file)));
  const isBuilt = () => readStamp("built-cli") === wanted && existsSync(join(root, "dist-cli", "waggle.js"));
  if (isBuilt()) return;
  oneAtATime("build-cli", () => {
    // Another terminal may have built it while this one waited.
    if (isBuilt()) return;
    console.error("Building the terminal peer…");
    if (run(nodePath(), [join(root, "scripts", "build-cli.ts")], BESIDE) !== 0)
      fail("The terminal peer could not be built: the error stands above.");
    writeStamp("built-cli", wanted);
  });
}

/** No build takes that long: whoever holds the lock for longer was killed. */
const ABANDONED_MS = 180_000;
const LOOK_MS = 100;

/** Acts while no other program of this folder does the same: a build empties what another one has just written. */
function oneAtATime(name, act) {
  mkdirSync(stamps, { recursive: true });
  const lock = join(stamps, `${name}.lock`);
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const sinceMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - sinceMs > ABANDONED_MS) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
  // `fail` ends the program.
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    act();
  } finally {
    process.off("exit", release);
    release();
  }
}

function sources() {
  const rooms = ["study", "swarm", "agent", "formats", "gallery", "worker", "links", "app", "public"];
  const single = [
    "vite.config.ts",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.base.json",
    "scripts/inline-worker-plugin.ts",
    "signaling/page/policies.ts",
  ];
  return [...single.map((name) => join(root, name)), ...rooms.flatMap((room) => filesUnder(join(root, room)))];
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    if (!existsSync(file) || !statSync(file).isFile()) continue;
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function readStamp(name) {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function writeStamp(name, text) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), text);
}
