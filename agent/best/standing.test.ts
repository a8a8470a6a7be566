import { expect, it } from "vitest";
import { finished, historyOf } from "../../study/testing/run-trials.ts";
import { MAX_ATTR_LENGTH, MAX_USER_ATTRS } from "../../study/trial/trial-limits.ts";
import { MAX_KEPT_CHARACTERS } from "../../study/trial/trial-notes.ts";
import { Standing } from "./standing.ts";

it("never takes an infeasible trial for the best once a liar is disowned, also where its constraints were too much to keep", () => {
  const attr = "x".repeat(MAX_ATTR_LENGTH);
  const userAttrs = Object.fromEntries(Array.from({ length: MAX_USER_ATTRS }, (_, i) => [`note ${i}`, attr]));
  const count = Math.ceil(MAX_KEPT_CHARACTERS / (MAX_ATTR_LENGTH * MAX_USER_ATTRS));
  const wordy = Array.from({ length: count }, (_, number) => finished({ number, values: [9], userAttrs }));
  const infeasible = finished({ number: count, values: [1], userAttrs, constraints: { limit: 1 } });
  const history = historyOf([...wordy, infeasible]);
  expect(history.get(count).constraints).toEqual({});

  const standing = new Standing(["minimize"]);
  const lie = finished({ log: "liar", number: 0, values: [-5] });
  for (const trial of [...wordy, infeasible, lie]) standing.noteForeign(trial, false, 0);
  standing.disown(new Set(["liar"]), history, []);
  expect(standing.best.trial?.values).toEqual([9]);
  expect(standing.records.all.map(({ value }) => value)).toEqual([9]);
  expect(standing.infeasibleCount).toBe(1);
});
