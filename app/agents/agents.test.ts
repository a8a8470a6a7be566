import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { agents } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import type { Pace, TrainingOrder, TrainingProgress } from "../../worker/training/training-api.ts";
import { pointByKey } from "../dashboard/canvas/point-by-key.ts";
import {
  announced,
  COMMUNICATIONS,
  curveLabel,
  judgedWords,
  ownWords,
  progressWords,
  shareWords,
  stateWord,
  toldWords,
} from "./agents-words.ts";
import { layoutBars } from "./bars-layout.ts";
import { type ChartLine, layoutChart, meanPath, rewardsPath, roomFor, spread } from "./chart-layout.ts";
import { KINDS, ordersOf } from "./comparison.ts";
import { OneTraining } from "./OneTraining.tsx";
import { DEFAULT_FORM, readSettings, type SettingsForm, shares, WHOLE, weightCount } from "./settings-form.ts";
import { startAll } from "./side-by-side.ts";
import type { StartTraining } from "./training-client.ts";
import { afterEvent, newTrainingState, type TrainingEvent, type TrainingState } from "./training-state.ts";

const errorsOf = (change: Partial<SettingsForm>) => {
  const read = readSettings({ ...DEFAULT_FORM, ...change });
  return read.ok ? {} : read.errors;
};
const order = ((): TrainingOrder => {
  const read = readSettings(DEFAULT_FORM);
  if (!read.ok) throw new Error("The defaults can be.");
  return read.order;
})();

describe("the settings", () => {
  it("are the library's defaults at first, by a seed that holds as most do", () => {
    expect(order).toEqual({ settings: agents.settingsOf({}), seed: 1 });
    const training = agents.newTraining(order.settings, neuro.newRandom(order.seed));
    const rewards = Array.from({ length: order.settings.episodes }, () => training.episode().averageReward);
    expect(rewards[239]).toBeGreaterThan(-1.2);
    const { solvedShare, meanSteps } = training.evaluate(neuro.newRandom(order.seed, 1), 500);
    expect(solvedShare).toBe(1);
    expect(meanSteps).toBeLessThan(2);
  });

  it.each<[Partial<SettingsForm>, object]>([
    [{ agents: "four" }, { agents: "Type a number." }],
    [{ seed: "" }, { seed: "Type a number." }],
    [{ learningRate: "0,001" }, { learningRate: "Type a number, its decimals after a point." }],
    [{ tolerance: "1,125" }, { tolerance: "Type a number, its decimals after a point." }],
    [{ target: "0,125" }, { target: "Type a number, its decimals after a point." }],
    [{ episodes: "1,0000" }, { episodes: "Type a number, its decimals after a point." }],
    [{ agents: "0" }, { agents: "Agents: a whole number from 1 to 1,000." }],
    [{ episodes: "1.5" }, { episodes: "Episodes: a whole number from 1 to 1,000,000." }],
    [{ seed: "4294967296" }, { seed: "The seed: a whole number from 0 to 4,294,967,295." }],
    [{ tolerance: "0" }, { tolerance: "The tolerance is above 0: how near the sum has to come." }],
    [{ learningRate: "-1" }, { learningRate: "The learning rate is above 0." }],
    [{ target: "1e999" }, { target: "Use a smaller number." }],
    [{ agents: "21" }, { agents: "Each agent owns a parameter at least: use 20 or fewer agents, or more parameters." }],
    [
      { target: "\u221221" },
      {
        target: "20 parameters within \u22121 and 1 add up to 20 at most: use a nearer target or more parameters.",
      },
    ],
    [
      { agents: "1000", parameters: "10000", hidden: "1024", target: "-1", steps: "0" },
      {
        hidden:
          "These networks would have 11,300,874,000 weights, and this page trains 1,000,000 at most: use fewer hidden units, parameters or agents.",
        steps: "Steps: a whole number from 1 to 10,000.",
      },
    ],
  ])("say at each field what is wrong with %o", (change, errors) => {
    expect(errorsOf(change)).toEqual(errors);
  });

  it.each([
    [{ episodes: "1,000" }],
    [{ seed: "1,234,567" }],
    [{ target: "-5" }],
    [{ learningRate: "1e-2" }],
    [{ tolerance: ".5" }],
  ])("take %o", (change) => expect(errorsOf(change)).toEqual({}));

  it("have the library's bounds", () => {
    const accepts = (options: object): boolean => {
      try {
        agents.settingsOf(options);
        return true;
      } catch (error) {
        if (error instanceof RangeError) return false;
        throw error;
      }
    };
    for (const [field, { low, high }] of Object.entries(WHOLE)) {
      if (field === "seed") continue;
      // Nothing else stands in the way of it.
      const at = (value: number) => accepts({ agents: 1, parameters: 10_000, target: 0, [field]: value });
      expect([at(low - 1), at(low), at(high), at(high + 1)], field).toEqual([false, true, true, false]);
    }
  });

  it("say how many weights the networks have", () => {
    for (const [communication] of COMMUNICATIONS)
      for (const [count, parameters] of [
        [4, 20],
        [3, 8],
        [2, 5],
        [1, 3],
      ] as const) {
        const options = { agents: count, parameters, hidden: 6, target: 1, communication };
        const training = agents.newTraining(options, neuro.newRandom(1));
        const weights = training.agents.reduce((sum, { network }) => sum + network.weights.length, 0);
        expect(weightCount(options), communication).toBe(weights);
      }
  });

  it("share the parameters as the library does", () => {
    const settings = agents.settingsOf({ agents: 4, parameters: 22 });
    expect(shares(settings).map(({ own }) => own)).toEqual(
      agents.newWorld(settings).slices.map(({ from, to }) => to - from),
    );
  });
});

