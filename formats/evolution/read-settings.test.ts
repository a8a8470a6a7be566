import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readExperiments } from "../experiment/read-experiments.ts";
import { isEvolutionSettings, readSettings } from "./read-settings.ts";

const fixture = (...path: readonly string[]): string =>
  readFileSync(join(import.meta.dirname, "..", "..", "test", "fixtures", ...path), "utf8");
/** As it comes with IBM's distributed-evolutionary-ml, without a change. */
const SETTINGS = fixture("evolution", "settings.yaml");

function settings(text: string) {
  const read = readSettings(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

function reason(text: string): string {
  const read = readSettings(text);
  return read.ok ? "" : read.reason;
}

const inExperiment = (...lines: readonly string[]): string =>
  ["experiment:", ...lines.map((l) => `  ${l}`), ""].join("\n");

describe("the original's own file", () => {
  test("is read as it is", () => {
    expect(isEvolutionSettings(SETTINGS)).toBe(true);
    expect(settings(SETTINGS)).toEqual({
      generations: 350,
      population: 1000,
      survivors: 20,
      champions: 3,
      sigma: 0.005,
      experiments: 1,
      workersWished: 480,
      notes: [
        "No machines are rented here: whoever opens the link lends cores of theirs, and a tab takes what memory it needs.",
      ],
    });
  });

  test("is what the document shows, without its comments", () => {
    const document = readFileSync(join(import.meta.dirname, "..", "..", "docs", "settings-file.md"), "utf8");
    const [, shown = ""] = /^```yaml\n([\s\S]*?)^```/m.exec(document) ?? [];
    expect(settings(shown)).toEqual(settings(SETTINGS));
  });

  test("is no file of experiments, and those are none of settings", () => {
    expect(readExperiments(SETTINGS).ok).toBe(false);
    for (const file of ["tune-mnist.yaml", "cartpole-ppo.yaml"])
      expect(isEvolutionSettings(fixture("experiment", file))).toBe(false);
    expect(isEvolutionSettings("experiment:\n  config:\n    population: 3\n")).toBe(false);
    expect(isEvolutionSettings("experiment:\n  num_trials: 3\n  generations: 3\n")).toBe(false);
    expect(isEvolutionSettings("vm:\n  config: {a: 1}\n")).toBe(false);
    for (const text of ["", "- 1", "experiment: 3", "{", "experiment:\n\tpopulation: 1\n"])
      expect(isEvolutionSettings(text)).toBe(false);
  });
});

test("what is left out is as in the original, and said; nothing is wished for where nothing is said of machines", () => {
  const { notes, ...rest } = settings(inExperiment("population: 50"));
  expect(rest).toEqual({
    generations: 350,
    population: 50,
    survivors: 20,
    champions: 3,
    sigma: 0.005,
    experiments: 1,
    workersWished: null,
  });
  expect(notes).toEqual(["Left out, so as in the original: count 1, generations 350, survivors 20, champions 3."]);
  expect(settings("vm: {count: 2}\n").workersWished).toBe(32);
  expect(isEvolutionSettings("vm: {count: 2}\n")).toBe(true);
});

test("JSON is read, too", () => {
  const text = JSON.stringify({ experiment: { count: 2, generations: 5, population: 40, survivors: 6, champions: 1 } });
  expect(isEvolutionSettings(text)).toBe(true);
  expect(settings(text)).toMatchObject({ experiments: 2, generations: 5, population: 40, notes: [] });
});

test("keys that nobody knows are named and left out", () => {
  const { population, notes } = settings("experiment:\n  popluation: 30\nvms:\n  count: 3\n");
  expect(population).toBe(1000);
  expect(notes.slice(0, 2)).toEqual([
    'Line 2: "popluation" is no key of experiment; do you mean population? It is left out.',
    'Line 3: "vms" is no key of the file; do you mean vm? It is left out.',
  ]);
});

describe("settings are refused with their line and what would do", () => {
  test.each<[name: string, text: string, reason: string]>([
    [
      "for as many champions as survivors",
      inExperiment("population: 100", "survivors: 3"),
      "Line 3: The 3 champions must be fewer than the 3 survivors: lower champions or raise survivors.",
    ],
    [
      "for as many survivors as there are",
      inExperiment("population: 20"),
      "Line 2: The 20 survivors must be fewer than the population of 20: lower survivors or raise population.",
    ],
    [
      "for a number that is text",
      inExperiment("generations: many"),
      'Line 2: generations is a whole number from 1 to 1000, and this is "many".',
    ],
    [
      "for a part of an individual",
      inExperiment("population: 10.5"),
      'Line 2: population is a whole number from 3 to 100000, and this is "10.5".',
    ],
    [
      "for nothing at all",
      inExperiment("champions:"),
      "Line 2: champions is a whole number from 1 to 100000, and this is nothing.",
    ],
    [
      "for sizes beyond all measure",
      inExperiment("population: 100000000000", "count: 1001", "generations: -1"),
      'Line 2: population is a whole number from 3 to 100000, and this is "100000000000". ' +
        'Line 3: count is a whole number from 1 to 1000, and this is "1001". ' +
        'Line 4: generations is a whole number from 1 to 1000, and this is "-1".',
    ],
    [
      "for machines without end",
      "vm:\n  count: 1000000\n",
      'Line 2: count is a whole number from 1 to 100000, and this is "1000000".',
    ],
    [
      "for a section that is none",
      "experiment: 3\n",
      'Line 1: experiment is a map, as in "experiment: {count: 1}", and this is "3".',
    ],
    ["for being a list", "- 1\n", "Line 1: Settings are a map with vm and experiment, and this is a list."],
    [
      "for a key that stands there twice",
      inExperiment("population: 30", "population: 40"),
      'Line 3: The key "population" stands here a second time, first in line 2: keep one.',
    ],
    [
      "for a tab character",
      "experiment:\n\tcount: 1\n",
      "Line 2: A tab character stands where YAML wants spaces: write spaces instead.",
    ],
    [
      "for its length",
      "#".repeat(1_000_001),
      "Line 1: The file is longer than 1000000 bytes, and settings are a few lines.",
    ],
  ])("%s", (_, text, expected) => {
    expect(reason(text)).toBe(expected);
  });
});
