// A worker thread that runs its own person's objective: no wall, and so imports, npm packages and all of Node.
import { registerHooks } from "node:module";
import { compileFunction } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { type Position, unshifted } from "../objective/error-position.ts";
import { objectiveProgram } from "../objective/objective-program.ts";
import type { JailProgram, ToObjective } from "../wire/jail-wire.ts";

const parent = parentPort;
if (parent === null) throw new Error("This is the program of a worker.");
/** Of the file, from where its imports are looked for; told apart from the file itself, should that be imported, too. */
const url = `${String(workerData)}?waggle-objective`;

const receive = objectiveProgram({
  nowMs: performance.now.bind(performance),
  wallMs: Date.now.bind(Date),
  send: (bytes) => parent.postMessage(bytes, [bytes]),
  say: (bytes) => parent.postMessage(bytes),
  turn: (proceed) => void setImmediate(proceed),
  moduleOf(text) {
    registerHooks({
      // The text is what counts, whether or not the file is still there.
      resolve: (asked, context, next) => (asked === url ? { url, shortCircuit: true } : next(asked, context)),
      load: (asked, context, next) =>
        asked === url ? { format: "module", source: text, shortCircuit: true } : next(asked, context),
    });
    return { url, exports: async () => import(url) };
  },
  syntaxPosition: (program, error) => Promise.resolve(syntaxPosition(program, error)),
});

/** V8 says where in the first lines of a stack, and only of scripts. */
function syntaxPosition(program: JailProgram, { message }: SyntaxError): Position | null {
  try {
    compileFunction(program.syntaxProbe, [], { filename: "probe" });
    return null;
  } catch (error) {
    const [, line, , marks] =
      /^probe:(\d+)\n(.*)\n(\s*)\^/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
    if (line === undefined || !(error instanceof Error) || error.message !== message) return null;
    return unshifted({ line: Number(line), column: (marks ?? "").length + 1 }, program.probeShift);
  }
}

parent.on("message", (message: ToObjective) => receive(message));
// What is thrown outside of a trial (a forgotten timer) ends no trial.
process.on("uncaughtException", () => parent.postMessage("stray"));
process.on("unhandledRejection", () => parent.postMessage("stray"));
