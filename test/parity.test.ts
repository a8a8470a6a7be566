// docs/parity.md has a line for every feature of the five systems; what stands there is shown by a test, and the test is there. So are those
// that docs/security.md names.
import { existsSync, globSync, readFileSync } from "node:fs";
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

/** The whole title, or all of it before what changes from one run to the next. */
function hasTest(file: string, title: string): boolean {
  const text = read(file);
  return [`"${title}"`, `\`${title}\``, `\`${title} \${`].some((way) => text.includes(way));
}

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
      expect(hasTest(file, title), `${file} has the test ${title}`).toBe(true);
    }
  });
});

/** Where a line names several tests of one file, their titles follow the file. */
const PROMISES = read("docs/security.md")
  .replaceAll(/\n {2,}/g, " ")
  .split("\n")
  .flatMap((line) => {
    let file = "";
    return [...line.matchAll(/`([\w./*-]+\.(?:test|spec)\.ts)`|"([^"]+)"/g)].flatMap(([, named, title]) => {
      file = named ?? file;
      return file === "" ? [] : [{ file, title: title ?? null }];
    });
  });

describe("the tests that docs/security.md names", () => {
  test("are many", () => expect(PROMISES.filter(({ title }) => title !== null).length).toBeGreaterThan(20));

  test.each(PROMISES)("$file $title", ({ file, title }) => {
    if (title !== null) expect(hasTest(file, title)).toBe(true);
    else expect(globSync(file, { cwd: root })).not.toEqual([]);
  });
});
