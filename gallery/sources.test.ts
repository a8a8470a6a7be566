import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = readdirSync(new URL("objectives", import.meta.url));
const nameOf = (file: string) => file.replace(/\.[jt]s$/, "");

/** Real, linted files are what we edit; `npx vitest run gallery/sources -u` writes them into sources/ again. */
test.each(files)("sources/ holds %s word for word", async (file) => {
  const text = readFileSync(new URL(`objectives/${file}`, import.meta.url), "utf8");
  const header = `// gallery/objectives/${file} as text, for bundlers and Node alike. Written by sources.test.ts.\n\n`;
  const declaration = `export const source = \`${text.replace(/[`\\]|\$\{/g, "\\$&")}\`;\n`;
  await expect(header + declaration).toMatchFileSnapshot(`sources/${nameOf(file)}.ts`);
});

test("sources/ holds nothing else", () => {
  const kept = readdirSync(new URL("sources", import.meta.url));
  expect(kept.toSorted()).toEqual(files.map((file) => `${nameOf(file)}.ts`).toSorted());
});
