import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Lowest first: each uses only what stands before it. */
const PARTS = [
  "exact-math",
  "counter-random",
  "plain-kernels",
  "wasm-bytes",
  "wasm-kernels",
  "network",
  "policy",
  "genome",
];

const read = (name: string): string => readFileSync(new URL(`${name}.js`, import.meta.url), "utf8");

/** Without comments that have lines of their own, imports and the word export. */
function bare(text: string): string {
  return text
    .replace(/^import [^;]*;\n/gm, "")
    .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "")
    .replace(/^ *\/\/.*\n/gm, "")
    .replace(/^export /gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/^(?: {2})+/gm, (indent) => indent.slice(indent.length / 2))
    .trim();
}

/** Objectives import nothing: one constant holds all, so that no name meets one of the author's. */
function joined(): string {
  const door = bare(read("neuro")).replace("const neuro =", "return");
  return [
    "// Deep neuroevolution: weights from seeds, networks, chance and functions that give the same bits everywhere.",
    "const neuro = (() => {",
    ...PARTS.map((name) => bare(read(name))),
    door,
    "})();\n",
  ].join("\n");
}

/** `npx vitest run gallery/neuro/neuro-source -u` writes it again. */
test("neuro-source.ts holds the library as one text that objectives begin with", async () => {
  const literal = joined().replace(/[`\\]|\$\{/g, "\\$&");
  const header = "// The files of gallery/neuro as one text without imports. Written by neuro-source.test.ts.\n\n";
  await expect(`${header}export const neuroSource = \`${literal}\`;\n`).toMatchFileSnapshot("neuro-source.ts");
});

test("the text is small beside what a study's source may be", () => {
  expect(joined().length).toBeLessThan(32_000);
});
