import { describe, expect, it } from "vitest";
import { agents } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import type { TrainingOrder, TrainingProgress } from "./training-api.ts";
import { TrainingRun } from "./training-run.ts";

const order: TrainingOrder = {
  settings: agents.settingsOf({ agents: 3, parameters: 8, hidden: 16, target: 2, episodes: 205 }),
  seed: 7,
};

function told(run: TrainingRun, every: number, most = Number.POSITIVE_INFINITY): TrainingProgress[] {
  const progress: TrainingProgress[] = [];
  for (let i = 0; i < most && !run.isOver; i++) {
    run.advance();
    if (i % every === 0) progress.push(run.takeProgress());
  }
  progress.push(run.takeProgress());
  return progress;
}

describe("a training in parts", () => {
  it("is the library's to the last bit: rewards, printed lines, and what is evaluated", () => {
    const training = agents.newTraining(order.settings, neuro.newRandom(order.seed));
    const results = Array.from({ length: 205 }, () => training.episode());
    const all = told(new TrainingRun(order), 3);
    const last = all.at(-1);

    expect(all.flatMap(({ lines }) => lines)).toEqual(results.flatMap((result) => agents.progressLine(result) ?? []));
    expect(all.flatMap(({ curve }) => curve.lows)).toEqual(results.map(({ reward }) => reward));
    expect(all.flatMap(({ curve }) => curve.averages)).toEqual(results.map(({ averageReward }) => averageReward));
    expect(last?.steps).toBe(results.reduce((sum, { steps }) => sum + steps, 0));
    expect(last?.goodAfter).toBe(results.find((r) => r.episode >= 100 && r.averageReward > -2)?.episode ?? null);
    const [plays, ...more] = all.flatMap((each) => each.plays ?? []);
    expect(more).toEqual([]);
    expect(plays).toEqual({
      start: training.play(neuro.newRandom(7, 2), 0),
      oneStep: training.play(neuro.newRandom(7, 2), 1),
      whole: training.play(neuro.newRandom(7, 2)),
    });
    const { solvedShare, meanSteps } = training.evaluate(neuro.newRandom(7, 1), 500);
    expect(last?.judged).toEqual({ starts: 500, solved: 500 * solvedShare, steps: Math.round(500 * meanSteps) });
  });

  it("that is stopped evaluates what has been learnt so far", () => {
    const run = new TrainingRun(order);
    told(run, 10, 40);
    run.stopLearning();
    const { plays, episodes } = run.takeProgress();
    const training = agents.newTraining(order.settings, neuro.newRandom(order.seed));
    for (let i = 0; i < 40; i++) training.episode();
    expect(episodes).toBe(40);
    expect(plays?.whole).toEqual(training.play(neuro.newRandom(7, 2)));
    expect(told(run, 100).at(-1)).toMatchObject({ episodes: 40, judged: { starts: 500 } });
    expect(run.isOver).toBe(true);
  });

  it.each([1e154, 1e200])("ends with a sentence where the rate %d leaves no number of its weights", (learningRate) => {
    const run = new TrainingRun({ ...order, settings: { ...order.settings, learningRate } });
    expect(() => told(run, 1)).toThrow(
      /^The agents' weights grew beyond all numbers in episode \d+,.* a lower learning rate\.$/,
    );
    // What is shown has been learnt.
    const { curve, plays } = run.takeProgress();
    expect([...curve.lows, ...curve.averages].every(Number.isFinite)).toBe(true);
    expect(plays).toBeNull();
  });

  it("refuses settings that cannot be with a sentence", () => {
    expect(() => new TrainingRun({ ...order, settings: { ...order.settings, target: 99 } })).toThrow(
      "the target is 99",
    );
  });
});
