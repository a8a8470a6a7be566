// `npm test`: installs what is missing, a browser too, and runs everything CI runs. Ends with "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./browser.mjs";
import { buildPage, fail, installPackages, nodePath, root, run, runBeside } from "./prepare.mjs";
import { installPython } from "./python.mjs";

const results = join(root, "test-results");
// Hundreds of processes of ours are started on the way.
process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "node");
const failures = [];
const MOST_RUN_AGAIN = 3;

installPackages();
installBrowser();
const pythonInstalls = installPython();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await stepsBesideEachOther([
  ["format", "biome", ["format", "."]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["types of the pure rooms", nodePath(), [bin("typescript/bin/tsc"), "-p", "tsconfig.pure.json"]],
  ["types", nodePath(), [bin("typescript/bin/tsc"), "-p", "tsconfig.json"]],
  ["dead code", nodePath(), [bin("knip/bin/knip.js")]],
]);
const python = await pythonInstalls;
const unit = join(results, "unit.json");
step(
  "unit, contract and simulation tests",
  nodePath(),
  [bin("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unit}`],
  python === null ? {} : { WAGGLE_PYTHON: python },
);
buildPage();
// What measures time or fills the machine has it to itself; the rest waits for much, so that three at a time suit two cores, and what
// waits for minutes goes beside them.
const waiting = browserStep("browser tests that wait for minutes, beside them", "waiting", [
  "--grep=@waits",
  "--workers=2",
]);
const many = browserStep(
  "browser tests, three at a time",
  "together",
  ["--grep-invert=@alone|@waits", "--workers=3"],
  true,
);
await many.ends();
await waiting.ends();
const few = browserStep("browser tests that need the machine for themselves", "alone", ["--grep=@alone"], true);
await few.ends();
const again = await runAgain([many, waiting]);
finish();

function bin(path) {
  return join(root, "node_modules", ...path.split("/"));
}

function step(name, program, args, env = {}) {
  console.log(`\n== ${name}`);
  const began = performance.now();
  ended(name, began, run(program, args, { env }));
}

/** What they write stands in order, each whole. */
async function stepsBesideEachOther(steps) {
  const began = performance.now();
  const running = steps.map(([name, program, args]) => [name, runBeside(program, args)]);
  for (const [name, result] of running) {
    const { code, output } = await result;
    console.log(`\n== ${name}\n${output.trimEnd()}`);
    ended(name, began, code);
  }
}

function ended(name, began, code) {
  if (code !== 0) failures.push(name);
  console.log(`== ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

/**
 * What failed beside other tests is run once more with the machine to itself, as the last group is, and that run counts. Where more than
 * a few failed it was not the company, and nothing is run again. Returns how many passed then.
 */
async function runAgain(groups) {
  const failed = groups.flatMap(({ report }) => failedPlaces(readJson(report).suites ?? []));
  const names = groups.map(({ name }) => name);
  if (failed.length === 0 || failed.length > MOST_RUN_AGAIN || groups.some(({ broke }) => broke())) return 0;
  const step = browserStep("what failed beside others, by itself", "again", ["--workers=1", ...new Set(failed)], true);
  await step.ends();
  if (failures.includes(step.name)) return 0;
  for (const name of names) if (failures.includes(name)) failures.splice(failures.indexOf(name), 1);
  return failed.length;
}

/** "file:line" of each test that failed. */
function failedPlaces(suites) {
  return suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...specs.filter(({ ok }) => !ok).map(({ file, line }) => `${file}:${line}`),
    ...failedPlaces(inner),
  ]);
}

/** Begins at once; `ends` resolves when it has ended and is reported. What is not heard as it runs is printed then. */
function browserStep(name, part, options, isHeard = false) {
  const report = join(results, `browser-${part}.json`);
  const output = join(results, `browser-${part}`);
  const began = performance.now();
  if (isHeard) console.log(`\n== ${name}`);
  const running = runBeside(nodePath(), [bin("@playwright/test/cli.js"), "test", `--output=${output}`, ...options], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    isHeard,
  });
  const ends = async () => {
    const { code, output: written } = await running;
    if (!isHeard) console.log(`\n== ${name}\n${written.trimEnd()}`);
    ended(name, began, code);
  };
  /** It failed, and not by tests alone. */
  const broke = () => (readJson(report).errors ?? [{}]).length > 0;
  return { name, report, ends, broke };
}

function installBrowser() {
  if (findChromium()) return;
  console.log("Installing Chromium for the browser tests…");
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (process.platform === "linux" && existsSync("/usr/bin/apt-get")) {
    const apt = (...args) =>
      run(sudo[0] ?? "apt-get", [...sudo.slice(1), ...(sudo.length ? ["apt-get"] : []), ...args]);
    apt("update", "-qq");
    apt("install", "-y", "-qq", "chromium");
  }
  if (!findChromium())
    fail("The browser tests need Chromium. Install it, or set WAGGLE_CHROMIUM to its path, and run `npm test` again.");
}

function finish() {
  const counts = [vitestCounts(unit), ...[many, waiting, few].map(({ report }) => playwrightCounts(report))];
  const passed = counts.reduce((sum, c) => sum + c.passed, 0) + again;
  const failed = counts.reduce((sum, c) => sum + c.failed, 0) - again;
  if (python === null)
    console.log(
      "\nNOT RUN: the tests that open files with NumPy. Set WAGGLE_PYTHON to a Python that has it, and run `npm test` again.",
    );
  if (again > 0) console.log(`\nFailed beside others, and passed with the machine to themselves: ${again}.`);
  if (failures.length > 0) console.log(`\nNot green: ${failures.join(", ")}.`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failures.length > 0 ? 1 : 0);
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function vitestCounts(file) {
  const report = readJson(file);
  return { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

function playwrightCounts(file) {
  const { stats } = readJson(file);
  return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
}
