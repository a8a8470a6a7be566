import type {
  GenerationPoint,
  GenerationRow,
  GenerationsPage,
  GenerationsQuery,
  GenerationsSummary,
} from "../../agent/generations/generations-page.ts";
import type { BestSummary, TrialSummary, TrialsPage, TrialsQuery } from "../../agent/view/snapshot.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { ChampionPlay } from "../../worker/play/champion-play.ts";
import { mersenneLike } from "./fake-chance.ts";
import { episodeOf } from "./fake-episodes.ts";
import type { Scenario } from "./scenario.ts";

const POPULATION = 1_000;
const SURVIVORS = 20;
const RETESTED = 10 * 30;

interface Task {
  readonly name: string;
  readonly objective: StudySpec["objectives"][number];
  readonly target: number | null;
  /** A champion's value after so many generations, as a share 0..1 of what there is to learn. */
  readonly worst: number;
  readonly best: number;
  readonly cap: number;
  readonly floor: number;
  readonly weights: number;
}

const REWARD = { name: "reward", direction: "maximize", unit: "" } as const;
const TASKS = {
  cart: { name: "CartPole", objective: REWARD, target: 475, worst: 34, best: 499, cap: 500, floor: 9, weights: 386 },
  acrobot: {
    name: "Acrobot",
    objective: REWARD,
    target: -100,
    worst: -480,
    best: -84,
    cap: -62,
    floor: -500,
    weights: 435,
  },
  car: {
    name: "Mountain car",
    objective: REWARD,
    target: 90,
    worst: -12,
    best: 94,
    cap: 99,
    floor: -100,
    weights: 337,
  },
  pendulum: {
    name: "Pendulum",
    objective: REWARD,
    target: null,
    worst: -1480,
    best: -168,
    cap: -1,
    floor: -1_800,
    weights: 353,
  },
  cost: {
    name: "Pendulum, by its cost",
    objective: { name: "cost", direction: "minimize", unit: "" },
    target: 200,
    worst: 1480,
    best: 168,
    cap: 1,
    floor: 1_800,
    weights: 353,
  },
  orchard: {
    name: "Orchard",
    objective: { name: "apples", direction: "maximize", unit: "apples" },
    target: null,
    worst: 14,
    best: 121,
    cap: 123,
    floor: 3,
    weights: 24_771,
  },
} as const satisfies Record<string, Task>;

function taskOf(scenario: Scenario): Task | null {
  switch (scenario) {
    case "generations-acrobot":
      return TASKS.acrobot;
    case "generations-mountain-car":
      return TASKS.car;
    case "generations-pendulum":
      return TASKS.pendulum;
    case "generations-minimize":
      return TASKS.cost;
    case "generations-orchard":
      return TASKS.orchard;
    default:
      return scenario.startsWith("generations") ? TASKS.cart : null;
  }
}

/** What makes a study of generations of the ordinary one; nothing in other scenarios. */
export function bredOf(scenario: Scenario): Partial<StudySpec> {
  const task = taskOf(scenario);
  if (task === null) return {};
  return {
    name: `${task.name} by deep neuroevolution`,
    objectives: [task.objective],
    sampler: {
      name: "deepga",
      population: POPULATION,
      survivors: SURVIVORS,
      champions: 1,
      sigma: 0.02,
      validationEpisodes: 30,
    },
    pruner: { name: "none" },
    budget: { kind: "generations", generations: 200, trialsPerRound: 10 },
    stopRules: task.target === null ? [] : [{ kind: "target", value: task.target }],
  };
}

export interface FakeGenerations {
  /** So many more results are known. */
  pass(results: number): void;
  summary(): GenerationsSummary;
  best(): BestSummary | null;
  page(query: GenerationsQuery): GenerationsPage | null;
  trials(query: TrialsQuery): TrialsPage;
  play(generation: number, episode: number): ChampionPlay;
}

