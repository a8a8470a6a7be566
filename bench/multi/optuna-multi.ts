import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hypervolume } from "../../study/pareto/hypervolume.ts";
import { lossesFrom } from "../../study/pareto/losses.ts";
import { multiProblem } from "./multi-problems.ts";

export interface OptunaRun {
  readonly problem: string;
  readonly seed: number;
  readonly trials: number;
}

/** The Python to ask: the one that `WAGGLE_PYTHON` names, or `python3`. */
const python = process.env["WAGGLE_PYTHON"] ?? "python3";

/** Whether there is a Python that has Optuna; if not, a note that nobody overlooks on standard error. */
export function hasOptuna(): boolean {
  const { status, stderr, error } = spawnSync(python, ["-c", "import optuna"], { encoding: "utf8" });
  if (status === 0) return true;
  const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  process.stderr.write(
    `OPTUNA'S FIGURES ARE LEFT OUT (${python}: ${reason}); set WAGGLE_PYTHON to a Python that has optuna.\n`,
  );
  return false;
}

/** The hypervolume of one run of Optuna's TPE, of which this process evaluates the points. */
async function optunaRun({ problem: name, seed, trials }: OptunaRun): Promise<number> {
  const { reference, ranges, evaluate } = multiProblem(name);
  const plan = JSON.stringify({ ranges, objectives: reference.length, seed, trials });
  const child = spawn(python, [join(import.meta.dirname, "optuna_multi.py"), plan], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const values: number[][] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const value = evaluate(JSON.parse(line) as number[]);
    values.push(value);
    child.stdin.write(`${JSON.stringify(value)}\n`);
  }
  const [status] = (await ended) as [number | null];
  if (status !== 0 || values.length !== trials) {
    throw new Error(`Optuna's run of ${name} with seed ${seed} ended after ${values.length} of ${trials} trials.`);
  }
  return hypervolume(lossesFrom(values), reference);
}

/** Their hypervolumes in the same order, so many runs at once. */
export async function optunaHypervolumes(runs: readonly OptunaRun[], jobs: number): Promise<number[]> {
  const results: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < runs.length) {
      const index = next++;
      results[index] = await optunaRun(runs[index] as OptunaRun);
      process.stderr.write(`Optuna: run ${index + 1} of ${runs.length} has ended\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}
