import type { Cell, EvolutionSettings } from "../../../study/evolution/settings.ts";
import { EMPTY_SPACE } from "../../../study/space/search-space.ts";
import { type Lease, NO_PROGRESS, type PeerStatus } from "../../tell/status-codec.ts";

/** What a trial of a generation is called: "generation 12, slot 40", "generation 12, slot 40, re-test 7". */
export function cellName(settings: EvolutionSettings, generation: number, cell: Cell): string {
  const { population, validationEpisodes } = settings;
  if (cell < population) return `generation ${generation}, slot ${cell}`;
  const [slot, episode] = [
    Math.floor((cell - population) / validationEpisodes),
    (cell - population) % validationEpisodes,
  ];
  return `generation ${generation}, slot ${slot}, re-test ${episode + 1}`;
}

/** What a peer says it runs of a generation, as if it were its leases; numbered by their cells. */
export function* cellLeases({ breeding }: PeerStatus): Generator<Lease> {
  for (const [cell, seconds] of breeding?.cells ?? [])
    yield { ...NO_PROGRESS, number: cell, state: "running", seconds, space: EMPTY_SPACE, params: [] };
}
