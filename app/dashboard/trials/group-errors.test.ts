import { expect, it } from "vitest";
import type { TrialError } from "../../../study/trial/trial.ts";
import { groupErrors } from "./group-errors.ts";

const boom: TrialError = { kind: "threw", message: "boom", line: 3, column: 5 };

it("shows the same error once, with how often and whose", () => {
  const groups = groupErrors([
    { trial: "a:1", by: "fox", error: boom },
    { trial: "a:2", by: "fox", error: { ...boom, line: 4 } },
    { trial: "b:1", by: "owl", error: { ...boom } },
    { trial: "a:3", by: "fox", error: boom },
  ]);
  expect(groups.map(({ trial, count, by }) => ({ trial, count, by }))).toEqual([
    { trial: "a:3", count: 3, by: ["fox", "owl"] },
    { trial: "a:2", count: 1, by: ["fox"] },
  ]);
});
