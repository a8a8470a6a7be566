import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Runs one of our scripts to its end. */
function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { encoding: "utf8" });
  return { status, stdout, stderr: stderr.trim() };
}

it.each([
  [
    "a bench there is not",
    "scripts/bench.mjs",
    ["nonsense"],
    /^There is no bench "nonsense"; .*README\.md lists them\.$/,
  ],
  ["a file that is no bench", "scripts/bench.mjs", ["../scripts/start"], /^There is no bench/],
  ["an option there is not", "bench/real-task.ts", ["--jso"], /'--jso'[\s\S]*There are --json\.$/],
  [
    "a sampler there is not",
    "bench/conditional.ts",
    ["--samplers", "bees", "--seeds", "1"],
    /^There is no sampler "bees"/,
  ],
  ["a count that is none", "bench/quality.ts", ["--jobs", "no", "--seeds", "x"], /must|missing/],
  ["a suite there is not", "bench/quality.ts", ["--suite", "bees"], /^There is no suite "bees"; choose bbob or hpo\.$/],
  ["a scenario there is not", "bench/scale.ts", ["--scenario", "bees"], /^There is no scenario "bees"; choose load, /],
  [
    "an attack there is not",
    "bench/sim.ts",
    ["--attack", "bees"],
    /^There is no attack "bees"; choose hijack-by-lease, /,
  ],
  ["a share of liars that is none", "bench/sim.ts", ["--liars", "1"], /^--liars must be shares above 0 and below 1, /],
  ["pairs that are none", "bench/relay/main.ts", ["--pairs", "0"], /^--pairs must be a whole number from 1 /],
  ["a share that is none", "bench/scale.ts", ["--loss", "2"], /^--loss must be a number from 0 to 0\.9, but is "2"\.$/],
])("%s ends a bench with a sentence, and nothing where figures belong", (_, script, args, sentence) => {
  const { status, stdout, stderr } = run(script, ...args);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect([status, stdout]).toEqual([1, ""]);
});
