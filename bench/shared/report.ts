/** One measured figure and whether it holds what the project promises. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For people, for example `<= 300`. */
  readonly goal: string;
  readonly holds: boolean;
}

export const atMost = (name: string, value: number, unit: string, limit: number): Figure => ({
  name,
  value: rounded(value),
  unit,
  goal: `<= ${limit}`,
  holds: value <= limit,
});

export const atLeast = (name: string, value: number, unit: string, limit: number): Figure => ({
  name,
  value: rounded(value),
  unit,
  goal: `>= ${limit}`,
  holds: value >= limit,
});

/** A figure without a goal, beside which the others can be judged. */
export const shown = (name: string, value: number, unit: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  goal: "for comparison",
  holds: true,
});

/** With `--json` one JSON object on standard output, else a table for people. Sets the exit code if a figure does not hold. */
export function report(bench: string, figures: readonly Figure[]): void {
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ bench, figures })}\n`);
  } else {
    for (const { name, value, unit, goal, holds } of figures) {
      process.stdout.write(
        `${holds ? "holds " : "FALLS SHORT"} ${name.padEnd(34)} ${String(value).padStart(10)} ${unit} (goal ${goal})\n`,
      );
    }
  }
  if (figures.some(({ holds }) => !holds)) process.exitCode = 1;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? Number.NaN)) / 2 : upper;
}

/** Four digits: more is noise in any bench. */
const rounded = (value: number): number => Number(value.toPrecision(4));
