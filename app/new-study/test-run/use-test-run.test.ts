import { expect, it } from "vitest";
import type { Direction } from "../../../study/spec/spec.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import type { DraftForm } from "../draft.ts";
import { emptyForm, readTestDraft } from "../draft.ts";
import { failedTrial, isOutdated, verdictOf } from "./use-test-run.ts";

const RUN: TestRun = { asked: 3, trials: [], error: null, phase: "done", repeat: null, console: [], notes: [] };
const form = { ...emptyForm(2), source: "export default (t) => t.suggestFloat('x', 0, 1)" };
const after = (direction: Direction, unit: string) => ({ objectives: [{ name: "value", direction, unit }] });
function draftOf(change: Partial<DraftForm>) {
  const read = readTestDraft({ ...form, ...change });
  return read.ok ? read.draft : null;
}

it("calls a test run outdated as soon as what would run is another program or setting", () => {
  const draft = draftOf({});
  if (draft === null) throw new Error("The form must be valid.");
  const done = { kind: "done", run: RUN, draft } as const;
  expect(isOutdated(done, draftOf({}))).toBe(false);
  expect(isOutdated(done, draftOf({ name: "Another name", seed: "7", ...after("minimize", "dB") }))).toBe(false);
  expect(isOutdated(done, draftOf({ source: `${form.source} + 1` }))).toBe(true);
  expect(isOutdated(done, draftOf(after("maximize", "")))).toBe(true);
  expect(isOutdated(done, draftOf({ timeoutSeconds: "5" }))).toBe(true);
  expect(isOutdated(done, draftOf({ source: "" }))).toBe(true);
  expect(isOutdated({ kind: "none" }, null)).toBe(false);
});

it("counts a trial that has ended with a value, of a run that is over, stopped or still going on, for what it ran alone", () => {
  const [draft, other] = [draftOf({}), draftOf({ source: `${form.source} + 1` })];
  if (draft === null || other === null) throw new Error("The forms must be valid.");
  const trial = { params: {}, state: "complete", values: [1], durationMs: 1, error: null } as const;
  const proven: TestRun = { ...RUN, trials: [{ ...trial, state: "failed", values: [] }, trial], phase: "stopped" };
  const pruned: TestRun = { ...RUN, trials: [{ ...trial, state: "pruned" }] };
  const verdicts = (run: TestRun) =>
    (["running", "done"] as const).map((kind) => verdictOf({ kind, run, draft }, draft));
  expect(verdicts(proven)).toEqual(["value", "value"]);
  expect(verdicts(pruned)).toEqual(["pending", "no-value"]);
  expect(verdictOf({ kind: "running", run: null, draft }, draft)).toBe("pending");
  expect(verdictOf({ kind: "done", run: proven, draft }, other)).toBe("untried");
  expect(verdictOf({ kind: "none" }, draft)).toBe("untried");
  expect(verdictOf({ kind: "refused", message: "No.", draft }, draft)).toBe("no-value");
});

it("says which trial an error is of", () => {
  const error = { kind: "nan", message: "no", line: null, column: null } as const;
  const trial = { params: {}, state: "complete", values: [1], durationMs: 1, error: null } as const;
  const failed = { ...trial, state: "failed", values: [], error } as const;
  expect(failedTrial({ ...RUN, trials: [trial, failed, failed] })).toBe(2);
  expect(failedTrial({ ...RUN, trials: [trial] })).toBeNull();
  expect(failedTrial({ ...RUN, error })).toBeNull();
});
