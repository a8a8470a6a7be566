// `npm test`: installs what is missing, a browser too, and runs everything CI runs. Ends with "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./browser.mjs";
import { buildPage, fail, installPackages, nodePath, root, run } from "./prepare.mjs";

const results = join(root, "test-results");
const failures = [];

installPackages();
installBrowser();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

step("format", "biome", ["format", "."]);
step("lint", "oxlint", ["--type-aware", "--deny-warnings"]);
step("types of the pure rooms", nodePath(), [bin("typescript/bin/tsc"), "-p", "tsconfig.pure.json"]);
step("types", nodePath(), [bin("typescript/bin/tsc"), "-p", "tsconfig.json"]);
step("dead code", nodePath(), [bin("knip/bin/knip.js")]);
const unit = join(results, "unit.json");
step("unit, contract and simulation tests", nodePath(), [
  bin("vitest/vitest.mjs"),
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${unit}`,
]);
buildPage();
const browser = join(results, "browser.json");
step("browser tests", nodePath(), [bin("@playwright/test/cli.js"), "test"], { PLAYWRIGHT_JSON_OUTPUT_NAME: browser });
finish();

function bin(path) {
  return join(root, "node_modules", ...path.split("/"));
}

function step(name, program, args, env = {}) {
  console.log(`\n== ${name}`);
  const began = performance.now();
  if (run(program, args, { env }) !== 0) failures.push(name);
  console.log(`== ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
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
  const counts = [vitestCounts(unit), playwrightCounts(browser)];
  const passed = counts.reduce((sum, c) => sum + c.passed, 0);
  const failed = counts.reduce((sum, c) => sum + c.failed, 0);
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
