// docs/optimizer.md promises that its examples run as they are, and what they print.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs", "optimizer.md"), "utf8");
const EXAMPLE = /^## (?<heading>[^\n]*)|^```js\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm;

interface Example {
  readonly heading: string;
  readonly code: string;
  readonly output: string | undefined;
}

function examples(): Example[] {
  let heading = "";
  const found: Example[] = [];
  for (const { groups } of text.matchAll(EXAMPLE)) {
    heading = groups?.["heading"] ?? heading;
    const code = groups?.["code"];
    if (code !== undefined) found.push({ heading, code, output: groups?.["output"] });
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

describe("the examples of docs/optimizer.md", () => {
  test("are found, each with what it prints", () => {
    expect(examples().length).toBeGreaterThan(6);
    expect(examples().filter(({ output }) => output === undefined)).toEqual([]);
  });

  test.each(examples())("$heading", async ({ code, output }) => {
    expect(await run(code)).toBe(output);
  });
});
