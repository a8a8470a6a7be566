// docs/parity.md has a line for every feature of the five systems; what stands there is shown by a test, and the test is there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** As their tables name them, one on a line. */
const FEATURES = read("test/fixtures/five-systems-features.txt").trim().split("\n");

interface Line {
  readonly feature: string;
  readonly shownBy: string;
}

const LINES: readonly Line[] = read("docs/parity.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Feature") && !line.startsWith("|---"))
  .map((line) => {
    const [feature = "", , , shownBy = ""] = line.split(" | ").map((cell) => cell.replace(/^\||\|$/g, "").trim());
    return { feature, shownBy };
  });

/** Each as `file` "title". */
const testsIn = (shownBy: string): readonly { readonly file: string; readonly title: string }[] =>
  [...shownBy.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({ file, title }));

describe("the lines of docs/parity.md", () => {
  test("are those of the five systems' features, once each", () => {
    expect(LINES.map(({ feature }) => feature)).toEqual(FEATURES);
  });

  test.each(LINES)("$feature: names a test that exists, or what is missing", ({ shownBy }) => {
    const named = testsIn(shownBy);
    if (named.length === 0) expect(shownBy).toMatch(/^not yet: .{15,}/);
    for (const { file, title } of named) {
      expect(file).toMatch(/\.(?:test|spec)\.tsx?$/);
      expect(existsSync(join(root, file)), `${file} exists`).toBe(true);
      expect(read(file), `${file} has the test`).toContain(title);
    }
  });
});
