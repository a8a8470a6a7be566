// A child process whose objective runs in an isolate of V8's own (isolated-vm): the language and nothing else. The addon's path
// is the first argument. The isolate has a thread of its own, so that this process hears its parent's end whatever runs.
import { createRequire } from "node:module";
import type ivm from "isolated-vm";
import { type BareHost, type BareRealm, MODULE_URL } from "../bare/bare-host.ts";
import { type BareEngine, MEMORY_EXIT, type RealmTexts, serveChild } from "./bare-child.ts";
import { MAX_ISOLATE_MB } from "./node-limits.ts";

const [, , addonPath = ""] = process.argv;
const { ivm: addon } = createRequire(import.meta.url)(addonPath) as { ivm: typeof ivm };

const HOST = `globalThis.waggleHost = {
  now: () => $0.applySync(undefined, []),
  send: (bytes) => $1.applyIgnored(undefined, [bytes], { arguments: { copy: true } }),
  timer: (id, delayMs) => $2.applyIgnored(undefined, [id, delayMs]),
  turn: () => $3.applyIgnored(undefined, []),
  evaluate: (text) => $4.applyIgnored(undefined, [text]),
};`;
const TAKE_REALM = "(() => { const realm = globalThis.waggleRealm; delete globalThis.waggleRealm; return realm; })()";

serveChild(openIsolate);

async function openIsolate(host: BareHost, { globals, runtime }: RealmTexts): Promise<BareEngine> {
  const outOfMemory = (): never => process.exit(MEMORY_EXIT);
  const isolate = new addon.Isolate({ memoryLimit: MAX_ISOLATE_MB, onCatastrophicError: outOfMemory });
  const context = await isolate.createContext();
  const calls = [
    () => host.now(),
    (bytes: ArrayBuffer) => host.send(bytes),
    (id: number, delayMs: number) => host.timer(id, delayMs),
    () => host.turn(),
    (text: string) => host.evaluate(text),
  ];
  await context.evalClosure(HOST, calls, { arguments: { reference: true } });
  await context.eval(globals, { filename: "waggle:globals" });
  await context.eval(runtime, { filename: "waggle:runtime" });
  const held: ivm.Reference = await context.eval(TAKE_REALM, { reference: true });
  const methodOf = async (name: keyof BareRealm): Promise<(...given: unknown[]) => Promise<void>> => {
    const method = await held.get(name, { reference: true });
    return async (...given) => {
      try {
        await method.apply(undefined, given, { arguments: { copy: true }, result: { copy: true } });
      } catch (error) {
        if (isolate.isDisposed) outOfMemory();
        throw error;
      }
    };
  };
  const [receive, run, fire, proceed, failedAs] = await Promise.all(
    (["receive", "run", "fire", "proceed", "failedAs"] as const).map(methodOf),
  );
  const evaluated = await held.get("evaluated", { reference: true });
  const evaluate = async (text: string): Promise<void> => {
    try {
      const module = await isolate.compileModule(text, { filename: MODULE_URL });
      await module.instantiate(context, () => {
        throw new Error("An objective cannot import modules. Paste what it needs into it.");
      });
      await module.evaluate();
      // oxlint-disable-next-line no-useless-call -- a reference into the isolate is no function.
      await evaluated.apply(undefined, [module.namespace.derefInto()]);
    } catch (error) {
      if (isolate.isDisposed) outOfMemory();
      await failedAs?.(...toldError(error));
    }
  };
  return {
    realm: {
      receive: (json) => receive?.(json),
      run: (bytes) => run?.(bytes),
      // Its promise says what the timer threw.
      fire: (id) => fire?.(id),
      proceed: () => proceed?.(),
      evaluated: () => undefined,
      failed: () => undefined,
      failedAs: (...told) => failedAs?.(...told),
    },
    evaluate: (text) => void evaluate(text),
  };
}

/** V8 tells where a syntax error is at the end of its message: "Unexpected token ';' [waggle:objective:2:9]". */
function toldError(error: unknown): [name: string, message: string, stack: string, line: number, column: number] {
  if (!(error instanceof Error)) return ["Error", `Thrown: ${String(error)}`, "", 0, 0];
  const place = new RegExp(` \\[${MODULE_URL}:(\\d+):(\\d+)\\]$`).exec(error.message);
  const message = place === null ? error.message : error.message.slice(0, place.index);
  return [error.name, message, error.stack ?? "", Number(place?.[1] ?? 0), Number(place?.[2] ?? 0)];
}
