import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Those of its folders, too. */
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.[jt]s$/.test(file));
const files = filesIn("objectives");
const nameOf = (file: string) => file.replace(/\.[jt]s$/, "");

/** Real, linted files are what we edit; `npx vitest run gallery/sources -u` writes them into sources/ again. */
test.each(files)("sources/ holds %s word for word", async (file) => {
  const text = readFileSync(new URL(`objectives/${file}`, import.meta.url), "utf8");
  const header = `// gallery/objectives/${file} as text, for bundlers and Node alike. Written by sources.test.ts.\n\n`;
  const declaration = `export const source = \`${text.replace(/[`\\]|\$\{/g, "\\$&")}\`;\n`;
  await expect(header + declaration).toMatchFileSnapshot(`sources/${nameOf(file)}.ts`);
});

test("sources/ holds nothing else", () => {
  expect(filesIn("sources").toSorted()).toEqual(files.map((file) => `${nameOf(file)}.ts`).toSorted());
});
