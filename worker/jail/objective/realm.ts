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

/**
 * Lets the first `most` lines through to the browser's console, then none: a flood of them would slow the browser.
 * `listen` hears of every line.
 */
export function limitConsole(most: number, listen: Listener): void {
  let left = most;
  for (const name of Object.keys(console)) {
    const write: unknown = Reflect.get(console, name);
    if (typeof write !== "function") continue;
    const level = LEVELS[name];
    Reflect.set(console, name, (...what: unknown[]) => {
      const texts = what.map((it) => (typeof it === "object" || typeof it === "function" ? shortText(it) : it));
      if (level !== undefined) listen(level, texts.map(String).join(" "));
      if (left <= 0) return;
      left -= 1;
      Reflect.apply(write, console, texts);
    });
  }
}

/** A console keeps every object it was given alive; text is enough. */
function shortText(value: unknown): string {
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, 1_000);
    return (JSON.stringify(value) ?? String(value)).slice(0, 1_000);
  } catch (error) {
    return `(${String(error)})`;
  }
}
