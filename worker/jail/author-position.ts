import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { TrialError } from "../../study/trial/trial.ts";

/** Moves an error's position from the stripped JavaScript to the author's TypeScript. `positions`: source map mappings. */
export function inAuthorsSource(error: TrialError, positions: string | null): TrialError {
  if (positions === null || error.line === null || error.column === null) return error;
  const map = new TraceMap({ version: 3, mappings: positions, sources: ["objective.ts"], names: [] });
  const found = originalPositionFor(map, { line: error.line, column: error.column - 1 });
  if (found.line === null) return error;
  return { ...error, line: found.line, column: found.column + 1 };
}
