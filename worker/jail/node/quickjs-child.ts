// A child process whose objective runs in QuickJS, an interpreter in WebAssembly: for machines that isolated-vm has no binary for.
import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from "quickjs-emscripten-core";
import { type BareHost, MODULE_URL } from "../bare/bare-host.ts";
import { type BareEngine, type RealmTexts, serveChild } from "./bare-child.ts";
import { MAX_ISOLATE_MB } from "./node-limits.ts";

/** 512 KiB overflow the stack of WebAssembly itself (measured), which no limit in it would notice. */
const MAX_STACK_BYTES = 256 << 10;
/** Interrupts come some thousands of times a second. */
const LOOK_FOR_PARENT_EVERY = 1_000;

const parent = process.ppid;

serveChild(openQuickJs);

async function openQuickJs(host: BareHost, { globals, runtime: program }: RealmTexts): Promise<BareEngine> {
  const wasm = await newQuickJSWASMModuleFromVariant(variant);
  const runtime = wasm.newRuntime();
  runtime.setMemoryLimit(MAX_ISOLATE_MB << 20);
  runtime.setMaxStackSize(MAX_STACK_BYTES);
  let interrupts = 0;
  runtime.setInterruptHandler(() => {
    interrupts += 1;
    // This thread runs the objective, so it hears of nothing meanwhile: whoever started it may be gone.
    if (interrupts % LOOK_FOR_PARENT_EVERY === 0 && process.ppid !== parent) process.exit(0);
    return false;
  });
  const context = runtime.newContext();
  giveHost(context, host);
  for (const [name, text] of [
    ["waggle:globals", globals],
    ["waggle:runtime", program],
  ] as const)
    context.unwrapResult(context.evalCode(text, name)).dispose();
  const realm = context.getProp(context.global, "waggleRealm");
  context.unwrapResult(context.evalCode("delete globalThis.waggleRealm")).dispose();
  const call = (name: string, ...given: QuickJSHandle[]): void => {
    const method = context.getProp(realm, name);
    const result = context.callFunction(method, context.undefined, ...given);
    method.dispose();
    for (const handle of given) handle.dispose();
    // The realm's own functions throw nothing; what a timer of the objective throws is nobody's.
    const threw = result.error !== undefined;
    result.dispose();
    settle();
    if (threw) throw new Error("A timer of the objective threw.");
  };
  const settle = (): void => {
    for (let jobs = runtime.executePendingJobs(); jobs.error !== undefined; jobs = runtime.executePendingJobs())
      jobs.error.dispose();
  };
  const waitForModule = async (exported: QuickJSHandle): Promise<void> => {
    const settled = context.resolvePromise(exported);
    settle();
    const result = await settled;
    if (result.error === undefined) call("evaluated", result.value);
    else call("failed", result.error);
  };
  return {
    realm: {
      receive: (json) => call("receive", context.newString(json)),
      run: (bytes) => call("run", context.newArrayBuffer(bytes)),
      fire: (id) => call("fire", context.newNumber(id)),
      proceed: () => call("proceed"),
      evaluated: () => undefined,
      failed: () => undefined,
      failedAs: () => undefined,
    },
    evaluate(text) {
      const result = context.evalCode(text, MODULE_URL, { type: "module" });
      if (result.error !== undefined) call("failed", result.error);
      else if (context.typeof(result.value) === "object" && isPromise(context, result.value))
        void waitForModule(result.value);
      else call("evaluated", result.value);
    },
  };
}

function isPromise(context: QuickJSContext, value: QuickJSHandle): boolean {
  const then = context.getProp(value, "then");
  const is = context.typeof(then) === "function";
  then.dispose();
  return is;
}

function giveHost(context: QuickJSContext, host: BareHost): void {
  const given = context.newObject();
  const give = (name: keyof BareHost, call: (...handles: QuickJSHandle[]) => QuickJSHandle | undefined): void => {
    const fn = context.newFunction(name, (...handles) => call(...handles) ?? context.undefined);
    context.setProp(given, name, fn);
    fn.dispose();
  };
  const numberOf = (handle: QuickJSHandle | undefined): number =>
    handle === undefined ? 0 : context.getNumber(handle);
  give("now", () => context.newNumber(host.now()));
  give("send", (bytes) => {
    if (bytes !== undefined) context.getArrayBuffer(bytes).consume((lent) => host.send(lent.value.slice().buffer));
    return undefined;
  });
  give("timer", (id, delayMs) => {
    host.timer(numberOf(id), numberOf(delayMs));
    return undefined;
  });
  give("turn", () => {
    host.turn();
    return undefined;
  });
  give("evaluate", (text) => {
    if (text !== undefined) host.evaluate(context.getString(text));
    return undefined;
  });
  context.setProp(context.global, "waggleHost", given);
  given.dispose();
}
