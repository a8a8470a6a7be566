import type { Participant } from "../../swarm/simulator/participant.ts";
import type { ScaleSwarm } from "./swarm.ts";

/** A tab that has just come must dial. */
const SETTLED_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Watched {
  readonly sinceMs: number;
  readonly dialsBefore: number;
}

/** How often tabs dial that have been there for a minute. */
export class Dials {
  readonly #swarm: ScaleSwarm;
  readonly #watched = new Map<Participant, Watched>();
  #dials = 0;
  #tabMs = 0;

  constructor(swarm: ScaleSwarm) {
    this.#swarm = swarm;
    for (const tab of swarm.simulation.live()) this.#watch(tab);
  }

  joined(tab: Participant): void {
    this.#swarm.simulation.after(SETTLED_MS, () => {
      if (tab.alive) this.#watch(tab);
    });
  }

  /** Before it ends. */
  ends(tab: Participant): void {
    const watched = this.#watched.get(tab);
    if (watched === undefined) return;
    this.#watched.delete(tab);
    this.#dials += tab.core.sizes().dials - watched.dialsBefore;
    this.#tabMs += this.#swarm.nowMs - watched.sinceMs;
  }

  perTabAndHour(): number {
    for (const tab of this.#watched.keys()) this.ends(tab);
    return this.#tabMs === 0 ? 0 : (this.#dials * HOUR_MS) / this.#tabMs;
  }

  #watch(tab: Participant): void {
    this.#watched.set(tab, { sinceMs: this.#swarm.nowMs, dialsBefore: tab.core.sizes().dials });
  }
}
