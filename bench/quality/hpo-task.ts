// Real tuning tasks as tables: the objective looks up what scikit-learn measured. See FORMAT.md beside the data.
import type { Objective } from "../../study/testing/run-trials.ts";
import type { TrialContext } from "../../study/trial/suggest.ts";

type Param =
  | {
      readonly name: string;
      readonly type: "float";
      readonly low: number;
      readonly high: number;
      readonly log?: boolean;
    }
  | { readonly name: string; readonly type: "int"; readonly low: number; readonly high: number; readonly step?: number }
  | { readonly name: string; readonly type: "categorical"; readonly choices: readonly (string | number | null)[] };

type Table = readonly Table[] | number;

/** A tabulated task. `axes` names the table's indices, outermost first. */
export interface HpoTask {
  readonly params: readonly Param[];
  readonly axes: readonly string[];
  readonly table: Table;
  /** Entries are counts of this many. */
  readonly divisor?: number;
  readonly transform?: "1-value";
  /** The lowest value there is. */
  readonly min: number;
}

type Values = Readonly<Record<string, string | number | null>>;

function suggested(trial: TrialContext, param: Param): string | number | null {
  if (param.type === "categorical") return trial.suggestCategorical(param.name, param.choices);
  if (param.type === "int") return trial.suggestInt(param.name, param.low, param.high, { step: param.step ?? 1 });
  return trial.suggestFloat(param.name, param.low, param.high, { log: param.log ?? false });
}

/** Suggests the task's parameters in its order and looks their value up. */
export const hpoObjective =
  (task: HpoTask): Objective =>
  (trial) =>
    hpoValue(task, Object.fromEntries(task.params.map((param) => [param.name, suggested(trial, param)])));

/** Whole numbers and categories are looked up, real numbers interpolated between neighbours on the log grid. */
export function hpoValue(task: HpoTask, values: Values): number {
  const value = lookup(task, task.table, 0, values);
  return task.transform === "1-value" ? 1 - value : value;
}

function lookup(task: HpoTask, table: Table, axis: number, values: Values): number {
  if (typeof table === "number") return task.divisor === undefined ? table : table / task.divisor;
  const name = task.axes[axis];
  const param = task.params.find((candidate) => candidate.name === name);
  if (param === undefined) throw new Error(`The table's axis ${name ?? axis} is no parameter.`);
  const entry = (i: number): number => {
    const row = table[i];
    if (row === undefined) throw new Error(`The table has no entry ${i} for ${param.name}.`);
    return lookup(task, row, axis + 1, values);
  };
  const value = values[param.name] ?? null;
  if (param.type === "categorical") return entry(param.choices.indexOf(value));
  if (param.type === "int") return entry((Number(value) - param.low) / (param.step ?? 1));
  const [low, high, x] = [Math.log10(param.low), Math.log10(param.high), Math.log10(Number(value))];
  const place = ((x - low) / (high - low)) * (table.length - 1);
  const u = Math.min(Math.max(place, 0), table.length - 1);
  const i = Math.min(Math.floor(u), table.length - 2);
  const t = u - i;
  return (1 - t) * entry(i) + t * entry(i + 1);
}