/** Generations as a swarm would breed them; null in other scenarios. */
export function fakeGenerations(scenario: Scenario): FakeGenerations | null {
  const task = taskOf(scenario);
  if (task === null) return null;
  let closed = scenario === "generations-begun" ? 0 : scenario === "generations-orchard" ? 137 : 42;
  let known = 613;
  const sign = task.objective.direction === "maximize" ? 1 : -1;
  const seedOf = (generation: number): number[] => {
    const chance = mersenneLike(77);
    return Array.from({ length: generation + 1 }, () => Math.floor(chance() * 2 ** 32));
  };
  const rowOf = (generation: number): GenerationRow => {
    const chance = mersenneLike(generation * 7 + 5);
    const learned = 1 - Math.exp(-generation / (closed > 100 ? 40 : 14));
    const value = task.worst + learned * (task.best - task.worst) * (0.94 + 0.06 * chance());
    const spread = (task.best - task.worst) * (0.05 + 0.22 * (1 - learned));
    const scores = Array.from({ length: SURVIVORS }, () => value + spread * (0.45 - chance()));
    const [low, high] = [Math.min(task.cap, task.floor), Math.max(task.cap, task.floor)];
    const within = scores.map((score) => Math.min(high, Math.max(low, score)));
    const failed = generation % 9 === 4 ? 3 : 0;
    return {
      generation,
      value: Math.round(value * 100) / 100,
      episodes: 30,
      seeds: generation + 1,
      scores: within.map(Math.round).sort((a, b) => sign * (b - a)),
      survivors: SURVIVORS,
      evaluations: POPULATION + RETESTED,
      failed,
      tookMs: generation < 3 ? null : 18_000 + 30_000 * learned + 4_000 * chance(),
    };
  };
  const trialOf = ({ generation, value, tookMs }: GenerationRow): TrialSummary => ({
    trial: `log:${generation}`,
    number: generation,
    name: null,
    by: "calm-badger-19",
    own: true,
    state: "complete",
    value,
    values: value === null ? [] : [value],
    params: { genome: seedOf(generation) },
    constraints: {},
    infeasible: false,
    userAttrs: {},
    metrics: {},
    startMs: null,
    durationMs: tookMs ?? 0,
    foreignKnown: 0,
    steps: 0,
    error: null,
  });
  const pointOf = (generation: number): GenerationPoint => {
    const { value, scores } = rowOf(generation);
    const nan = Number.NaN;
    return {
      generation,
      value: value ?? nan,
      best: scores[0] ?? nan,
      median: scores[scores.length >> 1] ?? nan,
      worst: scores.at(-1) ?? nan,
    };
  };
  const summary = (): GenerationsSummary => ({
    generation: closed,
    known,
    needed: POPULATION + RETESTED,
    isRetesting: known >= POPULATION,
    closed,
    planned: 200,
    evaluations: closed * (POPULATION + RETESTED) + known,
    ownEvaluations: Math.round((closed * (POPULATION + RETESTED) + known) * 0.21),
  });
  const bestRow = (): GenerationRow | undefined =>
    Array.from({ length: closed }, (_, generation) => rowOf(generation)).sort(
      (a, b) => sign * ((b.value ?? 0) - (a.value ?? 0)),
    )[0];
  return {
    pass: (results) => {
      known += results;
      if (known < POPULATION + RETESTED) return;
      known = 0;
      closed += 1;
    },
    summary,
    best: () => {
      const row = bestRow();
      if (row === undefined || row.value === null) return null;
      return {
        value: row.value,
        values: [row.value],
        name: null,
        params: { genome: seedOf(row.generation) },
        distributions: { genome: { kind: "seeds", maxLength: 1_000 } },
        trial: `log:${row.generation}`,
        beat: row.generation < 2 ? null : row.value - sign * 1.37,
        foundBy: { peerId: "you", name: "calm-badger-19", isYou: true },
        ranHere: true,
        heardAgoMs: 42_000,
      };
    },
    page: ({ since }) => {
      if (since === closed) return null;
      const { generation, needed, isRetesting } = summary();
      return {
        revision: closed,
        closed,
        planned: 200,
        open: { generation, known, needed, isRetesting },
        rows: Array.from({ length: Math.min(100, closed) }, (_, i) => rowOf(closed - 1 - i)),
        curve: Array.from({ length: closed }, (_, i) => pointOf(i)),
      };
    },
    trials: ({ offset, limit, sort, trial }) => {
      const rows = Array.from({ length: closed }, (_, i) => rowOf(closed - 1 - i)).filter(
        ({ generation }) => trial === undefined || trial === `log:${generation}`,
      );
      if (sort === "best") rows.sort((a, b) => sign * ((b.value ?? 0) - (a.value ?? 0)));
      return { total: rows.length, rows: rows.slice(offset, offset + limit).map(trialOf) };
    },
    play: (generation, episode) => {
      const { frames, value } = episodeOf(scenario, 1 + generation * 100 + episode);
      const { weights } = task;
      return { generation, episode, value, error: null, frames, seeds: generation + 1, weights };
    },
  };
}
