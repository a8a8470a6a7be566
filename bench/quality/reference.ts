import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../../scripts/prepare.mjs";
import { type HpoTask, hpoValue } from "./hpo-task.ts";

/** Other programs' numbers lie beside the repository, not in it. */
const FOLDER = join(import.meta.dirname, "../../../shared/reference");

/** Optuna's gaps: `gap[k][c]` for seed `seeds[k]` after `checkpoints[c]` trials; GP has its own checkpoints. */
export interface BbobReference {
  readonly checkpoints: readonly number[];
  readonly gpCheckpoints: readonly number[];
  readonly results: readonly {
    readonly sampler: string;
    readonly dim: number;
    readonly inst: number;
    readonly f: number;
    readonly seeds: readonly number[];
    readonly gap: readonly (readonly number[])[];
  }[];
}

/** The tasks, and Optuna's `best[seed][c]` after `checkpoints[c]` trials. */
export interface HpoReference {
  readonly tasks: Readonly<Record<string, HpoTask>>;
  readonly probes: readonly {
    readonly task: string;
    readonly params: Readonly<Record<string, string | number | null>>;
    readonly value: number;
  }[];
  readonly baselines: {
    readonly checkpoints: readonly number[];
    readonly results: readonly {
      readonly task: string;
      readonly sampler: string;
      readonly best: readonly (readonly number[])[];
    }[];
  };
}

function read(file: string): unknown {
  const path = join(FOLDER, file);
  if (!existsSync(path)) {
    fail(
      `This bench compares with recorded runs. ${path} is missing: put the reference data into ../shared/reference beside the repository.`,
    );
  }
  return JSON.parse(readFileSync(path, "utf8"));
}

export const readBbobReference = (): BbobReference => read("optuna-bbob.json") as BbobReference;

/** How far a looked-up value may be from its probe: bilinear sums differ in the last digits. */
const PROBE_TOLERANCE = 1e-12;

/** Throws if the lookup does not give the values that come with the data. */
export function readHpoReference(): HpoReference {
  const reference = read("optuna-hpo.json") as HpoReference;
  for (const { task, params, value } of reference.probes) {
    const table = reference.tasks[task];
    const ours = table === undefined ? Number.NaN : hpoValue(table, params);
    if (!(Math.abs(ours - value) <= PROBE_TOLERANCE)) {
      throw new Error(`The lookup in ${task} gives ${ours} where the data say ${value} for ${JSON.stringify(params)}.`);
    }
  }
  return reference;
}
