import type { EventsPage, EventsQuery, TrialEvent } from "../../agent/view/courses.ts";
import type { AgentSnapshot, LiveTrial, TrialSummary, TrialsPage, TrialsQuery } from "../../agent/view/snapshot.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { FinishedState, TrialError } from "../../study/trial/trial.ts";
import { mersenneLike } from "./fake-chance.ts";
import type { Scenario } from "./scenario.ts";

/** A trial whose life is known from the start: when it begins and ends, in seconds, and how. */
interface Life {
  readonly trial: string;
  readonly name: string | null;
  readonly params: LiveTrial["params"];
  readonly by: string;
  readonly own: boolean;
  readonly from: number;
  readonly to: number;
  readonly end: FinishedState;
  readonly toldAgoMs: number;
}

const TABS = [
  { by: "calm-badger-19", log: "AbCdEfGhIjKlMnOpQrStUv", own: true, toldAgoMs: 0 },
  { by: "brave-otter-41", log: "ZyXwVuTsRqPoNmLkJiHgFe", own: false, toldAgoMs: 2000 },
  { by: "lucid-moth-88", log: "QwErTyUiOpAsDfGhJkLzXc", own: false, toldAgoMs: 14_000 },
] as const;
const ACTIVATIONS = ["relu", "elu", "tanh"];
const ERROR: TrialError = { kind: "threw", message: "no such activation: eluu", line: 11, column: 14 };

/** What the scenarios with trials to follow say of their study. */
export function experimentOf(scenario: Scenario): Partial<StudySpec> {
  const count =
    scenario === "experiment" ? 10 : scenario === "many-variants" || scenario === "invited-experiment" ? 5000 : 0;
  if (count === 0) return {};
  return {
    name: "tune_mnist",
    objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
    budget: { kind: "trials", total: count, trialsPerRound: 1 },
    resources: { cores: scenario === "experiment" ? 1 : 4, gpu: 0 },
    trainable: { variants: variantsOf(count, scenario), repeat: 1 },
  };
}

function variantsOf(count: number, scenario: Scenario) {
  const chance = mersenneLike(7);
  return Array.from({ length: count }, (_, i) => {
    const activation = ACTIVATIONS[i % 3] ?? "relu";
    const lr = Number((10 ** (-4 + 2 * chance())).toPrecision(6));
    return scenario === "experiment"
      ? { name: `script_mnist_${i}_activation=${activation}`, config: { activation } }
      : { name: `script_mnist_${i}_activation=${activation},lr=${lr}`, config: { activation, lr } };
  });
}