describe("the words", () => {
  it.each([
    [4, 20, "Each agent owns 5 parameters."],
    [4, 22, "The first 2 agents own 6 parameters, the others 5."],
    [4, 21, "The first agent owns 6 parameters, the others 5."],
    [3, 8, "The first 2 agents own 3 parameters, the last one 2."],
    [5, 5, "Each agent owns 1 parameter."],
    [1, 20, "The agent owns all 20 parameters."],
    [1, 1, "The agent owns the one parameter."],
  ])("say of %i agents and %i parameters who owns what", (count, parameters, words) => {
    expect(ownWords({ agents: count, parameters })).toBe(words);
  });

  it("say how many numbers an agent is told, as the documents do", () => {
    const told = (communication: "none" | "sum" | "neighbours" | "all", count = 4, parameters = 20) =>
      toldWords({ agents: count, parameters, communication });
    expect([told("none"), told("sum"), told("neighbours"), told("all")]).toEqual(["0", "1", "10", "15"]);
    expect([told("all", 3, 8), told("neighbours", 2, 20), told("neighbours", 1)]).toEqual(["5 to 6", "10", "0"]);
  });

  it("say what the starts came to, and call only all of them all", () => {
    expect(judgedWords({ starts: 500, solved: 500, steps: 1531 })).toBe(
      "All of 500 starts solved, in 3.06 steps on average",
    );
    expect(judgedWords({ starts: 500, solved: 430, steps: 4_150 })).toBe(
      "86% of 500 starts solved, in 8.3 steps on average",
    );
    expect(shareWords({ starts: 100_000, solved: 99_999 })).toBe("99.9%");
  });

  it("follow a training from its first episode to its end", () => {
    const curve = { from: 0, span: 1, lows: [-64.09], highs: [-64.09], averages: [-64.09] };
    const progress: TrainingProgress = {
      episodes: 1,
      steps: 50,
      curve,
      lines: ["Episode 0, Avg Reward: -64.09"],
      goodAfter: null,
      plays: null,
      judged: null,
    };
    const waiting = newTrainingState(order);
    const states = [
      { kind: "begun" },
      { kind: "progress", progress },
      { kind: "paused" },
      { kind: "went on" },
      { kind: "finishing" },
      { kind: "progress", progress: { ...progress, lines: [], judged: { starts: 20, solved: 1, steps: 970 } } },
      { kind: "ended" },
      { kind: "paused" },
    ] satisfies readonly TrainingEvent[];
    const words: string[] = [];
    let state: TrainingState = waiting;
    for (const event of states) {
      state = afterEvent(state, event);
      words.push(progressWords(state));
    }
    const mean = "mean so far: \u221264.09";
    expect(words).toEqual([
      "0 of 1,000 episodes",
      `1 of 1,000 episodes; ${mean}`,
      `Paused after 1 of 1,000 episodes; ${mean}`,
      `1 of 1,000 episodes; ${mean}`,
      "Stops after this episode",
      "Evaluating: 20 of 500 starts",
      `Stopped after 1 of 1,000 episodes, 50 steps of learning; ${mean}`,
      `Stopped after 1 of 1,000 episodes, 50 steps of learning; ${mean}`,
    ]);
    expect(progressWords({ ...state, episodes: 100 })).toContain("mean of the last 100: \u221264.09");
    expect(state.lines).toEqual(progress.lines);
    expect(stateWord(state)).toBe("stopped at 1");
    expect(announced([state])).toMatch(/^Stopped after 1 of .* 5% of 20 starts solved/);
    expect(curveLabel(state)).toContain("from \u221264.09 to \u221264.09");
  });

  it("stay paused where the last episode ended just then, until it goes on", () => {
    const judged = { starts: 3, solved: 3, steps: 4 };
    const empty = { from: 0, span: 1, lows: [], highs: [], averages: [] };
    const progress = { episodes: 1_000, steps: 1_000, curve: empty, lines: [], goodAfter: 150, plays: null, judged };
    const paused = [{ kind: "begun" }, { kind: "paused" }, { kind: "progress", progress }] as const;
    const state = paused.reduce(afterEvent, newTrainingState(order));
    expect(state.phase).toBe("paused");
    expect(([{ kind: "went on" }, { kind: "progress", progress }] as const).reduce(afterEvent, state).phase).toBe(
      "evaluating",
    );
  });

  it("keep the newest 300 of very many lines, and say how many are gone", () => {
    const lines = Array.from({ length: 1_200 }, (_, i) => `Episode ${100 * i}, Avg Reward: -1.00`);
    const progress: TrainingProgress = {
      episodes: 120_000,
      steps: 120_000,
      curve: { from: 0, span: 1, lows: [], highs: [], averages: [] },
      lines,
      goodAfter: null,
      plays: null,
      judged: null,
    };
    const state = afterEvent(newTrainingState(order), { kind: "progress", progress });
    expect([state.lines.length, state.droppedLines, state.lines.at(-1)]).toEqual([300, 900, lines.at(-1)]);
    expect(renderToStaticMarkup(createElement(OneTraining, { state }))).toContain(
      "900 earlier lines are kept no more.",
    );
  });
});

