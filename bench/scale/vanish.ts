import { atMost, type Figure, shown } from "../shared/report.ts";
import { GIVEN_UP_MS } from "./bests.ts";
import { componentsOf, neighboursOf } from "./graph.ts";
import { type ScaleOptions, ScaleSwarm } from "./swarm.ts";

const LOOK_EVERY_MS = 500;
const WATCHED_MS = 120_000;
const ENOUGH_LINKS = 4;

/** Half of all tabs vanish in one moment, while all work: when the others are one swarm again, and what is lost. */
export function afterVanishing(options: ScaleOptions): Figure[] {
  const swarm = new ScaleSwarm(options);
  const { simulation, ledger } = swarm;
  swarm.grow();
  swarm.work();
  swarm.run(1_000 * options.seconds);
  const leaving = simulation.chance.sample(simulation.live(), Math.floor(options.peers / 2));
  const vanishedMs = swarm.nowMs;
  for (const tab of leaving) swarm.end(tab, false);
  const atOnce = componentsOf(neighboursOf(simulation));
  let [oneMs, fourMs] = [Number.NaN, Number.NaN];
  while (swarm.nowMs - vanishedMs < WATCHED_MS) {
    swarm.run(LOOK_EVERY_MS);
    const linked = neighboursOf(simulation);
    const sinceMs = swarm.nowMs - vanishedMs;
    // Whoever falls apart again has not grown together before.
    oneMs = componentsOf(linked) > 1 ? Number.NaN : firstOf(oneMs, sinceMs);
    const fewest = Math.min(...[...linked.values()].map((others) => others.length));
    fourMs = fewest >= ENOUGH_LINKS ? firstOf(fourMs, sinceMs) : fourMs;
  }
  swarm.rest();
  swarm.run(GIVEN_UP_MS);
  const lost = ledger.lost(simulation.live());
  return [
    shown("componentsAtOnce", atOnce, "parts"),
    atMost("oneComponentMs", firstOf(oneMs, WATCHED_MS), "ms", 20_000),
    atMost("fourLinksMs", firstOf(fourMs, WATCHED_MS), "ms", 60_000),
    atMost("lostBests", lost.bests, "bests", 0),
    atMost("lostTrials", lost.trials, "trials", 0),
  ];
}

const firstOf = (beforeMs: number, nowMs: number): number => (Number.isNaN(beforeMs) ? nowMs : beforeMs);
