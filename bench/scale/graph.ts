import type { Participant } from "../../swarm/simulator/participant.ts";
import type { Simulation } from "../../swarm/simulator/simulation.ts";

/** Who is linked to whom, both ends proven and there. */
export function neighboursOf(simulation: Simulation): Map<Participant, Participant[]> {
  const live = simulation.live();
  const byLog = new Map(live.map((tab) => [tab.log, tab]));
  const linked = new Map<Participant, Participant[]>();
  for (const tab of live) {
    const others = tab.core.links().flatMap(({ link, log }) => {
      const other = simulation.neighbourAt(link);
      return other !== undefined && other === byLog.get(log) ? [other] : [];
    });
    linked.set(tab, others);
  }
  return linked;
}

/** How many parts know nothing of each other. */
export function componentsOf(linked: ReadonlyMap<Participant, readonly Participant[]>): number {
  const seen = new Set<Participant>();
  let components = 0;
  for (const start of linked.keys()) {
    if (seen.has(start)) continue;
    components += 1;
    seen.add(start);
    const reached = [start];
    for (let tab = reached.pop(); tab !== undefined; tab = reached.pop()) {
      for (const other of linked.get(tab) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        reached.push(other);
      }
    }
  }
  return components;
}
