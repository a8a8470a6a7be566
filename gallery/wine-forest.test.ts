import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadObjective } from "../bench/shared/load-objective.ts";
import { source } from "./sources/wine-forest.ts";

interface Settings {
  readonly trees: number;
  readonly maxDepth: number;
  readonly minToSplit: number;
  readonly maxFeatures: "sqrt" | "log2" | null;
}

interface Wine {
  readonly inputs: readonly number[];
  readonly label: number;
}

interface ForestFunctions {
  crossValidate(settings: Settings): number;
  splitWines(fold: number): { readonly learn: readonly Wine[]; readonly validation: readonly Wine[] };
}

/** RandomForestClassifier on the same folds: mean accuracy, and how much it varies from one seed to another. */
interface Reference {
  readonly n_estimators: number;
  readonly max_depth: number;
  readonly min_samples_split: number;
  readonly max_features: Settings["maxFeatures"];
  readonly accuracy: number;
}

const forest = await loadObjective<ForestFunctions>({ language: "javascript", source }, [
  "crossValidate",
  "splitWines",
]);
const fixture = (name: string) => readFileSync(new URL(`../test/fixtures/${name}`, import.meta.url), "utf8");
const references = (JSON.parse(fixture("sklearn-forest.json")) as { readonly settings: readonly Reference[] }).settings;

const accuracyOf = (it: Reference): number =>
  forest.crossValidate({
    trees: it.n_estimators,
    maxDepth: it.max_depth,
    minToSplit: it.min_samples_split,
    maxFeatures: it.max_features,
  });

describe("the forest", () => {
  test("is as accurate as scikit-learn's, at each of twelve settings and on average", () => {
    expect(references).toHaveLength(12);
    const gaps = references.map((it) => accuracyOf(it) - it.accuracy);
    for (const gap of gaps) expect(Math.abs(gap)).toBeLessThan(0.02);
    expect(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length)).toBeLessThan(0.004);
  });

  test("takes far less than three seconds where it is largest, in processor time", () => {
    const before = process.cpuUsage();
    forest.crossValidate({ trees: 300, maxDepth: 20, minToSplit: 2, maxFeatures: null });
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(3);
  });
});

describe("the folds", () => {
  const folds = [0, 1, 2, 3, 4].map((fold) => forest.splitWines(fold));
  const countsOf = (wines: readonly Wine[]) => [0, 1, 2].map((k) => wines.filter(({ label }) => label === k).length);

  test("have the same shares of each class, and learn from what they are not judged on", () => {
    for (const { learn, validation } of folds) {
      const [first = 0, second = 0, third = 0] = countsOf(validation);
      expect([11, 12]).toContain(first);
      expect([14, 15]).toContain(second);
      expect([9, 10]).toContain(third);
      expect(countsOf(learn)).toEqual([59 - first, 71 - second, 48 - third]);
    }
  });

  test("hold every wine of the original file once, unchanged", () => {
    const rows = fixture("wine.csv").trim().split("\n").slice(1);
    const original = rows.map((row) => row.split(",").map(Number).join(" "));
    const held = folds.flatMap(({ validation }) => validation.map(({ inputs, label }) => [...inputs, label].join(" ")));
    expect(held.toSorted()).toEqual(original.toSorted());
  });
});
