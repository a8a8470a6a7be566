import { expect, it } from "vitest";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import { specWith } from "../../../study/spec/spec.ts";
import { formatCount } from "../../parts/numbers.ts";
import {
  clockWords,
  coresWords,
  paramWords,
  rowName,
  runningWords,
  stepWords,
  toldWords,
  variantWords,
} from "./status-words.ts";

it("says a time to the second, however long it is", () => {
  expect([5_900, 16_000, 59_999, 124_000, 3_903_000].map(clockWords)).toEqual([
    "5.9 s",
    "16 s",
    "59 s",
    "2 min 04 s",
    "1 h 05 min",
  ]);
  expect([0.2, 9.99, 124.9].map(runningWords)).toEqual(["0 s", "9 s", "2 min 04 s"]);
});

it("says how old a word is only where it is old", () => {
  expect([0, 9_999, 12_000, 61_000].map((ms) => toldWords(ms))).toEqual(["", "", "told 10 s ago", "told 1 min ago"]);
  expect([5_900, 6_000, 12_000].map((ms) => toldWords(ms, "running"))).toEqual(["", "told 5 s ago", "told 10 s ago"]);
  expect(toldWords(6_000, "waiting")).toBe("");
});

it("names a variant by its name, and another trial by its number and shortened parameters", () => {
  const variant = { name: "script_0_lr=0.1,relu", trial: "a:b:3", params: { "net.lr": 0.1, layers: 3 } };
  expect(rowName(variant)).toBe("script_0_lr=0.1,relu");
  expect(paramWords(variant)).toBe("layers 3");
  const trial = {
    name: null,
    trial: "log:12",
    params: { x: 1 / 3, kind: "a".repeat(60), z: true, w: [1, 2], v: null },
  };
  expect(rowName(trial)).toBe("trial 12");
  expect(paramWords(trial)).toBe(`x 0.333, kind ${"a".repeat(24)}…, z true, 2 more`);
});

it("counts variants that are done, of a repeated study its trials", () => {
  const variants = ["a", "b", "c"].map((name) => ({ name, config: {} }));
  const spec = (repeat: number) =>
    specWith({
      name: "grid",
      objective: { language: "javascript", source: "" },
      createdMs: 0,
      trainable: { variants, repeat },
    });
  expect(variantWords({ spec: spec(1), progress: 2 / 3 })).toBe("2 of 3 variants done");
  expect(variantWords({ spec: spec(10), progress: 0.5 })).toBe("15 of 30 trials of 3 variants done");
  expect(variantWords({ spec: { ...spec(1), trainable: null }, progress: 0.5 })).toBeNull();
});

it("says how many of the lent cores are in use, and when nobody lends any", () => {
  expect(coresWords({ coresUsed: 3, coresLent: 4 })).toBe("3 of 4 in use");
  expect(coresWords({ coresUsed: 0, coresLent: 0 })).toBe("none lent");
});

it("counts the steps of a trial as the trial does once it has ended, and reports before", () => {
  const words = (finished: unknown, name: string | null, step: number | null): string =>
    stepWords({ finished: finished as TrialSummary | null, name, step });
  expect(words(null, "a_0", 20)).toBe("20 reports");
  expect(words(null, "a_0", 1)).toBe("1 report");
  expect(words(null, null, 20)).toBe("20");
  expect(words(null, "a_0", null)).toBe("");
  const points = [
    [1, 100],
    [20, 2_000],
  ];
  expect(words({ metrics: { timesteps_total: points } }, "a_0", 20)).toBe(formatCount(2_000));
  expect(words({ metrics: {} }, null, 20)).toBe("20");
  expect(words({ metrics: { timesteps_total: [[1, Number.NaN]] } }, "a_0", 1)).toBe("1 report");
});
