import { build, type InlineConfig, type Plugin } from "vite";

const SUFFIX = "?inline-script";

/**
 * Makes `import source from "./supervisor.ts?inline-script"` give the whole program, bundled and minified, as the text of
 * one classic script. The jail needs text: an opaque origin loads no module from a URL. Registers itself for worker
 * bundles too, so that the engine worker may import such texts.
 */
export function inlineScript(): Plugin {
  const built = new Map<string, Promise<Bundle>>();
  let serving = false;
  const plugin: Plugin = {
    name: "waggle:inline-script",
    enforce: "pre",
    config(config, { command }) {
      serving = command === "serve";
      const others = config.worker?.plugins;
      return { worker: { plugins: () => [...(others?.() ?? []), plugin] } };
    },
    async resolveId(id, importer) {
      if (!id.endsWith(SUFFIX)) return null;
      const resolved = await this.resolve(id.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return resolved === null ? null : resolved.id + SUFFIX;
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const entry = id.slice(0, -SUFFIX.length);
      const known = serving ? undefined : built.get(entry);
      const bundle = known ?? bundleScript(entry);
      built.set(entry, bundle);
      const { code, files } = await bundle;
      for (const file of files) this.addWatchFile(file);
      return { code: `export default ${JSON.stringify(code)};`, moduleType: "js", map: { mappings: "" } };
    },
  };
  return plugin;
}

/** Of the language and of a worker, what a program may name: whoever runs beside it later can replace these. */
const GLOBALS = (
  "Object Function Boolean Symbol Number BigInt Math Date String RegExp Array Int8Array Uint8Array Uint8ClampedArray " +
  "Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer " +
  "DataView Map Set WeakMap WeakSet WeakRef Promise Proxy Reflect JSON Error AggregateError EvalError RangeError " +
  "ReferenceError SyntaxError TypeError URIError TextEncoder TextDecoder URL Blob MessageChannel console performance " +
  "isFinite isNaN parseFloat parseInt queueMicrotask structuredClone"
).split(" ");

/** The program with the globals that it names taken as they are when it starts, those that a realm lacks as undefined. */
function withOwnGlobals(code: string): string {
  const named = GLOBALS.filter((name) => new RegExp(`(?<![.\\w$])${name}\\b`).test(code));
  const values = named.map((name) => `typeof ${name}=="undefined"?void 0:${name}`);
  return `((${named.join()})=>{${code}\n})(${values.join()});`;
}

interface Bundle {
  readonly code: string;
  readonly files: readonly string[];
}

/** The text of the program at `entry`, and the files that it is made of. */
export async function bundleScript(entry: string): Promise<Bundle> {
  const options: InlineConfig = {
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      minify: true,
      target: "es2022",
      lib: { entry, formats: ["iife"], name: "waggle", fileName: "script" },
    },
  };
  const result = await build(options);
  const outputs = Array.isArray(result) ? result : [result];
  const chunk = outputs.flatMap((o) => ("output" in o ? o.output : [])).find((o) => o.type === "chunk");
  if (chunk === undefined) throw new Error(`${entry} gave no script`);
  return {
    code: withOwnGlobals(chunk.code),
    files: chunk.moduleIds.filter((id) => id.startsWith("/") || /^[A-Za-z]:/.test(id)),
  };
}
