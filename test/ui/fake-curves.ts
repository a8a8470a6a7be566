import {
  type Curve,
  type CurvePoints,
  type CurvesPage,
  type CurvesQuery,
  SECONDS_METRIC,
} from "../../agent/view/curves-page.ts";
import { mersenneLike } from "./fake-chance.ts";
import type { Scenario } from "./scenario.ts";

const METRICS = ["value", "mean_accuracy", "timesteps_total", SECONDS_METRIC];
/** Of each own curve; others' are told in part. */
const OWN_STEPS = 1_000;
const TOLD_STEPS = 200;
const ACTIVATIONS = ["relu", "elu", "tanh"];

/** How many trials of this scenario have reported something. */
const curvesIn = (scenario: Scenario): number =>
  scenario === "curves"
    ? 1_234
    : scenario === "few-curves"
      ? 9
      : scenario === "one-curve"
        ? 1
        : scenario === "live-curves"
          ? 3
          : 0;

/** A page of curves as a network's training would give, the same ones whenever asked. */
export function curvesPage(scenario: Scenario, query: CurvesQuery, best: string): CurvesPage | null {
  const total = curvesIn(scenario);
  // The best trial is another one now and then.
  const revision = total + Number(best.split(":").at(-1)) + (scenario === "live-curves" ? ++liveRevision : 0);
  if (query.since === revision) return null;
  const metric = METRICS.find((name) => name === query.metric) ?? "value";
  const known = new Set(query.known);
  const isLive = metric === "value" && query.across === "step";
  const curves = Array.from({ length: Math.min(total, query.limit) }, (_, i): Curve => {
    const trial = i === 0 ? best : `Kq3x:${i}`;
    const { own, state, steps } = aboutTrial(scenario, i);
    const held = own ? steps : Math.min(steps, TOLD_STEPS);
    return {
      trial,
      name: `script_mnist_${i}_activation=${ACTIVATIONS[i % 3]},lr=${(0.001 * (1 + (i % 7))).toFixed(3)}`,
      by: own ? "calm-badger-19" : "brave-otter-41",
      own,
      state,
      thinnedFrom: held < steps ? steps : null,
      points: known.has(trial) && state !== "running" ? null : pointsAt(i, metric, query.across, steps, held),
    };
  });
  return {
    revision,
    metrics: total === 0 ? [] : METRICS,
    metric: total === 0 ? null : metric,
    hasSeconds: total > 0,
    total,
    curves: curves.filter(({ state }) => isLive || state !== "running"),
  };
}

/** Whoever runs comes further with every question. */
let liveRevision = 0;

function aboutTrial(scenario: Scenario, i: number): { own: boolean; state: Curve["state"]; steps: number } {
  if (scenario === "live-curves")
    return { own: true, state: i === 0 ? "complete" : "running", steps: [60, 34, 12][i] ?? 1 };
  const few = scenario !== "curves";
  const state = i > 2 && i % 3 === 0 ? "pruned" : i % 17 === 16 ? "failed" : "complete";
  const whole = few ? 60 : OWN_STEPS;
  const steps = state === "complete" ? whole : Math.max(3, Math.round(whole * (0.08 + ((i * 7) % 11) / 16)));
  return { own: scenario === "one-curve" || i % 4 === 1, state, steps };
}

/** A little better the smaller `i` is. */
function pointsAt(i: number, metric: string, across: CurvesQuery["across"], steps: number, held: number): CurvePoints {
  const chance = mersenneLike(i + 1);
  const [floor, rate] = [0.03 + 0.012 * i ** 0.7, 2 + 9 * chance()];
  const every = (steps - 1) / Math.max(1, held - 1);
  const at = Array.from({ length: held }, (_, k) => Math.round(k * every));
  const second = 0.02 + 0.03 * chance();
  const valueAt = (step: number): number => {
    const loss = floor + 2.2 * Math.exp((-rate * step) / steps) * (1 + 0.12 * (chance() - 0.5));
    if (metric === "timesteps_total") return 50 * (step + 1);
    if (metric === SECONDS_METRIC) return second * (step + 1);
    return metric === "mean_accuracy" ? 1 / (1 + loss * (1 + 0.1 * chance())) : loss;
  };
  return {
    x: Float64Array.from(at, (step) => (across === "step" ? step + 1 : second * (step + 1))),
    y: Float64Array.from(at, valueAt),
  };
}
