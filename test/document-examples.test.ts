// Every example of an objective or of a format that the documents show: the objectives run, the formats are read.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import { describe, expect, test } from "vitest";
import { float64Bytes } from "../agent/tell/float64.ts";
import { decodeTrials, encodeTrials } from "../agent/tell/trial-codec.ts";
import { loadObjective } from "../bench/shared/load-objective.ts";
import { CONSTANTS, FUNCTIONS } from "../formats/experiment/expression/names.ts";
import { EXPERIMENT_KEYS, RESOURCE_KEYS, UNUSED_KEYS, UNUSED_RESOURCES } from "../formats/experiment/known-keys.ts";
import { readExperiments } from "../formats/experiment/read-experiments.ts";
import { variantsOf } from "../formats/experiment/variants.ts";
import { createStudy } from "../study/create-study.ts";
import { isRecord } from "../study/parsed.ts";
import { readSpec } from "../study/spec/parse-spec.ts";
import { small } from "../study/testing/spec-changes.ts";
import { finishReturned, finishThrown } from "../study/trial/finish.ts";
import { TrialContext } from "../study/trial/suggest.ts";
import type { TrialOutcome } from "../study/trial/trial.ts";
import { CARTPOLE, MNIST } from "./experiment-texts.ts";

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, "..", file), "utf8");

/** The code blocks of a language, also those that stand in a list. */
const blocksOf = (file: string, language: string): readonly string[] =>
  [...textOf(file).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\``, "gm"))].map(
    ([, , code]) => code ?? "",
  );

const OBJECTIVES = ["README.md", "docs/tutorial.md", "docs/objective-api.md"].flatMap((file) =>
  blocksOf(file, "js").map((source, i) => ({ file, place: i + 1, source })),
);

const LOSS = { directions: ["minimize" as const], names: ["loss"], pruner: { kind: "nop" as const } };

/** Trials as a tab runs them, one after the other. */
async function run(source: string, trials: number): Promise<readonly TrialOutcome[]> {
  const objective = await loadObjective({ language: "javascript", source });
  const study = createStudy({ seed: source });
  const outcomes: TrialOutcome[] = [];
  for (let i = 0; i < trials; i++) {
    const [proposal] = study.ask(1);
    if (proposal === undefined) break;
    const trial = new TrialContext(proposal, LOSS);
    let outcome: TrialOutcome;
    try {
      outcome = finishReturned(trial, await objective.default(trial), 1);
    } catch (thrown) {
      outcome = finishThrown(trial, thrown, 1);
    }
    expect(trial.warnings).toEqual([]);
    study.tell(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

describe("the objectives of the documents", () => {
  test("are found", () => {
    expect(OBJECTIVES.map(({ file }) => file)).toEqual(expect.arrayContaining(["README.md", "docs/tutorial.md"]));
    expect(OBJECTIVES.length).toBeGreaterThan(5);
  });

  test.each(OBJECTIVES)("$file, example $place, run, and their best is better than their first", async ({ source }) => {
    const outcomes = await run(source, 40);
    expect(outcomes.map(({ state, error }) => [state, error])).toEqual(outcomes.map(() => ["complete", null]));
    const values = outcomes.map(({ values: [value = Number.NaN] }) => value);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(Math.min(...values)).toBeLessThan(values[0] ?? Number.NaN);
  });

  test("report by name what the text says they do", async () => {
    const named = OBJECTIVES.filter(({ source }) => source.includes("report({"));
    expect(named.length).toBeGreaterThan(0);
    for (const { source } of named) {
      const [outcome] = await run(source, 1);
      expect(outcome?.intermediate.length).toBeGreaterThan(1);
      expect(outcome?.intermediate.some(([, value]) => Number.isNaN(value))).toBe(false);
      expect(Object.keys(outcome?.metrics ?? {})).toEqual(["accuracy"]);
    }
  });
});

const EXPERIMENTS = blocksOf("docs/experiments.md", "yaml").map((text, i) => ({ place: i + 1, text }));

describe("the files of docs/experiments.md", () => {
  test.each(EXPERIMENTS)("are read as they stand there, without a note, and have variants: $place", ({ text }) => {
    const read = readExperiments(text);
    expect(read).toMatchObject({ ok: true, notes: [] });
    const made = read.ok ? read.experiments.map((experiment) => variantsOf(experiment, "seed")) : [];
    expect(made.map(({ ok }) => ok)).toEqual([true]);
  });

  test("have as many variants as the text says", () => {
    const counts = EXPERIMENTS.flatMap(({ text }) => {
      const read = readExperiments(text);
      return read.ok ? read.experiments.map((experiment) => variantsOf(experiment, "seed")) : [];
    }).map((made) => (made.ok ? made.variants.length : 0));
    expect(counts).toEqual([10, 30, 6, 6]);
  });

  test("the first and the third are Ray Tune's own", () => {
    expect([EXPERIMENTS[0], EXPERIMENTS[2]].map((experiment) => experiment?.text)).toEqual([MNIST, CARTPOLE]);
  });

  const text = textOf("docs/experiments.md");

  test("name every key, those without effect too", () => {
    const known = [...EXPERIMENT_KEYS, ...RESOURCE_KEYS, ...UNUSED_KEYS.keys(), ...UNUSED_RESOURCES.keys()];
    expect(known.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  test("name every function that an expression can call", () => {
    const [, section = ""] = /^## Expressions\n([\s\S]*?)^## /m.exec(text) ?? [];
    const words = new Set(section.match(/\w+/g));
    const names = [...FUNCTIONS.keys(), ...CONSTANTS.keys()].map((name) => name.split(".").at(-1) ?? "");
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });
});

const FORMATS = blocksOf("docs/protocol.md", "json").map((text) => JSON.parse(text) as unknown);

describe("the formats of docs/protocol.md", () => {
  test("are read as they stand there", () => {
    const specs = FORMATS.filter(isRecord);
    expect(specs.length).toBe(1);
    for (const spec of specs) expect(readSpec(spec)).toEqual({ ok: true, value: spec });
  });

  test("name every field of a study, in the table too", () => {
    const text = textOf("docs/protocol.md");
    const [, section = ""] = /^## A study's text\n([\s\S]*?)^## /m.exec(text) ?? [];
    const [, table = ""] = section.split("| field | is |");
    const named = [...table.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
    expect(named.toSorted()).toEqual(Object.keys(small).toSorted());
  });

  test("tell trials as columns, each in the table", () => {
    const lists = FORMATS.filter((example) => Array.isArray(example));
    expect(lists.length).toBe(1);
    for (const columns of lists) {
      const bytes = encode(columns.map(withBytes));
      const told = decodeTrials(bytes, "A".repeat(22), 2, 1);
      if (!told.ok) throw new Error(told.reason);
      expect(encodeTrials(told.value.trials, 1, { about: told.value.about })).toEqual(bytes);
      expect(told.value.trials.map(({ state }) => state)).toEqual(["complete", "pruned"]);
      const [, table = ""] = textOf("docs/protocol.md").split("| place | is |");
      const places = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell = ""]) => cell.split(", ").map(Number));
      expect(places).toEqual(columns.map((_, i) => i));
    }
  });
});

/** `{ "f64": [...] }` and `{ "u8": [...] }` as bytes. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (!isRecord(value)) return value;
  if (Array.isArray(value["u8"])) return Uint8Array.from(value["u8"].map(Number));
  return Array.isArray(value["f64"]) ? float64Bytes(value["f64"].map(Number)) : value;
}
