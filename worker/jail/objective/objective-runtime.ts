// The program of the objective worker in a browser.
import type { JailProgram, ToObjective } from "../wire/jail-wire.ts";
import { type Position, unshifted } from "./error-position.ts";
import { objectiveProgram } from "./objective-program.ts";
import { hideGlobals } from "./realm.ts";

// Taken before the objective can replace them; the build does the same with the language's globals (`inline-worker-plugin.ts`).
const post = postMessage.bind(globalThis) as (message: ArrayBuffer, transfer?: Transferable[]) => void;
const nowMs = performance.now.bind(performance);
const wallMs = Date.now.bind(Date);
const objectUrl = URL.createObjectURL.bind(URL);
const later = setTimeout.bind(globalThis) as (act: TimerHandler, delayMs: number) => number;
const listen = addEventListener.bind(globalThis);
const unlisten = removeEventListener.bind(globalThis);
const BlobOfText = Blob;
const channel = new MessageChannel();

let proceed = (): void => {};
channel.port1.addEventListener("message", () => proceed());
channel.port1.start();

/**
 * V8 tells where a syntax error is only when nobody catches it, and only for scripts: so a script that does nothing, with
 * the same text, is run by a timer.
 */
function syntaxPosition(program: JailProgram, error: SyntaxError): Promise<Position | null> {
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

const receive = objectiveProgram({
  nowMs,
  wallMs,
  send: (bytes) => post(bytes, [bytes]),
  // Sent without a list of what is handed over: to read one takes the language's iterators.
  say: (bytes) => post(bytes),
  turn: (act) => {
    proceed = act;
    channel.port2.postMessage(null);
  },
  moduleOf: (text) => {
    const url = objectUrl(new BlobOfText([text], { type: "text/javascript" }));
    return { url, exports: async () => import(/* @vite-ignore */ url) };
  },
  syntaxPosition,
});

addEventListener("message", ({ data }: MessageEvent<ToObjective>) => receive(data));
// What is thrown outside of a trial (a forgotten timer) stays here: as an event for the supervisor, or as a line in the
// browser's console, a million of them would cost others.
addEventListener("error", (event) => event.preventDefault());
addEventListener("unhandledrejection", (event) => event.preventDefault());
hideGlobals();
