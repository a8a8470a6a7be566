// Objectives that replace what the program beside them is made of: each is heard of at once, whatever it replaced.
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { bundleScript } from "../../scripts/inline-worker-plugin.ts";
import { encodeBatch } from "../../worker/jail/wire/batch-codec.ts";
import { listen } from "./jail-harness/server.ts";
import { ALONE } from "./support.ts";

const RUNTIME = join(import.meta.dirname, "..", "..", "worker", "jail", "objective", "objective-runtime.ts");
const SPACE = { names: ["x"], distributions: [{ kind: "float", low: 0, high: 1, log: false, step: null }] } as const;
const batch = encodeBatch({
  proposals: [
    { number: 0, seed: 1, space: SPACE, values: [0.5], fixed: null, mixtures: null, foreignKnown: 0, repeatOf: null },
  ],
  pruner: { kind: "nop" },
});

/** Two batches told; refused while it loads; something that the engine takes for misuse; or nothing more. */
type End = "told" | "refused" | "misuse" | "silent";

test("whatever an objective replaces or deletes, its worker is never silent", { tag: ALONE }, async ({ page }) => {
  const { code } = await bundleScript(RUNTIME);
  const words = [...new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? [])];
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end());
  const port = await listen(server);
  await page.goto(`http://localhost:${port}/`);
  const ends = await page.evaluate(
    async ([code, words, batch]) => {
      // The globals of the language, their prototypes, and those that have no name.
      const owners = new Map<string, object>();
      const add = (text: string, owner: unknown): void => {
        if ((typeof owner === "object" || typeof owner === "function") && owner !== null) owners.set(text, owner);
      };
      const LANGUAGE =
        /^(Object|Function|Boolean|Symbol|Number|BigInt|Math|Date|String|RegExp|Array|\w+Array|ArrayBuffer|DataView|Map|Set|Weak\w+|Promise|Proxy|Reflect|JSON|\w*Error|TextEncoder|TextDecoder|URL|Iterator|console|performance)$/;
      const globals = Object.getOwnPropertyNames(globalThis).filter((name) => LANGUAGE.test(name));
      for (const name of globals) {
        const value: unknown = Reflect.get(globalThis, name);
        add(name, value);
        if (typeof value === "function") add(`${name}.prototype`, value.prototype);
      }
      add("Object.getPrototypeOf(Int8Array)", Object.getPrototypeOf(Int8Array));
      add("Object.getPrototypeOf(Int8Array.prototype)", Object.getPrototypeOf(Int8Array.prototype));
      add("Object.getPrototypeOf([].values())", Object.getPrototypeOf([].values()));
      add("Object.getPrototypeOf(new Map().values())", Object.getPrototypeOf(new Map().values()));
      add("Object.getPrototypeOf(new Set().values())", Object.getPrototypeOf(new Set().values()));
      add("Object.getPrototypeOf(''[Symbol.iterator]())", Object.getPrototypeOf(""[Symbol.iterator]()));
      add(
        "Object.getPrototypeOf(async () => {})",
        Object.getPrototypeOf(async () => {}),
      );
      const known = new Set([...words, "constructor", "then", "length", "next", "toJSON"]);
      const places = globals.filter((name) => known.has(name)).map((name) => `globalThis.${name}`);
      for (const [text, owner] of owners)
        for (const key of Reflect.ownKeys(owner)) {
          const { configurable, writable } = Object.getOwnPropertyDescriptor(owner, key) ?? {};
          if (configurable !== true && writable !== true) continue;
          if (typeof key === "symbol") places.push(`${text}[${key.description}]`);
          else if (known.has(key)) places.push(`${text}.${key}`);
        }
      /** A method that is gone throws as one that was replaced does. */
      const replacementsOf = (place: string): (readonly [what: string, how: string])[] => [
        ["throws", "$ = () => { throw 1; }"],
        ["does nothing", "$ = () => undefined"],
        ...(place.startsWith("globalThis.") ? [["is gone", "delete $"] as const] : []),
      ];
      const runtimeUrl = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
      const attack = (module: string): Promise<End> =>
        new Promise((resolve) => {
          const worker = new Worker(runtimeUrl);
          let told = 0;
          const end = (how: End): void => {
            worker.terminate();
            clearTimeout(limit);
            resolve(how);
          };
          const limit = setTimeout(() => end("silent"), 5_000);
          const run = (): void => {
            const bytes = new Uint8Array(batch).buffer;
            worker.postMessage({ type: "run", bytes, credits: 0 }, [bytes]);
          };
          worker.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
            const kind = data.byteLength < 8 ? 0 : new Uint32Array(data, 0, 1)[0];
            if (kind === 4) run();
            else if (kind === 5) end("refused");
            else if (kind === 2) {
              told += 1;
              if (told === 1) run();
              else end("told");
            } else if (kind !== 6) end("misuse");
          };
          const program = {
            module,
            firstLineShift: 0,
            syntaxProbe: "",
            probeShift: 0,
            studyId: "s",
            directions: ["minimize"],
            worker: 1,
            tellsConsole: true,
          };
          worker.postMessage({ type: "load", program });
        });
      const ends: Record<string, End> = {};
      const todo = places.flatMap((place) =>
        replacementsOf(place).flatMap(([what, how]) => {
          const act = how.replace("$", () => place);
          return [
            [`${place} ${what} from the start`, `${act}; export default (trial) => trial.suggestFloat("x", 0, 1);`],
            [
              `${place} ${what} from its first trial on`,
              `export default (trial) => { const x = trial.suggestFloat("x", 0, 1); ${act}; return x; };`,
            ],
          ] as const;
        }),
      );
      const AT_ONCE = 8;
      const work = async (): Promise<void> => {
        for (let next = todo.pop(); next !== undefined; next = todo.pop()) ends[next[0]] = await attack(next[1]);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return ends;
    },
    [code, words, [...new Uint8Array(batch)]] as const,
  );
  server.close();
  const counts: Partial<Record<End, number>> = {};
  for (const end of Object.values(ends)) counts[end] = (counts[end] ?? 0) + 1;
  console.log(`${Object.keys(ends).length} attacks: ${JSON.stringify(counts)}`);
  expect(Object.entries(ends).filter(([, end]) => end === "silent")).toEqual([]);
});
