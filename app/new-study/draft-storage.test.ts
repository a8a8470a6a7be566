import { expect, it } from "vitest";
import { emptyForm } from "./draft.ts";
import { keepForm, parseForm, restoreForm } from "./draft-storage.ts";

it("reads what it wrote", () => {
  const form = { ...emptyForm(2), source: "export default () => 1", name: "Mine" };
  expect(parseForm(JSON.stringify(form))).toEqual(form);
});

it("reads a draft from before pruners had options", () => {
  const { prunerOptions: _, wrapped: __, ...before } = { ...emptyForm(2), pruner: "median" as const };
  expect(parseForm(JSON.stringify(before))).toEqual({ ...emptyForm(2), pruner: "median" });
});

it("starts anew from anything that is not a draft of this version", () => {
  for (const text of [null, "", "{", "null", "[]", '{"name":7}', JSON.stringify({ ...emptyForm(1), sampler: "cma" })]) {
    expect(parseForm(text)).toBeNull();
  }
});

it("works where the browser has no storage at all", () => {
  expect(keepForm(emptyForm(1))).toBe(false);
  expect(restoreForm(2, 4)).toEqual(emptyForm(2));
});