describe("the chart", () => {
  const size = { width: 640, height: 320 };
  const bins = { span: 2, lows: [-60, -5], highs: [-20, -1], averages: [-40, -22] };
  const line: ChartLine = { key: "one", label: "mean", bins, episodes: 3 };
  const choice = { episodes: 10, scale: "linear", hasRewards: true, isNamed: false } as const;

  it("has room for all episodes from the beginning, and for every reward", () => {
    const layout = layoutChart([line], size, choice);
    const { x, y, left, right, top, bottom } = layout;
    expect(x(0)).toBeLessThan(left + 10);
    expect(x(10)).toBeGreaterThan(right - 10);
    for (const reward of [-60, 0]) {
      expect(y(reward)).toBeGreaterThanOrEqual(top);
      expect(y(reward)).toBeLessThanOrEqual(bottom);
    }
    expect(y(0)).toBeLessThan(y(-1));
    expect(layout.atX(x(7))).toBeCloseTo(7, 9);
  });

  it("has no room for very many episodes before they come, and none for those that never came", () => {
    expect([roomFor(0, 240, false), roomFor(5, 1_000, false)]).toEqual([240, 1_000]);
    expect([roomFor(1_000, 1_000_000, false), roomFor(1_001, 1_000_000, false), roomFor(1_001, 1_500, false)]).toEqual([
      1_000, 2_000, 1_500,
    ]);
    expect([roomFor(340, 1_000_000, true), roomFor(0, 10, true)]).toEqual([340, 1]);
  });

  it("draws a bin at its last episode, counted from 0, its rewards from the lowest to the highest", () => {
    const layout = layoutChart([line], size, choice);
    const { x, y } = layout;
    const at = (px: number) => Math.round(px * 10) / 10;
    expect(meanPath(line, layout)).toBe(`M${at(x(1))} ${at(y(-40))}L${at(x(2))} ${at(y(-22))}`);
    expect(rewardsPath(line, layout)).toBe(
      `M${at(x(1))} ${at(y(-60))}L${at(x(1))} ${at(y(-20))}L${at(x(2))} ${at(y(-5))}L${at(x(2))} ${at(y(-1))}`,
    );
  });

  it("shows small rewards on its logarithmic scale", () => {
    const share = (scale: "log" | "linear"): number => {
      const { y } = layoutChart([line], size, { ...choice, scale });
      return (y(-1) - y(0)) / (y(-60) - y(0));
    };
    expect(share("linear")).toBeCloseTo(1 / 60, 2);
    expect(share("log")).toBeGreaterThan(0.3);
  });

  it("pushes the names at the curves' ends apart, in their order", () => {
    expect(spread([10, 12, 100], 15, 0, 200)).toEqual([10, 25, 100]);
    expect(spread([195, 190, 10], 15, 0, 200)).toEqual([200, 185, 10]);
    expect(spread([-20], 15, 0, 200)).toEqual([0]);
  });

  it("is gone along by keys", () => {
    expect(pointByKey(5, null, "ArrowLeft", false)).toBe(4);
    expect(pointByKey(5, null, "Home", false)).toBe(0);
    expect(pointByKey(50, 20, "ArrowRight", true)).toBe(30);
    expect(pointByKey(5, 4, "ArrowRight", false)).toBe(4);
    expect(pointByKey(5, 4, "Escape", false)).toBeNull();
    expect(pointByKey(5, 4, "Tab", false)).toBeUndefined();
    expect(pointByKey(0, null, "End", false)).toBeUndefined();
  });
});

