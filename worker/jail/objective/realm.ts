/** The language itself and a few harmless conveniences; whatever else a browser offers today or tomorrow goes. */
const KEPT = new Set(
  (
    "globalThis self Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent " +
    "encodeURI encodeURIComponent escape unescape Object Function Boolean Symbol Number BigInt Math Date String RegExp " +
    "Array Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array " +
    "Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer DataView Map Set WeakMap WeakSet WeakRef " +
    "FinalizationRegistry Iterator Promise Proxy Reflect JSON Intl Temporal Error AggregateError EvalError RangeError " +
    "ReferenceError SyntaxError TypeError URIError SuppressedError DisposableStack AsyncDisposableStack Atomics " +
    "WebAssembly console performance setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone " +
    "TextEncoder TextDecoder URL URLSearchParams atob btoa DOMException"
  ).split(" "),
);

/**
 * Takes from the realm what an objective has no business with (messages, network, storage, more workers). The walls are
 * the browser's: frame, content policy and supervisor hold without this. It makes mistakes loud and cheating harder.
 */
export function hideGlobals(): void {
  for (let holder: object | null = globalThis; holder !== null && holder !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!KEPT.has(name) && name !== "constructor") Reflect.deleteProperty(holder, name);
    }
    holder = Object.getPrototypeOf(holder) as object | null;
  }
}

type Listener = (level: "log" | "warn" | "error", text: string) => void;
/** Where a method writes; the others are no plain lines (groups, counters, timers). */
const LEVELS: Readonly<Record<string, Parameters<Listener>[0]>> = {
  log: "log",
  info: "log",
  debug: "log",
  dir: "log",
  table: "log",
  warn: "warn",
  error: "error",
  trace: "log",
};

/** More of one value says no more about it, and three texts of the longest kind together are none. */
const MAX_TEXT_LENGTH = 1_000;
/** Values of one line: more of them are an array that was spread. */
const MAX_VALUES = 100;

/**
 * Lets the first `most` lines through to the browser's console, then none: a flood of them would slow the browser.
 * `listen` hears of as many. It never throws, whatever it is given, and costs nothing once that is used up.
 */
export function limitConsole(most: number, listen: Listener): void {
  let [left, unheard] = [most, most];
  for (const name of Object.keys(console)) {
    const write: unknown = Reflect.get(console, name);
    if (typeof write !== "function") continue;
    const level = LEVELS[name];
    Reflect.set(console, name, (...what: unknown[]) => {
      const isHeard = level !== undefined && unheard > 0;
      const isShown = left > 0;
      if (!isHeard && !isShown) return;
      // Before any value is looked at: its toJSON may write, too.
      if (isHeard) unheard -= 1;
      if (isShown) left -= 1;
      try {
        const parts = what.slice(0, MAX_VALUES).map(partOf);
        if (isHeard) listen(level, parts.map(String).join(" "));
        if (isShown) Reflect.apply(write, console, parts);
      } catch {
        // The stack is nearly full, or the objective replaced what this is made of: one line less is no fault of a trial.
      }
    });
  }
}

/** A console keeps every object it was given alive; text is enough. */
function partOf(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, MAX_TEXT_LENGTH);
  return typeof value === "object" || typeof value === "function" ? shortText(value) : value;
}

function shortText(value: unknown): string {
  try {
    return textOf(value).slice(0, MAX_TEXT_LENGTH);
  } catch (error) {
    return whyNoText(error);
  }
}

function textOf(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return JSON.stringify(value) ?? String(value);
}

/** Even what is thrown in place of a text may have none. */
function whyNoText(error: unknown): string {
  try {
    return `(${String(error).slice(0, MAX_TEXT_LENGTH)})`;
  } catch {
    return "(cannot be turned into text)";
  }
}
