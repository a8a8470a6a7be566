import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { neuro } from "./neuro.js";
import { neuroSource } from "./neuro-source.ts";
import { KNOWN_HASHES, neuroHashes } from "./testing/neuro-hash.ts";

/** What an objective has that begins with the text, where the global WebAssembly is this. */
const inlined = (webAssembly: string): typeof neuro =>
  runInThisContext(`((WebAssembly) => { ${neuroSource} return neuro; })(${webAssembly})`) as typeof neuro;

test.each([
  ["WebAssembly", false],
  ["plain JavaScript", true],
])("weights, outputs and functions have the known bits in %s", (_, plain) => {
  expect(neuroHashes(neuro, plain)).toEqual(KNOWN_HASHES);
});

test("the one text that objectives begin with has the same bits", () => {
  const library = inlined("WebAssembly");
  expect(neuroHashes(library, false)).toEqual(KNOWN_HASHES);
  expect(neuroHashes(library, true)).toEqual(KNOWN_HASHES);
});

test("where there is no WebAssembly the plain path is taken", () => {
  const library = inlined("undefined");
  expect(neuroHashes(library, false)).toEqual(KNOWN_HASHES);
});
