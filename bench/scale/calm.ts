import { atLeast, type Figure, shown } from "../shared/report.ts";
import { quantile } from "./bests.ts";
import { type ScaleOptions, ScaleSwarm } from "./swarm.ts";

const ASKED = 400;
/** Longer than a calm tab waits before it announces itself again. */
const CALM_MS = 300_000;
const EVERY_MS = 3_700;

/** Tabs that have their links ask the seed rarely: how many of them it names to a newcomer, at any moment. */
export function amongCalmTabs(options: ScaleOptions): Figure[] {
  const swarm = new ScaleSwarm(options);
  swarm.grow();
  swarm.run(CALM_MS);
  const told: number[] = [];
  for (let i = 0; i < ASKED; i++) {
    swarm.run(EVERY_MS);
    const address = `newcomer${i}`;
    told.push(swarm.simulation.seed.announce(address, swarm.nowMs, null).addresses.length);
    swarm.simulation.seed.left?.(address, swarm.nowMs, true);
  }
  return [
    atLeast("toldAddresses", Math.min(...told), "addresses", Math.min(5, options.peers)),
    shown("toldAddressesMedian", quantile(told, 0.5), "addresses"),
    shown("toldNobody", told.filter((count) => count === 0).length / ASKED, "of newcomers"),
  ];
}