/** Trials that run, wait and end as time passes; null where the scenario has none to follow. */
export function fakeExperiment(scenario: Scenario) {
  const { trainable = null } = experimentOf(scenario);
  if (trainable === null && scenario !== "slow-trials") return null;
  const slots = scenario === "experiment" ? 4 : 12;
  const lives: readonly Life[] = Array.from({ length: trainable?.variants.length ?? 400 }, (_, i) => {
    const tab = TABS[i % 3] ?? TABS[0];
    const variant = trainable?.variants[i] ?? null;
    const from = Math.floor(i / slots) * 31 + (i % slots) * 3;
    return {
      ...tab,
      trial: `${tab.log}:${Math.floor(i / 3)}`,
      name: variant?.name ?? null,
      params: (variant?.config ?? {
        x: i / 7,
        y: Math.sin(i) / 1000,
        kind: ACTIVATIONS[i % 3] ?? "",
      }) as Life["params"],
      from,
      to: from + 22 + ((i * 7) % 11),
      end: i % 9 === 2 ? "failed" : i % 9 === 3 ? "pruned" : "complete",
    };
  });
  let now = scenario === "experiment" ? 52 : 260;
  const isLive = ({ from, to }: Life): boolean => from <= now && now < to;
  const ended = (): readonly Life[] => lives.filter(({ to }) => to <= now).toSorted((a, b) => a.to - b.to);

  return {
    pass: (seconds: number) => {
      now += seconds;
    },
    figures: (): Partial<AgentSnapshot> => {
      const done = ended();
      const live = lives.filter(isLive).toSorted((a, b) => Number(b.own) - Number(a.own));
      const waiting = trainable === null ? [] : lives.filter(({ from }) => from > now);
      const best = done
        .filter(({ end }) => end === "complete")
        .toSorted((a, b) => valueAt(b, b.to) - valueAt(a, a.to))[0];
      return {
        trialCount: done.length,
        heldCount: done.length,
        failedCount: done.filter(({ end }) => end === "failed").length,
        prunedCount: done.filter(({ end }) => end === "pruned").length,
        trialsPerSecond: 0.2,
        progress: done.length / lives.length,
        points: done.map((life, i) => ({
          at: i + 1,
          value: life.end === "failed" ? Number.NaN : valueAt(life, life.to),
          state: life.end,
          own: life.own,
          infeasible: false,
          improves: life === best,
        })),
        recentErrors: done.filter(({ end }) => end === "failed").map(({ trial, by }) => ({ trial, by, error: ERROR })),
        ...(best === undefined
          ? {}
          : {
              best: {
                value: valueAt(best, best.to),
                values: [valueAt(best, best.to)],
                name: best.name,
                params: best.params,
                distributions: { activation: { kind: "categorical", choices: ACTIVATIONS } },
                trial: best.trial,
                beat: null,
                foundBy: { peerId: best.own ? "you" : "peer-1", name: best.by, isYou: best.own },
                ranHere: best.own,
                heardAgoMs: (now - best.to) * 1000,
              },
            }),
        status: {
          live: live.map((life) => liveTrial(life, now)),
          liveCount: live.length,
          waiting: waiting.slice(0, 200).map(({ name, params }) => ({ name: name ?? "", params })),
          variants:
            trainable === null
              ? null
              : {
                  running: live.length,
                  waiting: waiting.length,
                  complete: done.filter(({ end }) => end === "complete").length,
                  pruned: done.filter(({ end }) => end === "pruned").length,
                  failed: done.filter(({ end }) => end === "failed").length,
                },
          coresUsed: Math.min(live.length, slots),
          coresLent: slots,
          toldAgoMs: 14_000,
        },
      };
    },
    trials: (query: TrialsQuery): TrialsPage => {
      const chosen = ended().filter(({ trial, own, end }) =>
        query.trial === undefined
          ? query.only === "all" || (query.only === "own" ? own : end === query.only)
          : trial === query.trial,
      );
      const ordered =
        query.sort === "newest" ? chosen.toReversed() : chosen.toSorted((a, b) => valueAt(b, b.to) - valueAt(a, a.to));
      return { total: chosen.length, rows: ordered.slice(query.offset, query.offset + query.limit).map(summary) };
    },
    events: ({ after, limit }: EventsQuery): EventsPage => {
      const all = lives
        .flatMap((life) => eventsOf(life, now))
        .toSorted((a, b) => (a.studyMs ?? 0) - (b.studyMs ?? 0))
        .map((event, i): TrialEvent => Object.assign(event, { sequence: i + 1 }));
      const begin = after ?? Math.max(0, all.length - limit);
      return { events: all.slice(begin, begin + limit), first: 1, last: all.length, shortTrials: 0 };
    },
  };
}

/** As an accuracy rises over the steps of a network. */
const valueAt = (life: Life, seconds: number): number =>
  (0.95 + (life.to % 5) / 100) * (1 - Math.exp(-Math.floor(seconds - life.from + 4) / 9));

function liveTrial(life: Life, now: number): LiveTrial {
  const seconds = now - life.from;
  const { trial, name, params, by, own, toldAgoMs } = life;
  const told = Math.max(0, seconds - toldAgoMs / 1000);
  const waits = !own && seconds < 1;
  return {
    trial,
    name,
    params,
    by,
    own,
    toldAgoMs,
    state: waits ? "waiting" : "running",
    seconds: waits ? null : told,
    step: told < 1 ? null : Math.floor(told) * 10,
    value: told < 1 ? null : valueAt(life, life.from + told),
  };
}

function summary(life: Life): TrialSummary {
  const { trial, name, params, by, own, from, to, end } = life;
  const value = end === "failed" ? null : valueAt(life, to);
  return {
    trial,
    name,
    params,
    by,
    own,
    state: end,
    value,
    number: Number(trial.slice(trial.indexOf(":") + 1)),
    values: value === null ? [] : [value],
    constraints: {},
    infeasible: false,
    userAttrs: {},
    metrics: { mean_loss: Array.from({ length: 12 }, (_, i) => [i, 2.3 * Math.exp(-i / 4)] as const) },
    startMs: from * 1000,
    durationMs: (to - from) * 1000 + 370,
    foreignKnown: 3,
    steps: end === "failed" ? 0 : Math.floor(to - from) * 10,
    error: end === "failed" ? ERROR : null,
  };
}

function eventsOf({ trial, name, by, own, from, to, end }: Life, now: number): readonly Omit<TrialEvent, "sequence">[] {
  const of = { trial, name, by, own, stoppedBy: null };
  const all = [
    { ...of, studyMs: from * 1000, from: "waiting", to: "running" },
    { ...of, studyMs: to * 1000, from: "running", to: end },
  ] as const;
  return all.filter(({ studyMs }) => studyMs <= now * 1000);
}
