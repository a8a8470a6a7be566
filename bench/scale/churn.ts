import { MAX_ACTIVE, MAX_PASSIVE, MAX_PENDING_DIALS } from "../../swarm/overlay/views.ts";
import { atMost, type Figure, shown } from "../shared/report.ts";
import { GIVEN_UP_MS, quantile } from "./bests.ts";
import { Dials } from "./dials.ts";
import { collectedHeapBytes } from "./heap.ts";
import { type ScaleOptions, ScaleSwarm } from "./swarm.ts";

const EVERY_MS = 1_000;
/** Younger tabs may have no link yet. */
const YOUNG_MS = 10_000;
const MB = 2 ** 20;
/** Browsers stop after some 500 dials of a tab's life; where more leave, more must be dialled. */
const CALM_SHARE = 0.05;

/** `share` of all tabs leave in every minute, half of them without a word, and as many come. */
export function underChurn(options: ScaleOptions, share: number): Figure[] {
  const swarm = new ScaleSwarm(options);
  const { simulation } = swarm;
  swarm.grow();
  swarm.work();
  const dials = new Dials(swarm);
  const joinedMs = new Map(simulation.live().map((tab) => [tab, swarm.nowMs - YOUNG_MS]));
  const most = { passive: 0, pendingDials: 0, links: 0, statuses: 0, logs: 0 };
  let [leaving, left, lonely] = [0, 0, 0];
  for (let second = 0; second < options.seconds; second++) {
    leaving += (options.peers * share) / 60;
    for (; leaving >= 1; leaving--) {
      const [tab] = simulation.chance.sample(simulation.live(), 1);
      if (tab === undefined) break;
      dials.ends(tab);
      joinedMs.delete(tab);
      swarm.end(tab, left++ % 2 === 0);
      const comer = swarm.join();
      joinedMs.set(comer, swarm.nowMs);
      dials.joined(comer);
    }
    swarm.run(EVERY_MS);
    for (const [tab, sinceMs] of joinedMs) {
      if (swarm.nowMs - sinceMs > YOUNG_MS && tab.core.links().length === 0) lonely += 1;
      const sizes = tab.core.sizes();
      for (const table of ["passive", "pendingDials", "links", "statuses", "logs"] as const)
        most[table] = Math.max(most[table], sizes[table]);
    }
  }
  swarm.rest();
  const heapBytes = collectedHeapBytes();
  const dialsPerHour = dials.perTabAndHour();
  swarm.run(GIVEN_UP_MS);
  const lost = swarm.ledger.lost(simulation.live());
  const times = swarm.bests.courses.map(({ t99Ms }) => t99Ms);
  return [
    shown("left", left, "tabs"),
    atMost("lonelyTabSeconds", lonely, "s", 0),
    atMost("passiveMost", most.passive, "addresses", MAX_PASSIVE),
    atMost("pendingDialsMost", most.pendingDials, "dials", MAX_PENDING_DIALS),
    // Beyond its neighbours a tab has links that have not greeted yet.
    atMost("linksMost", most.links, "links", 3 * MAX_ACTIVE),
    shown("statusesMost", most.statuses, "statuses"),
    shown("logsMost", most.logs, "logs"),
    shown("heapMb", heapBytes / MB, "MB"),
    share <= CALM_SHARE
      ? atMost("dialsPerPeerPerHour", dialsPerHour, "dials", 12)
      : shown("dialsPerPeerPerHour", dialsPerHour, "dials"),
    ...(times.length === 0 ? [] : [shown("t99MedianMs", quantile(times, 0.5), "ms")]),
    atMost("lostBests", lost.bests, "bests", 0),
    shown("lostTrials", lost.trials, "trials"),
  ];
}
