import type { TrialError } from "../../../study/trial/trial.ts";
import { MAX_ERROR_LENGTH } from "../../../study/trial/trial-limits.ts";
import { tokensOf } from "./tokens.ts";

const NETWORK = "An objective has no network. Put the data it needs into its text.";
const PAGE = "An objective has no page. Return a number, and write to the console what you want to see.";
const STORAGE = "An objective stores nothing. Put what it needs into its text.";
const MODULES = "An objective cannot load modules. Paste what it needs into its text.";
const NODE = "An objective runs in browsers, not in Node. The language itself, timers and WebAssembly are there.";
const WORKERS = "An objective starts no workers: each lent core runs trials already.";
const PYTHON_LIBRARY =
  "Objectives are JavaScript, so Python's libraries are not there. Write what is needed in JavaScript.";

/** What is meant by names of other worlds, and what to write instead. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...each("fetch XMLHttpRequest WebSocket EventSource WebTransport navigator", NETWORK),
  ...each("document alert prompt confirm location history Image requestAnimationFrame", PAGE),
  ...each("localStorage sessionStorage indexedDB caches", STORAGE),
  ...each("require module exports importScripts", MODULES),
  ...each("process Buffer __dirname __filename Deno Bun", NODE),
  ...each("Worker SharedWorker postMessage", WORKERS),
  ...each("optuna np numpy pd pandas torch tf sklearn scipy", PYTHON_LIBRARY),
  ...each(
    "suggestFloat suggestInt suggestCategorical suggestPermutation suggestSimplex suggestSeeds shouldPrune",
    "It belongs to the trial: write it after `trial.`.",
  ),
  window: "An objective has no page. Write globalThis in place of window.",
  crypto: "Use Math.random() or trial.rng: they give the trial the same chance wherever it runs.",
  trial: "The trial is what the objective is called with: write (trial) => ...",
  math: "Write Math, with a capital letter.",
  print: "Write console.log(...) in place of print(...).",
  len: "Write x.length in place of len(x).",
  range: "Write for (let i = 0; i < n; i++) in place of range(n).",
  None: "Write null in place of None.",
  True: "Write true, in lower case.",
  False: "Write false, in lower case.",
};

function each(names: string, meaning: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, meaning]));
}

/** As V8 and Firefox say it, and as Safari does. */
const UNDEFINED_NAME = /^ReferenceError: (?:Can't find variable: )?([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;
const DYNAMIC_IMPORT = /dynamically imported module|module specifier|Importing a module script failed/;
const UNKNOWN_METHOD = /\btrial\.(\w+) is not a function/;
const TRIAL_METHODS =
  "A trial has suggestFloat, suggestInt, suggestCategorical, suggestPermutation, suggestSimplex, suggestSeeds, report, shouldPrune, setConstraint and setUserAttr.";

/** An error whose message also says what to write instead, where the name it stumbled on is known from elsewhere. */
export function explained(error: TrialError): TrialError {
  if (error.kind !== "threw") return error;
  const meaning = meaningOf(error.message);
  if (meaning === null) return error;
  return { ...error, message: `${error.message.replace(/[.\s]*$/, "")}. ${meaning}`.slice(0, MAX_ERROR_LENGTH) };
}

function meaningOf(message: string): string | null {
  const name = UNDEFINED_NAME.exec(message)?.[1];
  if (name !== undefined) return Object.hasOwn(MEANINGS, name) ? (MEANINGS[name] ?? null) : null;
  if (DYNAMIC_IMPORT.test(message)) return MODULES;
  return UNKNOWN_METHOD.test(message) ? TRIAL_METHODS : null;
}

/** What to write in place of Python that begins with `word`, and of its suggestions where `source` has some. */
function pythonMeans(word: string, source: string): string {
  const written = word === "lambda" ? " in place of `lambda trial: ...`" : word === "def" ? " in place of `def`" : "";
  const asked = source.includes("suggest_float") ? ' in place of `trial.suggest_float("x", 0, 1)`' : "";
  return (
    "This is Python, and objectives are JavaScript or TypeScript. Write `export default function (trial) { ... }`" +
    `${written}, and \`trial.suggestFloat("x", 0, 1)\`${asked === "" ? " for a parameter" : asked}.`
  );
}

/** A look that costs nothing; whether it really is Python the tokens tell. */
const PERHAPS_PYTHON = /\b(?:def|lambda|elif)[ \t]+\w|\bfrom[ \t]+[\w.]+[ \t]+import\b|\bimport[ \t]+[\w.]+[ \t]+as\b/;
/** Two words side by side mean something in JavaScript, too, where the second is one of these. */
const BETWEEN_OPERANDS = new Set(["in", "of", "instanceof", "as", "satisfies", "is"]);

/** Where a text shows that it is Python, with what to do about it; null where it may be JavaScript or TypeScript. */
export function pythonIn(source: string): { readonly message: string; readonly at: number } | null {
  if (!PERHAPS_PYTHON.test(source)) return null;
  const tokens = tokensOf(source);
  for (const [i, token] of tokens.entries()) {
    const [second, third] = [tokens[i + 1], tokens[i + 2]];
    if (token.kind !== "word" || tokens[i - 1]?.text === "." || second?.kind !== "word" || third === undefined)
      continue;
    const isOneLine = !source.slice(token.at, third.at).includes("\n");
    if (isOneLine && isPython(token.text, second.text, third.text)) {
      return { message: pythonMeans(token.text, source), at: token.at };
    }
  }
  return null;
}

/** Three tokens of one line that no JavaScript and no TypeScript has side by side. */
function isPython(first: string, second: string, third: string): boolean {
  if (BETWEEN_OPERANDS.has(second)) return false;
  switch (first) {
    case "def":
      return third === "(";
    case "lambda":
      return third === ":" || third === ",";
    case "from":
      return third === "import";
    case "import":
      return third === "as";
    default:
      return first === "elif";
  }
}
