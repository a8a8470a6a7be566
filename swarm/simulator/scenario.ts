import type { Participant } from "./participant.ts";
import { CALM, Simulation, type SimulationConfig } from "./simulation.ts";

/** Worse than any real link: every fifth message is lost, doubled, or late. */
export const ROUGH = { drop: 0.2, duplicate: 0.2, reorder: 0.2, connectFailure: 0.2 };

/** `count` tabs that have found each other. */
export function grownSwarm(
  seed: number,
  count: number,
  options: Partial<SimulationConfig> = {},
): { readonly simulation: Simulation; readonly tabs: Participant[] } {
  const simulation = new Simulation({ ...CALM, ...options, seed });
  const tabs = simulation.joinMany(count, 3_000);
  simulation.run(9_000);
  return { simulation, tabs };
}

/** What a tab holds, as one text: equal texts are equal replicas. */
export function holdings(tab: Participant): string {
  return tab.core
    .logs()
    .filter((view) => view.length > 0)
    .map((view) => `${view.log}:${view.length}:${view.held}`)
    .sort()
    .join(" ");
}

/** Every live tab holds every segment that any live tab has published. */
export function allHoldAll(simulation: Simulation): boolean {
  const live = simulation.live();
  return live.every((tab) => live.every((other) => tab.core.segmentsOf(other.log).length === other.told));
}

/** All live tabs hold the same, own logs of former starts included. */
export function allAgree(simulation: Simulation): boolean {
  return new Set(simulation.live().map(holdings)).size <= 1;
}

/** Fifty runs take up to half a minute of one core, and many times that on a busy machine: a limit for what never ends. */
export const SLOW = { timeout: 600_000 };

export const SEEDS = Array.from({ length: 50 }, (_, i) => i + 1);

/** Runs a scenario for every seed; the message names the seed, so that it can be run again alone. */
export function forEverySeed(scenario: (seed: number) => void, seeds: readonly number[] = SEEDS): void {
  for (const seed of seeds) {
    try {
      scenario(seed);
    } catch (cause) {
      throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}
