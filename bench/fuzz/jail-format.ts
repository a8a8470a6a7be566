import { isRecord } from "../../study/parsed.ts";
import { MESSAGE_KIND, unpackMessage } from "../../worker/jail/wire/message-bytes.ts";
import type { Format } from "./target.ts";
import { looseJson, type Tree } from "./value-tree.ts";

const encoder = new TextEncoder();

/** Messages between engine and jail: JSON and numbers. In what comes out, the JSON's tables are of texts, JSON themselves. */
export const jailMessage = (hasTexts: boolean): Format<ArrayBuffer> => ({
  tree: (bytes) => {
    const message = unpackMessage(bytes);
    if (!message.ok) throw new Error(message.reason);
    const { kind, json, numbers } = message.value;
    const parts = hasTexts ? inner(json, (its) => JSON.parse(String(its)) as Tree) : json;
    return { kind, json: parts, numbers: [...numbers] };
  },
  write: (tree) => {
    const { kind, json, numbers } = isRecord(tree) ? tree : { kind: 0, json: tree, numbers: [] };
    const text = encoder.encode(looseJson(hasTexts ? inner(json, textOf) : json));
    const row = Array.isArray(numbers) ? numbers.map(Number) : [];
    return packed(typeof kind === "number" ? kind : MESSAGE_KIND.outcomes, text, row);
  },
  bytes: (bytes) => new Uint8Array(bytes),
  // What comes over a port stands at the beginning of its buffer.
  fromBytes: (bytes) => bytes.slice().buffer,
  formless: /no JSON|impossible size|longer than the message|tables are missing/,
});

/** The items of both tables as `turned` makes them. */
function inner(json: Tree, turned: (its: Tree) => Tree): Tree {
  if (!isRecord(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, table]) => {
      const isTable = Array.isArray(table) && (key === "spaces" || key === "extras");
      return [key, isTable ? table.map(turned) : table];
    }),
  );
}

const textOf = (its: Tree): string => (typeof its === "string" ? its : looseJson(its));

/** As `packMessage`, of any text. */
function packed(kind: number, text: Uint8Array, numbers: readonly number[]): ArrayBuffer {
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new ArrayBuffer(start + numbers.length * 8);
  new Uint32Array(bytes, 0, 2).set([kind, text.length]);
  new Uint8Array(bytes, 8, text.length).set(text);
  new Float64Array(bytes, start).set(numbers);
  return bytes;
}
