// The program of the objective worker: what runs beside code nobody trusts, in the same realm. Nothing it sends is
// believed; it is here so that honest objectives work.
import { TrialPruned } from "../../../study/errors.ts";
import { rngFromSeed } from "../../../study/rng.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import type { TrialError } from "../../../study/trial/trial.ts";
import { MAX_ERROR_LENGTH } from "../../../study/trial/trial-limits.ts";
import { ENTRYPOINT_EXPORT } from "../source/entrypoint-export.ts";
import { decodeBatch } from "../wire/batch-codec.ts";
import { MAX_CONSOLE_LINES, MAX_UNACKNOWLEDGED } from "../wire/jail-limits.ts";
import type { JailProgram, ToObjective } from "../wire/jail-wire.ts";
import { MESSAGE_KIND, packMessage } from "../wire/message-bytes.ts";
import { calledOf } from "./called.ts";
import { type Position, positionIn, unshifted } from "./error-position.ts";
import { hideGlobals, limitConsole } from "./realm.ts";
import { ToldLines } from "./told-lines.ts";
import { TrialLoop } from "./trial-loop.ts";
import { guardNames } from "./trial-names.ts";

// Taken before the objective can replace them; the build does the same with the language's globals (`inline-worker-plugin.ts`).
const post = postMessage.bind(globalThis) as (message: ArrayBuffer, transfer?: Transferable[]) => void;
const nowMs = performance.now.bind(performance);
const wallMs = Date.now.bind(Date);
const objectUrl = URL.createObjectURL.bind(URL);
const later = setTimeout.bind(globalThis) as (act: TimerHandler, delayMs: number) => number;
const listen = addEventListener.bind(globalThis);
const unlisten = removeEventListener.bind(globalThis);
const BlobOfText = Blob;
const turn = new MessageChannel();

// What is said where nothing can be put together any more, because the objective changed what that takes. Sent without a list
// of what is handed over: to read one takes the language's iterators.
const LOADED = packMessage(MESSAGE_KIND.loaded, undefined, new Float64Array(0));
const UNUSABLE = packMessage(
  MESSAGE_KIND.loadFailed,
  {
    kind: "misuse",
    message: "While it loaded, the objective changed the language's own objects so that no trial can run beside it.",
    line: null,
    column: null,
  } satisfies TrialError,
  new Float64Array(0),
);
/** No message: the engine takes it for misuse, and starts anew. */
const BROKEN = new ArrayBuffer(0);

/** The chance of a program while it loads: the same in every worker, so that all run the same objective. */
const loadingRng = rngFromSeed(0, "load");

let loop: TrialLoop | null = null;
let told: ToldLines | null = null;
let unacknowledged = 0;
let resume: (() => void) | null = null;

function send(bytes: ArrayBuffer): void {
  unacknowledged += 1;
  post(bytes, [bytes]);
}

/** Of what was put together before. */
function say(bytes: ArrayBuffer): void {
  unacknowledged += 1;
  post(bytes);
}

/** One turn of the event loop, and more until the engine has caught up. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    resume = resolve;
    turn.port2.postMessage(null);
  });
}
const proceed = (): void => {
  if (unacknowledged >= MAX_UNACKNOWLEDGED) return;
  resume?.();
  resume = null;
};
turn.port1.addEventListener("message", proceed);
turn.port1.start();

async function load(program: JailProgram): Promise<void> {
  const lines = program.tellsConsole ? new ToldLines({ send, unacknowledged: () => unacknowledged }) : null;
  told = lines;
  const url = objectUrl(new BlobOfText([program.module], { type: "text/javascript" }));
  const positionOf = (thrown: unknown): Position | null =>
    unshifted(positionIn(url, stackOf(thrown)), program.firstLineShift);
  try {
    const loaded: { readonly [name: string]: unknown } = await import(/* @vite-ignore */ url);
    const called = calledOf(loaded[ENTRYPOINT_EXPORT] ?? loaded["default"], program, { nowMs, wallMs });
    if ("fault" in called) {
      refuse(called.fault, null);
      return;
    }
    loop = new TrialLoop({
      objective: called.objective,
      directions: program.directions,
      names: program.names,
      ends: program.ends,
      nowMs,
      send,
      unacknowledged: () => unacknowledged,
      pause,
      positionOf,
      ...(lines === null ? {} : { onEnded: (trial: TrialContext) => lines.endTrial(trial) }),
    });
    lines?.flush();
    say(LOADED);
  } catch (error) {
    lines?.flush();
    refuse(textOf(error), positionOf(error) ?? (await syntaxPosition(program, error)));
  }
}

/**
 * V8 tells where a syntax error is only when nobody catches it, and only for scripts: so a script that does nothing, with
 * the same text, is run by a timer.
 */
function syntaxPosition(program: JailProgram, error: unknown): Promise<Position | null> {
  if (!(error instanceof SyntaxError)) return Promise.resolve(null);
  const lines = program.syntaxProbe.split("\n").slice(0, -1);
  return new Promise((resolve) => {
    const onError = (event: ErrorEvent): void => {
      if (!event.message.endsWith(error.message)) return;
      const isAtEnd = event.lineno > lines.length;
      const line = isAtEnd ? lines.length : event.lineno;
      const column = isAtEnd ? (lines.at(-1) ?? "").length + 1 : event.colno;
      resolve(unshifted({ line, column }, program.probeShift));
    };
    listen("error", onError);
    later(program.syntaxProbe, 0);
    later(() => {
      unlisten("error", onError);
      resolve(null);
    }, 0);
  });
}

function refuse(message: string, position: Position | null): void {
  const error: TrialError = {
    kind: "threw",
    message: message.slice(0, MAX_ERROR_LENGTH),
    line: position?.line ?? null,
    column: position?.column ?? null,
  };
  send(packMessage(MESSAGE_KIND.loadFailed, error, new Float64Array(0)));
}

function stackOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.stack : null;
  } catch {
    return null;
  }
}

function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `Thrown: ${String(thrown)}`;
  } catch (error) {
    return `Something was thrown that cannot be turned into text (${typeof error}).`;
  }
}

/** Should even the loop break, or tell of fewer trials than there were, the engine hears of it at once. */
async function run(bytes: ArrayBuffer): Promise<void> {
  try {
    const batch = decodeBatch(bytes);
    const asked = batch.proposals.length;
    // No batch is empty.
    if (asked > 0 && (await loop?.run(batch)) === asked) return;
  } catch {
    // Whatever it was, no more can be said of it.
  }
  say(BROKEN);
}

async function loadOrSaySo(program: JailProgram): Promise<void> {
  try {
    await load(program);
  } catch {
    say(UNUSABLE);
  }
}

addEventListener("message", ({ data }: MessageEvent<ToObjective>) => {
  switch (data.type) {
    case "load":
      void loadOrSaySo(data.program);
      break;
    case "run":
      void run(data.bytes);
      break;
    case "pruner":
      loop?.refreshPruner(data.snapshot);
      break;
    case "credit":
      unacknowledged -= data.count;
      if (resume !== null) proceed();
      break;
  }
});
// What is thrown outside of a trial (a forgotten timer) stays here: as an event for the supervisor, or as a line in the
// browser's console, a million of them would cost others.
addEventListener("error", (event) => event.preventDefault());
addEventListener("unhandledrejection", (event) => event.preventDefault());

Math.random = () => (loop?.current?.rng ?? loadingRng).next();
Object.defineProperty(globalThis, "TrialPruned", { value: TrialPruned });
guardNames(TrialContext.prototype);
hideGlobals();
limitConsole(MAX_CONSOLE_LINES, (level, text) => told?.add(level, text));
