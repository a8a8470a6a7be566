import { afterEach, describe, expect, it, vi } from "vitest";
import type { GenerationPoint, GenerationsSummary } from "../../../agent/generations/generations-page.ts";
import { specOf } from "../../../test/ui/fake-study.ts";
import { PALETTE, type Palette } from "../canvas/palette.ts";
import { pointByKey } from "../canvas/point-by-key.ts";
import { closedWords, learningLabel, openWords, pointWords, scoresWords, solvedAt } from "./generation-words.ts";
import { layoutLearning, pointNear } from "./learning-layout.ts";
import { paintLearning } from "./learning-paint.ts";
import { rangeOf } from "./ScoreStrip.tsx";
import { generationsDelay } from "./use-generations.ts";

const size = { width: 600, height: 320 };
const breeder = { population: 1_000 };
const open: GenerationsSummary = {
  generation: 42,
  known: 613,
  needed: 1_300,
  isRetesting: false,
  closed: 42,
  planned: 200,
  ownEvaluations: 0,
  evaluations: 55_213,
};
const pointAt = (generation: number, value: number): GenerationPoint => ({
  generation,
  value,
  best: value + 20,
  median: value - 5,
  worst: value - 30,
});
const curve = Array.from({ length: 43 }, (_, i) => pointAt(i, 30 + 10 * i));

describe("the words", () => {
  it("say what is open now, and how far it is", () => {
    expect(openWords(open, breeder)).toEqual({ title: "Generation 42", words: "613 of 1,000 run", share: 0.613 });
    expect(openWords({ ...open, known: 1_120, isRetesting: true }, breeder)).toEqual({
      title: "Generation 42",
      words: "testing the best again: 120 of 300",
      share: 0.4,
    });
    expect(closedWords(open)).toBe("42 of 200 generations closed");
    expect(closedWords({ closed: 1, planned: null })).toBe("1 generation closed");
  });

  it("name the value that counts as solved, if the study says one", () => {
    const { objectives } = specOf("generations");
    expect(solvedAt(specOf("generations"))).toBe(475);
    expect(solvedAt({ objectives, stopRules: [] })).toBeNull();
    const metric = { kind: "metric", metric: "reward", bound: "at-least", value: 195, ends: "study" } as const;
    expect(solvedAt({ objectives, stopRules: [metric] })).toBe(195);
    expect(solvedAt({ objectives, stopRules: [{ ...metric, ends: "trial" }] })).toBeNull();
    expect(solvedAt({ objectives, stopRules: [{ ...metric, metric: "steps" }] })).toBeNull();
  });

  it("tell the curve to who does not see it", () => {
    expect(learningLabel(curve, 400, true)).toBe(
      "Learning curve over 43 generations. The champion's value went from 30 in generation 0 to generation 42 at 450. It counts as solved at 400, first in generation 37.",
    );
    expect(learningLabel(curve, 475, true)).toContain("solved at 475, not reached yet.");
    expect(learningLabel(curve, 25, false)).toContain("not reached yet");
    expect(learningLabel(curve.slice(0, 1), null, true)).toBe(
      "Learning curve over 1 generation. The champion of generation 0 at 30.",
    );
    expect(learningLabel([], null, true)).toBe("Learning curve: no generation has closed yet.");
    expect(pointWords(pointAt(7, 100))).toBe(
      "Generation 7: champion 100; survivors of one episode from 70 to 120, median 95.",
    );
  });

  it("tell the survivors' scores as numbers, those that failed left out", () => {
    expect(scoresWords({ scores: [500, 468, 468, 312, Number.NaN], survivors: 5 })).toBe("312 to 500, median 468");
    expect(scoresWords({ scores: [9, 9], survivors: 2 })).toBe("9");
    expect(scoresWords({ scores: [Number.NaN], survivors: 1 })).toBe("all 1 failed");
    expect(rangeOf([[500, 312], [Number.NaN]], true)).toEqual({ worst: 312, best: 500 });
    expect(rangeOf([[Number.NaN]], true)).toBeNull();
    expect(rangeOf([[5, 9]], false)).toEqual({ worst: 9, best: 5 });
  });
});

