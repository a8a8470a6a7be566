import type { HistoryPoint } from "../../agent/best/history-points.ts";
import type { PeerSummary } from "../../agent/view/snapshot.ts";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { mersenneLike } from "./fake-chance.ts";
import { experimentOf } from "./fake-experiment.ts";
import { severalOf } from "./fake-front.ts";
import { bredOf } from "./fake-generations.ts";
import type { Scenario } from "./scenario.ts";

export const STUDY_ID = "Kq3xV0cT9mWb5yRj2ZsLh8uFn4dPgEaXo7iQtBvYwC1";

export const SOURCE = `// Earth, Venus, Venus, Earth, Jupiter, Saturn
const DAYS = { T1: [30, 400], T2: [100, 470], T3: [30, 400],
               T4: [400, 2000], T5: [1000, 6000] }

export default (trial) => {
  let t = trial.suggestFloat('t0', -1000, 0)  // launch day
  let speed = 0

  for (const [leg, [lo, hi]] of Object.entries(DAYS)) {
    const dt = trial.suggestFloat(leg, lo, hi)
    speed += flyLeg(leg, t, t + dt)  // km/s for this leg
    t += dt

    trial.report(speed, leg)
    if (trial.shouldPrune()) return speed
  }
  return speed
}
`;

/** A comment that seems to end before the check it holds, and more of what no editor shows. */
const DISGUISED = `// calls only flyLeg\u2028export default (trial) => {
  const role = trial.suggestCategorical('role', ['user', 'admin'])
  /*\u202e } \u2066if (role === 'admin')\u2069 \u2066 only for the author */
  const key\u200b = 'sk\u00ad\u200b\u200b\u200b\u{e0041}'
  /* שלום */ return key /* עולם */
}
`;

function sourceOf(scenario: Scenario): string {
  switch (scenario) {
    case "long":
      return `${SOURCE}// ${"x".repeat(4000)}\n`.repeat(40);
    case "hidden-characters":
      return DISGUISED + SOURCE;
    case "many-lines":
      return SOURCE.repeat(334).split("\n").slice(0, 6000).join("\n");
    case "shortest-lines":
      return "1\n".repeat(128_000);
    default:
      return SOURCE;
  }
}

export function specOf(scenario: Scenario): StudySpec {
  const long = scenario === "long";
  return specWith({
    name: long ? `Cassini ${"interplanetary ".repeat(10)}${"W".repeat(120)}` : "Cassini: Earth to Saturn",
    objective: { language: "javascript", source: sourceOf(scenario) },
    objectives: [
      {
        name: "value",
        direction: scenario === "maximize" ? "maximize" : "minimize",
        unit: long ? "kilometres per second each" : "km/s",
      },
    ],
    sampler: { name: "tpe" },
    pruner: { name: "median" },
    budget:
      scenario === "finished"
        ? { kind: "rounds", rounds: 10, trialsPerRound: 10 }
        : { kind: "trials", total: 2000, trialsPerRound: 10 },
    trialTimeoutMs: 60_000,
    maxPeers: 500,
    listed: true,
    author: {
      key: "7f3k19ceQ2mVbX0pLrTz8sYdWnHgJaKuEoIc5xBtF4M",
      name: long ? "\u202Eevil".repeat(30) : "tidy-fox-12",
    },
    createdMs: 1_760_000_000_000,
    ...severalOf(scenario),
    ...experimentOf(scenario),
    ...bredOf(scenario),
  });
}

const NAMES = ["amber-kestrel-12", "brave-otter-41", "lucid-moth-88", "quiet-heron-7", "tidy-lynx-30", "swift-newt-5"];

export function peersOf(scenario: Scenario, own: number): PeerSummary[] {
  const you: PeerSummary = {
    peerId: "you",
    name: "calm-badger-19",
    isYou: true,
    trials: own,
    bests: 1,
    cores: 4,
    tabs: 1,
    link: null,
    rttMs: null,
    online: true,
    done: scenario === "finished",
  };
  if (scenario === "alone") return [you];
  const count = scenario === "crowd" ? 180 : scenario === "long" ? 12 : 9;
  const others = Array.from({ length: count }, (_, i): PeerSummary => {
    const link = i < 5 ? "direct" : i < 7 ? "relayed" : null;
    return {
      peerId: `peer-${i}`,
      name: scenario === "long" ? `${"n".repeat(i * 12)}<b>${i}</b>` : (NAMES[i] ?? `odd-finch-${i}`),
      isYou: false,
      trials: Math.round(420 / (i + 1)),
      bests: i % 4,
      cores: i === 4 ? 0 : 16 - i,
      tabs: i === 5 ? 0 : 1,
      link,
      rttMs: link === null ? null : 3.4 + i * 21,
      online: i !== 5,
      done: i === 3,
    };
  });
  return [you, ...others];
}

/** Values falling over the trials, as a real search's would. */
export function pointsOf(count: number): HistoryPoint[] {
  const chance = mersenneLike(11);
  let best = Infinity;
  return Array.from({ length: count }, (_, i): HistoryPoint => {
    const floor = 4.93 + 22 * Math.exp(-i / (count / 6));
    const value = floor * Math.exp(chance() ** 2 * 1.2);
    const kind = chance();
    const state = kind < 0.02 ? "failed" : kind < 0.2 && i > 20 ? "pruned" : "complete";
    const improves = state === "complete" && value < best;
    if (improves) best = value;
    const own = chance() < 0.06;
    return { at: i + 1, value: state === "failed" ? Number.NaN : value, state, own, infeasible: false, improves };
  });
}

/** The same search under other circumstances: how its trials look in this scenario. */
export function pointsFor(scenario: Scenario): readonly HistoryPoint[] {
  const points = pointsOf(1000);
  switch (scenario) {
    case "errors":
      return points.map((point) => ({ ...point, state: "failed", value: Number.NaN, improves: false }));
    case "infeasible":
      return points.map((point) => ({ ...point, infeasible: point.state === "complete", improves: false }));
    case "partly-feasible":
      return bestAnew(
        points.map((point) => ({ ...point, infeasible: point.state === "complete" && point.at % 3 > 0 })),
      );
    case "maximize":
      return bestAnew(
        points.map((point) => ({ ...point, value: -Math.sinh((point.value - 12) * 1.5) })),
        -1,
      );
    case "plateau":
      return bestAnew(points.map((point) => ({ ...point, value: Math.max(6, Math.floor(point.value)) })));
    default:
      return points;
  }
}

function bestAnew(points: readonly HistoryPoint[], sign: 1 | -1 = 1): readonly HistoryPoint[] {
  let best = Infinity;
  return points.map((point) => {
    const improves = point.state === "complete" && !point.infeasible && sign * point.value < best;
    if (improves) best = sign * point.value;
    return { ...point, improves };
  });
}
