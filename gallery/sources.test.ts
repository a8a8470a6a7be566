import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Real, linted files are what we edit; `npx vitest run gallery/sources -u` writes them into sources.ts again. */
const FILES = ["quadratic.js", "rastrigin.js", "rosenbrock.ts", "wine-network.js"];

test("sources.ts holds the objective files word for word", async () => {
  const declarations = FILES.map((file) => {
    const name = file.replace(/\.[jt]s$/, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const text = readFileSync(new URL(`objectives/${file}`, import.meta.url), "utf8");
    return `export const ${name}Source = \`${text.replace(/[`\\]|\$\{/g, "\\$&")}\`;\n`;
  });
  const header =
    "// The files of gallery/objectives as text, for bundlers and Node alike. Written by sources.test.ts.\n\n";
  await expect(header + declarations.join("\n")).toMatchFileSnapshot("sources.ts");
});
