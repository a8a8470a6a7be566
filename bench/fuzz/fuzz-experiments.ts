import { isEvolutionSettings, readSettings } from "../../formats/evolution/read-settings.ts";
import type { Experiment, Mistake } from "../../formats/experiment/experiment.ts";
import { Findings } from "../../formats/experiment/findings.ts";
import type { Place } from "../../formats/experiment/place.ts";
import { readConfig } from "../../formats/experiment/read-config.ts";
import { readExperiments } from "../../formats/experiment/read-experiments.ts";
import { variantsOf } from "../../formats/experiment/variants.ts";
import type { ScalarValue, Tree } from "../../formats/experiment/yaml/tree.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { readSpec } from "../../study/spec/parse-spec.ts";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { experimentText } from "./experiment-text.ts";
import { expressionText } from "./expression-text.ts";
import { touchedJavaScript } from "./javascript-watch.ts";

/** A file that takes longer hangs its author's page, one expression sooner than ten thousand variants. */
export const MAX_EXPRESSION_MS = 100;
export const MAX_FILE_MS = 3_000;
const MOST_RUNS = 4;
/** Each with its input; more say no more. */
const MAX_FAULTS = 20;

export interface TextsResult {
  /** Texts that came to variants, or to settings. */
  readonly made: number;
  readonly refused: number;
  /** Broken promises, with the text. */
  readonly faults: readonly string[];
  /** What of JavaScript was reached. */
  readonly touched: readonly string[];
  readonly slow: number;
  readonly slowestMs: number;
  readonly slowest: string;
}

/** Expressions, each in a config beside others: JavaScript is watched meanwhile. Which they are follows from the seed. */
export const fuzzExpressions = (inputs: number, seed: number): TextsResult =>
  fuzzed(
    inputs,
    (at) => expressionText(rngFromSeed("fuzz expressions", seed, at)),
    outcomeOfExpression,
    MAX_EXPRESSION_MS,
  );

/** Files, changed in lines and bytes. */
export const fuzzFiles = (inputs: number, seed: number): TextsResult =>
  fuzzed(inputs, (at) => experimentText(rngFromSeed("fuzz files", seed, at)), outcomeOfFile, MAX_FILE_MS);

class Run {
  made = 0;
  refused = 0;
  slow = 0;
  slowestMs = 0;
  slowest = "";
  readonly faults: string[] = [];

  tryText(text: string, outcomeOf: (text: string) => Outcome, maxMs: number): void {
    try {
      this.#judge(text, this.#timed(text, outcomeOf, maxMs));
    } catch (error) {
      this.#fault(text, `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  /** A busy machine may stop any single run: what takes too long runs again. */
  #timed(text: string, outcomeOf: (text: string) => Outcome, maxMs: number): Outcome {
    let best = Number.POSITIVE_INFINITY;
    let outcome: Outcome;
    let runs = 0;
    do {
      const start = performance.now();
      outcome = outcomeOf(text);
      best = Math.min(best, performance.now() - start);
      runs++;
    } while (best > maxMs / 2 && runs < MOST_RUNS);
    if (best > maxMs) this.slow++;
    if (best > this.slowestMs) [this.slowestMs, this.slowest] = [best, text.slice(0, 500)];
    return outcome;
  }

  #judge(text: string, { mistakes, studies }: Outcome): void {
    if (mistakes.length > 0) this.refused++;
    else this.made++;
    const lines = text.split("\n");
    for (const { line, column, message } of mistakes) {
      // At the end of the text, one line and one column further is still a place.
      const isThere = line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1;
      if (!isThere) this.#fault(text, `a mistake at ${line}:${column}, which is nowhere: ${message}`);
      if (!/^\S.*[.?]$/.test(message)) this.#fault(text, `a mistake that is no sentence: ${message}`);
    }
    const reason = studies.length > 0 ? refusalOf(studies) : null;
    if (reason !== null) this.#fault(text, `what no study takes: ${reason}`);
  }

  #fault(text: string, what: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(`${what}\n  ${JSON.stringify(text.slice(0, 2_000))}`);
  }
}

interface Outcome {
  readonly mistakes: readonly Mistake[];
  /** What of a study follows from it. */
  readonly studies: readonly Partial<StudySpec>[];
}

