import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { describe, expect, it, test } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { neuroSource } from "../neuro/neuro-source.ts";
import { controlSource, type TaskFile } from "./control-source.ts";
import { episodesHash, KNOWN_HASHES, makers, setups } from "./testing/episodes-hash.ts";

const FILES = ["cart-pole", "acrobot", "mountain-car", "pendulum", "orchard", "episode"];

/** `npx vitest run gallery/control/control-source -u` writes it again. */
test("task-texts.ts holds the files word for word, but for the word export", async () => {
  const entries = FILES.map((name) => {
    const text = readFileSync(new URL(`${name}.js`, import.meta.url), "utf8").replace(/^export /gm, "");
    const key = /-/.test(name) ? `"${name}"` : name;
    return `  ${key}: \`${text.replace(/[`\\]|\$\{/g, "\\$&")}\`,\n`;
  });
  const header = "// The tasks as texts, for objectives to begin with. Written by control-source.test.ts.\n\n";
  await expect(`${header}export const taskTexts = {\n${entries.join("")}};\n`).toMatchFileSnapshot("task-texts.ts");
});

const files: readonly TaskFile[] = ["cart-pole", "acrobot", "mountain-car", "pendulum", "orchard"];

describe.each(files)("the text of %s", (file) => {
  it("imports nothing, and is small beside what a study's source may be", () => {
    expect(controlSource(file)).not.toMatch(/\b(import|export)\b/);
    expect(controlSource(file).length).toBeLessThan(8000);
  });

  it("plays the same episodes beside the library's text as the files do", () => {
    const text = `(() => { ${neuroSource}\n${controlSource(file)}\nreturn { neuro, control }; })()`;
    const inlined = runInThisContext(text) as { neuro: typeof neuro; control: typeof makers };
    for (const setup of setups.filter((setup) => setup.file === file)) {
      expect(episodesHash(setup, inlined.neuro, inlined.control)).toBe(KNOWN_HASHES[setup.name]);
    }
  });
});
