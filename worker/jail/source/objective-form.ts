import type { TrialError } from "../../../study/trial/trial.ts";
import { positionAt } from "./position-at.ts";
import { topLevelOf } from "./top-level.ts";

/** An author's JavaScript as a module whose default export is the objective. */
export interface ObjectiveModule {
  readonly text: string;
  /** Characters put before the author's first line. */
  readonly firstLineShift: number;
  /** A classic script with the same positions that runs nothing: V8 tells where a syntax error is only for scripts. */
  readonly syntaxProbe: string;
  readonly probeShift: number;
}

export type FormResult =
  | { readonly ok: true; readonly module: ObjectiveModule }
  | { readonly ok: false; readonly error: TrialError };

const BARE_PREFIX = "export default ";
const PROBE_PREFIX = 'async () => { "use strict"; ';

/**
 * Accepts `export default fn`, a program with a function called `objective` (else its last named function), or one bare
 * arrow or function expression. Lines stay where the author wrote them.
 */
export function objectiveModule(source: string): FormResult {
  const top = topLevelOf(source);
  if (top.empty)
    return refuse(
      source,
      0,
      "There is no objective here yet. Paste a function that takes a trial and returns a number.",
    );
  if (top.staticImport !== null) {
    return refuse(source, top.staticImport, "An objective cannot import modules. Paste what it needs into it.");
  }
  if (top.defaultExport) return accept(source, "", top.exports, "");
  const candidates = [...top.functions.toReversed(), ...top.variables.toReversed()];
  if (candidates.length === 0) return accept(source, BARE_PREFIX, [], "");
  const named = candidates.includes("objective") ? ["objective"] : candidates;
  const choice = `\nexport default [${named.join(", ")}].find((it) => typeof it === "function");`;
  return accept(source, "", top.exports, choice);
}

function accept(source: string, prefix: string, exports: readonly number[], suffix: string): FormResult {
  const probed = prefix === "" ? blankExports(source, exports) : source;
  const probePrefix = PROBE_PREFIX + (prefix === "" ? "" : "_ = ");
  const module: ObjectiveModule = {
    text: prefix + source + suffix,
    firstLineShift: prefix.length,
    syntaxProbe: `${probePrefix}${probed}\n}`,
    probeShift: probePrefix.length,
  };
  return { ok: true, module };
}

/** `export default` becomes an assignment, any other `export` nothing, all in the same columns. */
function blankExports(source: string, exports: readonly number[]): string {
  let text = source;
  for (const at of exports) {
    const found = /^export(?:\s+default\b)?/.exec(text.slice(at, at + 200))?.[0] ?? "export";
    const blank = found === "export" ? "      " : `_=${found.slice(2).replace(/\S/g, " ")}`;
    text = text.slice(0, at) + blank + text.slice(at + found.length);
  }
  return text;
}

function refuse(source: string, at: number, message: string): FormResult {
  return { ok: false, error: { kind: "threw", message, ...positionAt(source, at) } };
}
