import type { HistoryPoint } from "../../agent/best/history-points.ts";
import type { FrontPoint, FrontSummary } from "../../agent/view/snapshot.ts";
import type { ObjectiveSpec, StudySpec } from "../../study/spec/spec.ts";
import { MAX_OBJECTIVES } from "../../study/spec/spec-limits.ts";
import { mersenneLike } from "./fake-chance.ts";
import type { Scenario } from "./scenario.ts";

const TWO: readonly ObjectiveSpec[] = [
  { name: "loss", direction: "minimize", unit: "" },
  { name: "size", direction: "minimize", unit: "kB" },
];

/** As many and as long as they may be, and a description that would fill many screens. */
const MANY: Partial<StudySpec> = {
  description: `Measured in every room.${"\n\n".repeat(150)}${"It goes on.\n".repeat(60)}`,
  objectives: Array.from({ length: MAX_OBJECTIVES }, (_, i) => ({
    name: `the share of all readings which were off in the room number ${i}`,
    direction: i % 2 === 0 ? "minimize" : "maximize",
    unit: i === 1 ? "thousandths of a degree" : i === 2 ? "%" : "",
  })),
};

/** What the author of a study with several objectives says; nothing of the others. */
export function severalOf(scenario: Scenario): Partial<StudySpec> {
  if (scenario === "many-objectives") return MANY;
  if (scenario !== "two-objectives" && scenario !== "three-objectives") return {};
  const three = scenario === "three-objectives";
  return {
    description:
      "A small network that still reads handwriting.\n\nEach trial trains one for two epochs on the same digits; the swarm looks for networks that are small and good at once.",
    objectives: three ? [...TWO, { name: "frames per second", direction: "maximize", unit: "1/s" }] : TWO,
    metrics: ["accuracy"],
    sampler: { name: "distinct", sampler: { name: three ? "nsga3" : "nsga2" } },
    seed: "autumn 7",
    startPoints: [{ t0: -700 }, { t0: -650 }, { t0: -10 }],
    stopRules: [
      { kind: "no-improvement", trials: 500 },
      { kind: "metric", metric: "accuracy", bound: "at-least", value: 0.995, ends: "study" },
    ],
  };
}

/** The values of trial `at`, better as the search goes on. */
export function valuesOf(at: number, objectives: readonly ObjectiveSpec[]): readonly number[] {
  const chance = mersenneLike(at * 7919);
  const x = chance() ** 1.4;
  const far = 1 + 2.5 * Math.exp(-at / 160) * chance() + 0.35 * chance();
  const values = [0.05 + 0.9 * x, 12 + 88 * far * Math.max(0.02, 1 - Math.sqrt(x / far)), 30 + (400 * chance()) / far];
  return objectives.map(({ direction }, i) => values[i] ?? (direction === "maximize" ? -x : x) * i);
}

const sign = ({ direction }: ObjectiveSpec): number => (direction === "maximize" ? -1 : 1);

const beats = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => value <= (b[i] ?? Infinity)) && a.some((value, i) => value < (b[i] ?? Infinity));

/** The front of these trials; the volume is that of the first two objectives alone, which is enough to look at. */
export function frontOf(history: readonly HistoryPoint[], objectives: readonly ObjectiveSpec[]): FrontSummary {
  const count = history.length;
  const lossesOf = (at: number): readonly number[] =>
    valuesOf(at, objectives).map((value, i) => sign(objectives[i] ?? TWO[0] ?? never()) * value);
  let front: number[] = [];
  const hypervolume: { trials: number; value: number }[] = [];
  for (const { at, state } of history) {
    if (state !== "complete") continue;
    const losses = lossesOf(at);
    if (front.some((other) => beats(lossesOf(other), losses))) continue;
    front = [...front.filter((other) => !beats(losses, lossesOf(other))), at];
    hypervolume.push({ trials: at, value: areaOf(front.map(lossesOf)) });
  }
  const points = front
    .map((at): FrontPoint => {
      const own = history[at - 1]?.own ?? false;
      return {
        trial: `log:${at}`,
        values: valuesOf(at, objectives),
        by: own ? "calm-badger-19" : "brave-otter-41",
        own,
        state: own ? "own" : "verified",
      };
    })
    .sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0));
  const last = hypervolume.at(-1);
  return {
    points,
    size: points.length,
    claims: [],
    reference: count === 0 ? null : [1, 320, 10].slice(0, objectives.length),
    hypervolume: last === undefined ? [] : [...hypervolume.slice(-199), { trials: count, value: last.value }],
  };
}

const never = (): never => {
  throw new Error("There are two objectives at least.");
};

function areaOf(losses: readonly (readonly number[])[]): number {
  let [area, edge] = [0, 320];
  for (const [x = 0, y = 0] of losses.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (y >= edge) continue;
    area += Math.max(0, 1 - x) * (edge - y);
    edge = y;
  }
  return area;
}
