import { expect, it } from "vitest";
import { specWith } from "../../../study/spec/spec.ts";
import { listed } from "./sampler-words.ts";
import { asksWords, directionWords, furtherFacts, limitWords, searchWords, stopWords } from "./study-words.ts";

const spec = (change: Partial<Parameters<typeof specWith>[0]>) =>
  specWith({ name: "Digits", objective: { language: "javascript", source: "t => 1" }, createdMs: 0, ...change });

it("says what goes around a sampler", () => {
  expect(searchWords(spec({}))).toBe("Automatic sampler, no pruner");
  expect(searchWords(spec({ sampler: { name: "distinct", sampler: { name: "nsga2" } } }))).toBe(
    "NSGA-II sampler, no point twice, no pruner",
  );
  const fixed = { x: 1, y: 2 };
  expect(searchWords(spec({ sampler: { name: "partial-fixed", fixed, sampler: { name: "tpe" } } }))).toBe(
    "TPE sampler with x and y fixed, no pruner",
  );
});

it("says of a plain study nothing further", () => {
  expect(furtherFacts(spec({}))).toEqual([]);
});

it("says start points, stop rules, seed and names in words", () => {
  const objectives = [
    { name: "loss", direction: "minimize", unit: "" },
    { name: "size", direction: "maximize", unit: "kB" },
  ] as const;
  const full = spec({
    objectives,
    metrics: ["accuracy"],
    constraints: ["a", "b", "c", "d", "e"],
    seed: "autumn 7",
    startPoints: [{ x: 1 }],
    stopRules: [
      { kind: "no-improvement", trials: 1000 },
      { kind: "metric", metric: "accuracy", bound: "at-least", value: 0.99, ends: "study" },
    ],
  });
  expect(directionWords(full)).toBe("Looks for the best trade-offs: low loss, high size.");
  expect(furtherFacts(full)).toEqual([
    ["Begins with", "1 start point that the author gave"],
    ["Ends early", "after 1,000 trials without a better trade-off; when a trial has accuracy of at least 0.99"],
    ["Seed", "\u201cautumn 7\u201d: with one core the same trials come again"],
    ["Metrics", "accuracy"],
    ["Constraints", "a, b, c and 2 others"],
  ]);
  const target = spec({
    objectives: [{ name: "value", direction: "minimize", unit: "km/s" }],
    stopRules: [{ kind: "target", value: 4.9 }],
  });
  expect(stopWords(target)).toEqual(["at a best of 4.9 km/s or better"]);
});

const ends = (metric: string, value: number) =>
  ({ kind: "metric", metric, bound: "at-least", value, ends: "trial" }) as const;

it("says of variants how many there are, when one ends, and what it takes", () => {
  const variants = Array.from({ length: 10 }, (_, i) => ({
    name: `${i}`,
    config: { activation: i % 3, nested: { x: 1 } },
  }));
  const study = spec({
    objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
    trainable: { variants, repeat: 1 },
    stopRules: [ends("mean_accuracy", 0.99), ends("time_total_s", 600), { kind: "target", value: 1 }],
  });
  expect(asksWords(study)).toBe(
    "10 variants of a training script, each run once; a trial ends at mean_accuracy ≥ 0.99 or after 600 s; each takes 1 core",
  );
  expect(directionWords(study)).toBe("Highest mean_accuracy wins.");
  expect(searchWords(study)).toBe("Each variant once, no pruner");
  expect(furtherFacts(study)).toEqual([["Ends early", "at a best of 1 or better"]]);
  const [first] = variants;
  const one = spec({
    trainable: { variants: first === undefined ? [] : [first], repeat: 3 },
    stopRules: [ends("training_iteration", 20), { ...ends("loss", 0.1), bound: "at-most" }],
    resources: { cores: 2, gpu: 0 },
  });
  expect(asksWords(one)).toBe(
    "1 variant of a training script, run 3 times; a trial ends after 20 reports or at loss ≤ 0.1; each takes 2 cores",
  );
  expect(searchWords(one)).toBe("Each variant 3 times, no pruner");
  expect(furtherFacts(one)).toEqual([["Cores", "each trial takes 2 cores"]]);
});

it("says to the second when a trial of some minutes is stopped", () => {
  expect([1500, 60_000, 61_000, 80_000, 300_000, 450_000, 660_000, 3_690_000].map(limitWords)).toEqual([
    "1.5 s",
    "1 min",
    "61 s",
    "80 s",
    "5 min",
    "450 s",
    "11 min",
    "1 h 2 min",
  ]);
});

it("says of other studies what they ask for, and when one of their trials ends", () => {
  const study = spec({ stopRules: [ends("timesteps_total", 1000)] });
  expect(asksWords(study)).toBe("10 rounds of 10 trials from each volunteer");
  expect(furtherFacts(study)).toEqual([["A trial ends", "after 1,000 steps"]]);
});

it("lists names as a sentence does", () => {
  expect(listed([])).toBe("");
  expect(listed(["x", "y", "z"])).toBe("x, y and z");
});
