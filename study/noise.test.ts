import { expect, it } from "vitest";
import { createStudy } from "./create-study.ts";
import { MisuseError } from "./errors.ts";
import { medianPruner } from "./pruners/median.ts";
import { normal } from "./rng.ts";
import { gridSampler } from "./samplers/grid.ts";
import { randomSampler } from "./samplers/random.ts";
import type { FinishedTrial } from "./trial/trial.ts";

/** 0 to 9 with noise of 2. */
const noisy = (trial: {
  suggestInt(name: string, low: number, high: number): number;
  readonly rng: { next(): number; nextUint32(): number };
}) => trial.suggestInt("x", 0, 9) + 2 * normal(trial.rng);
const isRepeat = ({ repeatOf }: FinishedTrial): boolean => repeatOf?.why === "noise";

it("repeats the points that look best with fresh chance, at most a third of all trials, and shows their mean", async () => {
  const study = createStudy({ sampler: randomSampler(), seed: 3, repeats: 5 });
  await study.optimize(noisy, { trials: 120 });
  const trials = study.trials();
  const repeats = trials.filter(isRepeat);
  expect(repeats.length).toBeGreaterThan(30);
  expect(repeats.length).toBeLessThanOrEqual(40);
  expect(new Set(repeats.map(({ repeatOf }) => `${repeatOf?.trial} ${repeatOf?.index}`)).size).toBe(repeats.length);
  expect(new Set(repeats.map(({ values }) => values[0])).size).toBe(repeats.length);
  for (const { repeatOf, params } of repeats) {
    expect(params).toEqual(trials.find(({ log, number }) => `${log}:${number}` === repeatOf?.trial)?.params);
  }
  const best = study.bestMean();
  const own = repeats.filter(({ repeatOf }) => repeatOf?.trial === `local:${best?.trial.number}`);
  expect(best?.mean).toBeCloseTo(own.reduce((sum, { values }) => sum + (values[0] ?? 0), 0) / own.length, 9);
  expect(best?.runs).toBe(own.length);
  expect(best?.mean).toBeGreaterThan(Math.min(...trials.map(({ values }) => values[0] ?? 0)));
  expect(study.best()).toEqual(best?.trial);
});

it("has one observation of each point for its sampler: the mean of all its runs", async () => {
  const study = createStudy({ sampler: randomSampler(), repeats: 3 });
  await study.optimize(noisy, { trials: 30 });
  const { history } = study;
  const counted = Array.from({ length: history.size }, (_, row) => row).filter((row) => history.isCounted(row));
  expect(counted).toHaveLength(history.size - history.repeatCount);
  for (const { row, first, runs } of history.noisyPoints()) {
    expect(history.loss(row)).toBeCloseTo([first, ...runs].reduce((sum, run) => sum + run, 0) / (runs.length + 1), 9);
    expect(history.value(row)).toBe(first);
  }
});

it("goes on repeating where every point of a finite space has been tried, and then ends", async () => {
  const study = createStudy({ sampler: gridSampler({ x: [0, 1, 2] }), repeats: 4 });
  await study.optimize(noisy);
  expect(study.trials().filter((trial) => !isRepeat(trial))).toHaveLength(3);
  expect(study.bestMean()?.runs).toBeGreaterThanOrEqual(4);
});

it("takes no run for a repeat that had other parameters, or whose first trial is not held", () => {
  const study = createStudy({ sampler: randomSampler(), repeats: 2 });
  const [proposal] = study.ask(1);
  if (proposal === undefined) throw new Error("nothing was asked");
  const space = { names: ["x"], distributions: [{ kind: "int", low: 0, high: 9, step: 1, log: false }] } as const;
  const trial = (number: number, x: number, of: string): FinishedTrial => ({
    log: "b",
    number,
    state: "complete",
    values: [-50],
    space,
    params: [x],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: null,
    checkpoint: null,
    durationMs: 1,
    foreignKnown: 0,
    startMs: null,
    repeatOf: { trial: of, why: "noise", index: number },
  });
  study.tell({ ...trial(0, 4, ""), number: proposal.number, values: [1] });
  study.addForeign(trial(1, 5, `local:${proposal.number}`));
  study.addForeign(trial(2, 6, `local:${proposal.number}`));
  study.addForeign(trial(3, 7, "gone:1"));
  study.addForeign(trial(4, 7, "gone:1"));
  expect(study.bestMean()).toBeNull();
  study.addForeign(trial(5, 4, `local:${proposal.number}`));
  study.addForeign(trial(6, 4, `local:${proposal.number}`));
  expect(study.bestMean()).toMatchObject({ mean: -50, runs: 2 });
});

it("refuses what has no mean in a sentence", () => {
  expect(() => createStudy({ repeats: 1 })).toThrow(MisuseError);
  expect(() => createStudy({ repeats: 8, directions: ["minimize", "minimize"] })).toThrow(/one objective/);
  expect(() => createStudy({ repeats: 8, pruner: medianPruner() })).toThrow(/no mean/);
  expect(() => createStudy().bestMean()).toThrow(/not noisy/);
});
