import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWineObjective, testAccuracy, type Wine } from "../bench/real-task/wine-test-set.ts";

const objective = await loadWineObjective();
const { train, validation, test: held } = objective.splitWines();
const parts = { train, validation, test: held };

/** UCI's rows: 13 measurements and the class. */
const original = readFileSync(new URL("../test/fixtures/wine.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",").map(Number));

const sensible = { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-3, hidden: 16, activation: "tanh" };

const column = (wines: readonly Wine[], i: number) => wines.map((wine) => wine.inputs[i] ?? Number.NaN);
const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("the split of the Wine data", () => {
  test("gives 60, 20 and 20 % of each class to training, validation and test", () => {
    const sizes = Object.values(parts).map((wines) => [0, 1, 2].map((k) => wines.filter((w) => w.label === k).length));
    expect(sizes).toEqual([
      [35, 43, 29],
      [12, 14, 10],
      [12, 14, 9],
    ]);
  });

  test("puts every wine of the original file into exactly one part, unchanged but for scale", () => {
    const deviations = Array.from({ length: 13 }, (_, i) => scaleOf(i));
    const key = (values: readonly number[], label: number) => [...values.map((v) => v.toFixed(6)), label].join(" ");
    const found = Object.values(parts)
      .flat()
      .map(({ inputs, label }) => {
        const raw = Array.from(inputs, (value, i) => {
          const { centre, deviation } = deviations[i] ?? { centre: Number.NaN, deviation: Number.NaN };
          return value * deviation + centre;
        });
        return key(raw, label);
      });
    const expected = original.map((row) => key(row.slice(0, 13), row[13] ?? Number.NaN));
    expect(new Set(expected).size).toBe(178);
    expect(found.sort()).toEqual(expected.sort());
  });

  test("is standardised by the training part alone", () => {
    for (let i = 0; i < 13; i++) {
      expect(mean(column(train, i))).toBeCloseTo(0, 10);
      expect(mean(column(train, i).map((value) => value ** 2))).toBeCloseTo(1, 10);
    }
    expect(Math.abs(mean(column(held, 0)))).toBeGreaterThan(0.001);
  });

  test("is the same every time", () => {
    expect(objective.splitWines()).toEqual(parts);
  });
});

/** Centre and deviation that turn column i of all parts together back into UCI's: two points on a line fix both. */
function scaleOf(i: number) {
  const scaled = column(Object.values(parts).flat(), i);
  const raw = original.map((row) => row[i] ?? Number.NaN);
  const deviation = (Math.max(...raw) - Math.min(...raw)) / (Math.max(...scaled) - Math.min(...scaled));
  return { deviation, centre: Math.min(...raw) - Math.min(...scaled) * deviation };
}

describe("the network", () => {
  test.each(["relu", "tanh", "sigmoid"])("has the gradient that differences of its loss show (%s)", (activation) => {
    const network = objective.newNetwork({ ...sensible, hidden: 5, activation }, 1);
    const wines = train.slice(30, 50);
    for (const wine of wines) objective.addGradient(network, wine);
    const step = 1e-5;
    network.weights.forEach((weight, i) => {
      network.weights[i] = weight + step;
      const above = objective.logLoss(network, wines);
      network.weights[i] = weight - step;
      const below = objective.logLoss(network, wines);
      network.weights[i] = weight;
      const slope = (above - below) / (2 * step);
      expect((network.gradient[i] ?? Number.NaN) / wines.length).toBeCloseTo(slope, 7);
    });
  });

  test("has a loss near ln 3 before it learned anything, with small weights", () => {
    const network = objective.newNetwork(sensible, 1);
    network.weights.fill(0);
    expect(objective.logLoss(network, validation)).toBeCloseTo(Math.log(3), 12);
  });

  test("counts a network that blew up as sure and wrong", () => {
    const network = objective.newNetwork(sensible, 1);
    network.weights.fill(Number.NaN);
    expect(objective.logLoss(network, validation)).toBeCloseTo(-Math.log(1e-15), 9);
    expect(objective.accuracy(network, validation)).toBe(0);
  });

  test("tells at least 95 % of the test wines apart with sensible settings", () => {
    expect(testAccuracy(objective, sensible)).toBeGreaterThanOrEqual(0.95);
  });
});
