// The library's documents promise that their examples run as they are, and what they print.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const DOCUMENTS = ["optimizer.md", "trainables.md", "generations.md"];
const EXAMPLE = /^## (?<heading>[^\n]*)|^```js\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm;

interface Example {
  readonly document: string;
  readonly heading: string;
  readonly code: string;
  readonly output: string | undefined;
}

function examplesOf(document: string): Example[] {
  const text = readFileSync(join(root, "docs", document), "utf8");
  let heading = "";
  const found: Example[] = [];
  for (const { groups } of text.matchAll(EXAMPLE)) {
    heading = groups?.["heading"] ?? heading;
    const code = groups?.["code"];
    if (code !== undefined) found.push({ document, heading, code, output: groups?.["output"] });
  }
  return found;
}

/** What a module printed that was run in the project's folder; its errors if it failed. */
function run(code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--input-type=module", "-"], { cwd: root });
    let [printed, errors] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("error", reject);
    child.on("close", (status) => resolve(status === 0 ? printed : `${errors}\nexit ${status}`));
    child.stdin.end(code);
  });
}

const examples = DOCUMENTS.flatMap(examplesOf);

describe("the examples of the library's documents", () => {
  test("are found, each with what it prints", () => {
    expect(new Set(examples.map(({ document }) => document))).toEqual(new Set(DOCUMENTS));
    expect(examples.length).toBeGreaterThan(7);
    expect(examples.filter(({ output }) => output === undefined)).toEqual([]);
  });

  test.each(examples)("$document: $heading", async ({ code, output }) => {
    expect(await run(code)).toBe(output);
  });
});