describe("the chart", () => {
  const layout = layoutLearning(curve, 475, size);

  it("has room for everything, the solved line too, and no half generations", () => {
    expect(layout.y(475)).toBeGreaterThanOrEqual(layout.top);
    expect(layout.y(0)).toBeLessThanOrEqual(layout.bottom);
    expect(layout.x(0)).toBeGreaterThanOrEqual(layout.left);
    expect(layout.x(42)).toBeLessThanOrEqual(layout.right);
    for (const short of [curve.slice(0, 1), curve.slice(0, 2), curve.slice(0, 4)])
      for (const [tick] of layoutLearning(short, null, size).ticksX) expect(Number.isInteger(tick)).toBe(true);
  });

  it("finds the generation under a pointer, and by keys", () => {
    expect(pointNear(curve, layout, layout.x(17) + 2)).toBe(17);
    expect(pointNear(curve, layout, 9_999)).toBe(42);
    expect(pointNear([], layout, 100)).toBe(-1);
    expect(pointByKey(43, null, "ArrowLeft", false)).toBe(42);
    expect(pointByKey(43, 42, "ArrowRight", false)).toBe(42);
    expect(pointByKey(43, 42, "ArrowLeft", true)).toBe(32);
    expect(pointByKey(43, 20, "Home", false)).toBe(0);
    expect(pointByKey(43, 20, "Escape", false)).toBeNull();
    expect(pointByKey(43, 20, "Tab", false)).toBeUndefined();
    expect(pointByKey(0, null, "End", false)).toBeUndefined();
  });

  afterEach(() => vi.unstubAllGlobals());

  it("draws the band beneath, the champion's line over it, and a gap where everybody failed", () => {
    const drawn: string[] = [];
    class Path {
      pieces = "";
      moveTo(): void {
        this.pieces += "m";
      }
      lineTo(_x: number, y: number): void {
        if (!Number.isFinite(y)) throw new Error("A line to nowhere.");
        this.pieces += "l";
      }
      closePath(): void {
        this.pieces += "z";
      }
    }
    vi.stubGlobal("Path2D", Path);
    const context = new Proxy<Record<string, unknown>>(
      {},
      {
        get: (it, key: string) => {
          if (key === "fill")
            return (path?: Path) => path && drawn.push(`fill ${String(it["fillStyle"])} ${path.pieces}`);
          if (key === "stroke")
            return (path?: Path) => path && drawn.push(`stroke ${String(it["strokeStyle"])} ${path.pieces}`);
          return it[key] ?? (() => undefined);
        },
      },
    );
    const palette = Object.fromEntries(PALETTE.map((token) => [token, token])) as Palette;
    const lost = { generation: 2, value: Number.NaN, best: Number.NaN, median: Number.NaN, worst: Number.NaN };
    const gap = [pointAt(0, 1), pointAt(1, 2), lost, pointAt(3, 4), pointAt(4, 5)];
    paintLearning(context as unknown as CanvasRenderingContext2D, gap, null, layoutLearning(gap, null, size), palette, {
      picked: null,
      playing: null,
    });
    expect(drawn.slice(0, 5)).toEqual([
      "fill --data-trial llllz",
      "fill --data-trial llllz",
      "stroke --data-trial mlml",
      "stroke --surface mlml",
      "stroke --data-best mlml",
    ]);
    // The newest champion.
    expect(drawn.slice(5)).toEqual(["fill --honey llllllz", "stroke --ink llllllz"]);
  });
});

describe("the engine is asked for generations", () => {
  const now = { closed: 42, known: 613, state: "running" } as const;
  const before = { ...now, studyId: "a", ms: 10_000 };

  it("at once, again while results come in, once a second at most, and no more by who has left", () => {
    expect(generationsDelay(null, "a", now, 0)).toBe(0);
    expect(generationsDelay(before, "b", now, 10_001)).toBe(0);
    expect(generationsDelay(before, "a", now, 60_000)).toBeNull();
    expect(generationsDelay(before, "a", { ...now, known: 620 }, 10_300)).toBe(700);
    expect(generationsDelay(before, "a", { ...now, closed: 43 }, 20_000)).toBe(0);
    expect(generationsDelay(before, "a", { ...now, state: "left" }, 60_000)).toBeNull();
  });
});
