import { expect, test } from "vitest";
import recorded from "../../../test/fixtures/experiment/pyyaml-scalars.json" with { type: "json" };
import { readExperiments } from "../read-experiments.ts";

/** What PyYAML 6.0.3 made of each scalar, beside what is read here. */
const ROWS = recorded.map(([text = "", kind, value = ""]) => ({ text, kind, value }));

function readHere(text: string) {
  const read = readExperiments(`it:\n  config:\n    key: ${text}\n`);
  if (!read.ok) return null;
  const node = read.experiments[0]?.config.entries.get("key");
  if (node?.kind !== "scalar") throw new Error(`${text} is no scalar here.`);
  return { value: node.value, notes: read.notes };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  return typeof value === "number" ? "float" : "text";
}

test("a note tells wherever Python's YAML reads a scalar otherwise, and nowhere else", () => {
  const seen = new Set<string>();
  for (const { text, kind, value } of ROWS) {
    const here = readHere(text);
    if (here === null || kind === "fault") continue;
    const isAlike = kindOf(here.value) === kind && (kind !== "int" || String(here.value) === value.replace("+", ""));
    expect([text, here.notes.length]).toEqual([text, isAlike ? 0 : 1]);
    seen.add(`${kind} there, ${kindOf(here.value)} here${isAlike ? "" : ": told"}`);
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([
      "text there, float here: told",
      "text there, int here: told",
      "bool there, text here: told",
      "int there, int here: told",
      "int there, text here: told",
      "date there, text here: told",
      "int there, int here",
      "text there, text here",
    ]),
  );
});

test.each([
  ["1e-4", `Python's YAML reads "1e-4" as text; here it is a number.`],
  [
    "yes",
    `Python's YAML reads "yes" as true; here it is text. Write true if you mean that, or put quotes around the text.`,
  ],
  ["010", `Python's YAML reads "010" as the whole number 8; here it is the whole number 10.`],
  [
    "1_000",
    `Python's YAML reads "1_000" as the whole number 1000; here it is text. Write 1000 if you mean that, or put quotes around the text.`,
  ],
  [
    "12:30:00",
    `Python's YAML reads "12:30:00" as the whole number 45000; here it is text. Write 45000 if you mean that, or put quotes around the text.`,
  ],
])("the note on %s says both readings, and where", (text, message) => {
  expect(readHere(text)?.notes).toEqual([{ line: 3, column: 10, message }]);
});
