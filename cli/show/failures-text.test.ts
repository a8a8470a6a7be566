import { expect, it } from "vitest";
import { failuresText } from "./failures-text.ts";

const error = (message: string, line: number | null = null) =>
  ({ kind: "threw", message, line, column: line === null ? null : 5 }) as const;

it("says of which errors trials ended, the commonest first, three at most", () => {
  const errors = [error("a"), error("b", 7), error("b", 7), error("c"), error("d"), null];
  expect(failuresText(errors).split("\n")).toEqual([
    "6 of this peer's trials ended in an error (--allow-failures takes that for well):",
    "  2 of them: b (line 7, column 5)",
    "  1 of them: a",
    "  1 of them: c",
    "  and 2 other errors.",
  ]);
});

it("keeps one line for each, free of what a terminal obeys", () => {
  const text = failuresText([error(`\u001b[2J\nno\u009b31m${"x".repeat(5_000)}`)]);
  expect(text.split("\n")).toHaveLength(2);
  expect(text.length).toBeLessThan(500);
  // oxlint-disable-next-line no-control-regex -- they are what must not be there.
  expect(text.replace("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});
