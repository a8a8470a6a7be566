// What Optuna 5.0.0 decided on the same curves, one trial after the other, asked after every report.
import { expect, test } from "vitest";
import { mirrored, prunedSteps } from "../testing/report-curves.ts";
import type { Report } from "../trial/trial.ts";
import { medianPruner } from "./median.ts";
import { patientPruner } from "./patient.ts";
import { percentilePruner } from "./percentile.ts";
import { successiveHalvingPruner } from "./successive-halving.ts";
import { thresholdPruner } from "./threshold.ts";
import { wilcoxonPruner } from "./wilcoxon.ts";

const curves = Array.from({ length: 40 }, (_, t) =>
  Array.from(
    { length: 20 },
    (__, s): Report => [s, ((t * 7919 + 13) % 101) / (101 * (1 + 0.2 * s)) + ((t * 31 + s * 17) % 23) / 230],
  ),
);

const median = medianPruner({ startupTrials: 3 });
const percentile = percentilePruner(25, { startupTrials: 4, warmupSteps: 2, intervalSteps: 3, minTrials: 3 });
const late = { minResource: 2, reductionFactor: 3, minEarlyStoppingRate: 1, bootstrapCount: 1 };

test.each([
  [
    "the median",
    median,
    [
      -1, -1, -1, -1, 0, -1, 0, 0, 0, 0, -1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0,
      0, 0, 0, 0, 0, 0,
    ],
  ],
  [
    "the percentile",
    percentile,
    [
      -1, -1, -1, -1, 2, -1, 2, 2, 2, 2, 2, 2, -1, 2, 2, 2, 2, -1, 2, 2, 2, 2, -1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
      2, 2, 2, 2, 2,
    ],
  ],
  [
    "successive halving",
    successiveHalvingPruner({ minResource: 1, reductionFactor: 2 }),
    [
      -1, 1, 1, 2, 1, -1, 1, 1, 2, 1, 2, 1, -1, 2, 1, -1, 1, 16, 2, 1, 4, 1, -1, 1, 1, 4, 1, -1, 1, 1, 2, 1, 16, 1, 1,
      2, 1, 4, 1, 1,
    ],
  ],
  [
    "late successive halving",
    successiveHalvingPruner(late),
    [
      6, 6, 6, 6, 6, 18, 6, 6, 18, 6, 18, 6, 18, 6, 6, 18, 6, -1, 6, 6, 18, 6, 18, 6, 6, 18, 6, 18, 6, 6, 6, 6, 18, 6,
      6, 6, 6, -1, 6, 6,
    ],
  ],
  [
    "patience alone",
    patientPruner(null, { patience: 2, minDelta: 0.01 }),
    [
      10, -1, -1, 18, -1, 13, -1, -1, -1, -1, 16, -1, 3, -1, -1, 15, -1, 6, -1, -1, 18, -1, 9, -1, -1, 17, -1, 8, -1,
      -1, -1, -1, 11, -1, -1, 19, -1, 14, -1, -1,
    ],
  ],
  [
    "a patient median",
    patientPruner(median, { patience: 1 }),
    [
      -1, -1, -1, -1, 11, -1, 10, 11, -1, 10, -1, 9, -1, 7, 13, -1, 8, -1, 6, 12, 5, 10, -1, 9, 11, 4, 9, -1, 8, 10, 7,
      12, -1, 7, 12, 6, 11, -1, 10, 11,
    ],
  ],
  [
    "Wilcoxon's test",
    wilcoxonPruner({ pThreshold: 0.2, startupSteps: 3 }),
    [
      -1, 2, 2, 2, 2, -1, 2, 2, 2, 2, 3, 2, -1, 2, 2, 2, 2, -1, 2, 2, 2, 2, 4, 2, 2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2,
      2, 2, 2,
    ],
  ],
])("%s stops the trials that Optuna stops, at the same steps", (_, pruner, steps) => {
  expect(prunedSteps(pruner, ["minimize"], curves)).toEqual(steps);
  expect(prunedSteps(pruner, ["maximize"], curves.map(mirrored))).toEqual(steps);
});

test("the threshold stops what leaves its bounds, as Optuna's", () => {
  const pruner = thresholdPruner({ lower: 0.02, upper: 0.5, warmupSteps: 1, intervalSteps: 2 });
  expect(prunedSteps(pruner, ["minimize"], curves)).toEqual([
    -1, -1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1, -1, 1, 11, -1, 1, -1, 1, -1, -1, 1, -1, 1, -1, -1, 1, -1, 1,
    -1, -1, 1, -1, 1, -1, 1, 1,
  ]);
});

test("successive halving on its own rungs counts also who came before the rungs were known, which Optuna forgets", () => {
  const own = prunedSteps(successiveHalvingPruner(), ["minimize"], curves);
  expect(own).toEqual(prunedSteps(successiveHalvingPruner({ minResource: 1 }), ["minimize"], curves));
  expect(own.slice(0, 6)).toEqual([-1, 1, 1, 1, 1, -1]);
});
