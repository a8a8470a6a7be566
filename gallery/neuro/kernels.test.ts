import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import wabt from "wabt";

/** Files that a bundler takes are text; `npx vitest run gallery/neuro/kernels -u` writes this one again. */
test("wasm-bytes.js holds what kernels.wat compiles to, byte for byte", async () => {
  const text = readFileSync(new URL("kernels.wat", import.meta.url), "utf8");
  const tools = await wabt();
  // SIMD of WebAssembly 2.0; relaxed SIMD, whose results differ between machines, would not be read.
  const module = tools.parseWat("kernels.wat", text, { simd: true, relaxed_simd: false });
  module.validate();
  const base64 = Buffer.from(module.toBinary({}).buffer).toString("base64");
  const file =
    "// kernels.wat compiled, in base64. Written by kernels.test.ts.\n" +
    `export const WASM_BASE64 =\n  "${base64}";\n`;
  await expect(file).toMatchFileSnapshot("wasm-bytes.js");
});
