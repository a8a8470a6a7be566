import type { TrialError } from "../../../study/trial/trial.ts";
import { entrypointIn } from "./entrypoint.ts";
import { ENTRYPOINT_EXPORT } from "./entrypoint-export.ts";
import { positionAt } from "./position-at.ts";
import { type TopLevel, topLevelOf } from "./top-level.ts";

/** An author's JavaScript as a module whose `ENTRYPOINT_EXPORT`, else its default export, is the objective. */
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

/** What an objective is called where nothing is exported. */
const USUAL_NAMES = ["objective", "train"];

/** Of the values named, in this order: the last instance of a class that can be called, a function, an object that can be. */
const CHOOSE =
  '((all) => { const can = (it) => typeof it === "object" && it !== null && (typeof it.call === "function" || typeof it.run === "function"); ' +
  "return all.find((it) => can(it) && Object.getPrototypeOf(it) !== Object.prototype) ?? " +
  'all.find((it) => typeof it === "function") ?? all.find(can); })';

/**
 * Accepts `export default` of a function or of an object that can be called, a program with something called `objective`
 * or `train` (else its last named function), or one bare arrow or function expression. `entrypoint` is taken before all of
 * them; a script that has none of that name is refused. Lines stay where the author wrote them.
 */
export function objectiveModule(source: string, entrypoint: string | null = null, allowsImports = false): FormResult {
  const top = topLevelOf(source);
  if (top.empty)
    return refuse(
      source,
      0,
      "There is no objective here yet. Paste a function that takes a trial and returns a number.",
    );
  if (top.staticImport !== null && !allowsImports) {
    return refuse(source, top.staticImport, "An objective cannot import modules. Paste what it needs into it.");
  }
  if (entrypoint !== null) return withEntrypoint(source, top, entrypoint);
  if (top.defaultExport) return accept(source, "", top.exports, "");
  const candidates = [...top.functions.toReversed(), ...top.variables.toReversed()];
  if (candidates.length === 0) return accept(source, BARE_PREFIX, [], "");
  const named = USUAL_NAMES.find((name) => candidates.includes(name));
  const choice = `\nexport default ${named ?? `${CHOOSE}([${candidates.join(", ")}])`};`;
  return accept(source, "", top.exports, choice);
}

function withEntrypoint(source: string, top: TopLevel, name: string): FormResult {
  const found = entrypointIn(top, name);
  switch (found.kind) {
    case "missing":
      return refuse(source, 0, found.message);
    case "named":
      return accept(source, "", top.exports, `\nexport { ${name} as ${ENTRYPOINT_EXPORT} };`);
    case "default":
      return accept(source, "", top.exports, "");
    case "bare":
      return accept(source, BARE_PREFIX, [], "");
  }
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