function outcomeOfFile(text: string): Outcome {
  if (isEvolutionSettings(text)) return outcomeOfSettings(text);
  const read = readExperiments(text);
  return read.ok ? outcomeOf(read.experiments) : { mistakes: read.mistakes, studies: [] };
}

function outcomeOf(experiments: readonly Experiment[]): Outcome {
  const made = experiments.map((experiment) => variantsOf(experiment, "seed"));
  return {
    mistakes: made.flatMap((each) => (each.ok ? [] : each.mistakes)),
    studies: made.flatMap((each) => (each.ok ? [{ trainable: { variants: each.variants, repeat: 1 } }] : [])),
  };
}

function outcomeOfSettings(text: string): Outcome {
  const read = readSettings(text);
  if (!read.ok) return { mistakes: read.reason.split(/(?<=[.?]) (?=Line \d)/).map(mistakeOf), studies: [] };
  const { population, survivors, champions, sigma, generations, experiments } = read.value;
  return {
    mistakes: [],
    studies: [
      {
        sampler: { name: "deepga", population, survivors, champions, sigma, validationEpisodes: 30 },
        budget: { kind: "generations", generations, trialsPerRound: 1 },
        experiments,
      },
    ],
  };
}

/** A mistake out of its sentence; without a place it is nowhere. */
function mistakeOf(sentence: string): Mistake {
  const [, line = "0", message = sentence] = /^Line (\d+): (.*)$/s.exec(sentence) ?? [];
  return { line: Number(line), column: 1, message };
}

/** With parameters that it can read. What YAML makes of it is another fuzz. */
function outcomeOfExpression(text: string): Outcome {
  const findings = new Findings();
  const tree = map({
    x: evalOf(text),
    a: scalar(3n),
    b: list(scalar(0.5), scalar("t")),
    c: scalar("text"),
    d: map({ e: evalOf("_i + 1") }),
  });
  const config = readConfig(tree, START, findings);
  if (config === null) return { mistakes: findings.mistakes, studies: [] };
  return outcomeOf([{ ...EXPERIMENT, config }]);
}

const START = { line: 1, column: 1 };
const scalar = (value: ScalarValue): Tree => ({
  kind: "scalar",
  value,
  text: String(value),
  textAt: placeIn(value),
  ...START,
});
/** As in a file, where a text of several lines begins elsewhere than it stands. */
const placeIn = (value: ScalarValue): Place | null => (String(value).includes("\n") ? null : START);
const list = (...items: readonly Tree[]): Tree => ({ kind: "list", items, ...START });
const map = (entries: Readonly<Record<string, Tree>>): Tree => ({
  kind: "map",
  entries: Object.entries(entries).map(([key, value]) => ({ key, keyAt: START, value })),
  ...START,
});
const evalOf = (text: string): Tree => map({ eval: scalar(text) });
const EXPERIMENT: Omit<Experiment, "config"> = {
  name: "it",
  env: "e",
  alg: "script",
  numTrials: null,
  repeat: 1,
  stop: { loss: 1 },
  resources: { cores: 1, gpu: 0 },
  scheduler: null,
  metric: null,
  mode: null,
  trains: null,
  scriptPath: null,
  entrypoint: null,
  places: new Map(),
};

/** Why a study would not take them as they were made; null if it does. */
function refusalOf(studies: Outcome["studies"]): string | null {
  for (const made of studies) {
    const spec = specWith({ name: "it", objective: { language: "javascript", source: "x" }, createdMs: 1, ...made });
    const read = readSpec(spec);
    if (!read.ok) return read.reason;
    // What compares deeply looks at constructors, and is watched, too.
    const { trainable, sampler, budget, experiments } = read.value;
    const back = { trainable, sampler, budget, experiments };
    const told = {
      trainable: spec.trainable,
      sampler: spec.sampler,
      budget: spec.budget,
      experiments: spec.experiments,
    };
    if (JSON.stringify(back) !== JSON.stringify(told)) return "they come back as something else";
  }
  return null;
}

function fuzzed(
  inputs: number,
  textAt: (at: number) => string,
  outcomeOf: (text: string) => Outcome,
  maxMs: number,
): TextsResult {
  const run = new Run();
  const { touched } = touchedJavaScript(() => {
    for (let at = 0; at < inputs; at++) run.tryText(textAt(at), outcomeOf, maxMs);
  });
  const { made, refused, faults, slow, slowestMs, slowest } = run;
  return { made, refused, faults, touched, slow, slowestMs, slowest };
}
