import { atLeast, atMost, report, shown } from "../shared/report.ts";
import { fuzzExpressions, fuzzFiles, MAX_EXPRESSION_MS, MAX_FILE_MS } from "./fuzz-experiments.ts";

/** Less would be noise that proves nothing. */
const LEAST_SHARE = 0.1;

/** Fuzzes what reads files of experiments, or the expressions in them, and reports what held. */
export function reportTexts(kind: "expressions" | "files", inputs: number, seed: number): void {
  const started = performance.now();
  const result = kind === "expressions" ? fuzzExpressions(inputs, seed) : fuzzFiles(inputs, seed);
  const maxMs = kind === "expressions" ? MAX_EXPRESSION_MS : MAX_FILE_MS;
  for (const fault of result.faults) process.stderr.write(`${fault}\n`);
  for (const name of result.touched) process.stderr.write(`reached ${name}\n`);
  process.stderr.write(`the slowest, of seed ${seed}:\n  ${JSON.stringify(result.slowest)}\n`);
  report(`fuzz ${kind}`, [
    shown("inputs", inputs, "inputs"),
    shown("seconds", (performance.now() - started) / 1000, "s"),
    atLeast("made", result.made / inputs, "of the inputs", LEAST_SHARE),
    atLeast("refused", result.refused / inputs, "of the inputs", LEAST_SHARE),
    atMost("faults", result.faults.length, "inputs", 0),
    atMost("reached", result.touched.length, "ways into JavaScript", 0),
    atMost("slow", result.slow, `inputs over ${maxMs} ms`, 0),
    atMost("slowestMs", result.slowestMs, "ms", maxMs),
  ]);
}