describe("the bars", () => {
  const size = { width: 640, height: 300 };
  it("stand by the agent that owns them, up or down from 0", () => {
    const { bars, groups, y } = layoutBars([0.5, -0.5, 1, 0], { agents: 2, parameters: 4 }, size);
    expect(bars.map(({ agent }) => agent)).toEqual([0, 0, 1, 1]);
    expect(bars[0]?.y).toBeCloseTo(y(0.5), 9);
    expect(bars[1]?.y).toBeCloseTo(y(0), 9);
    expect(bars[2]?.height).toBeCloseTo(2 * (bars[0]?.height ?? 0), 9);
    expect(groups).toHaveLength(2);
    const gaps = bars.slice(1).map((bar, i) => bar.x - (bars[i]?.x ?? 0));
    expect(gaps[1]).toBeGreaterThan(gaps[0] ?? 0);
  });

  it("are at most 500", () => {
    expect(layoutBars(new Float64Array(800), { agents: 4, parameters: 800 }, size).bars).toHaveLength(500);
  });
});

describe("trainings side by side", () => {
  /** Trainings that do nothing until they are told to end. */
  function staged(atOnce: number) {
    const log: string[] = [];
    const ends = new Map<string, () => void>();
    const start: StartTraining = ({ settings }, pace, tell) => {
      const name = settings.communication;
      log.push(`start ${name}${pace === "slow" ? " slowly" : ""}`);
      ends.set(name, () => tell({ kind: "ended" }));
      const act = (what: string) => () => void log.push(`${what} ${name}`);
      const setPace = (next: Pace) => act(next)();
      return { setPace, pause: act("pause"), goOn: act("go on"), finish: act("finish"), kill: act("kill") };
    };
    const all = startAll(ordersOf(order, "communication"), atOnce, "fast", start, (index, { kind }) => {
      log.push(`${index} ${kind}`);
    });
    return { all, log, end: (name: string) => ends.get(name)?.() };
  }

  it("differ in what is compared alone", () => {
    const orders = ordersOf(order, "clamped");
    expect(orders.map(({ settings }) => settings.clamped)).toEqual(KINDS.clamped);
    expect(new Set(orders.map(({ settings, seed }) => JSON.stringify({ ...settings, clamped: "", seed }))).size).toBe(
      1,
    );
  });

  it("run two at a time, the next when one has ended, none while they are paused", () => {
    const { all, log, end } = staged(2);
    expect(log).toEqual(["start none", "start sum"]);
    end("sum");
    expect(log.slice(2)).toEqual(["1 ended", "start neighbours"]);
    all.pause();
    end("none");
    expect(log.slice(4)).toEqual(["pause none", "pause neighbours", "0 ended"]);
    all.goOn();
    expect(log.slice(7)).toEqual(["go on neighbours", "start all"]);
  });

  it("that go on slowly begin slowly, too, until they are to go fast again", () => {
    const { all, log, end } = staged(1);
    all.setPace("slow");
    end("none");
    expect(log).toEqual(["start none", "slow none", "0 ended", "start sum slowly"]);
    all.setPace("fast");
    end("sum");
    expect(log.slice(4)).toEqual(["fast sum", "1 ended", "start neighbours"]);
  });

  it("that are stopped leave out those that have not begun, and those that are left end at once", () => {
    const { all, log, end } = staged(1);
    all.finish();
    expect(log.slice(1)).toEqual(["1 ended", "2 ended", "3 ended", "finish none"]);
    end("none");
    expect(log.at(-1)).toBe("0 ended");
    const left = staged(2);
    left.all.kill();
    expect(left.log.slice(2)).toEqual(["kill none", "kill sum"]);
  });
});
