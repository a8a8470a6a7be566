import { loadObjective } from "../../bench/shared/load-objective.ts";
import { writeGeneration } from "../../formats/npz/write-generation.ts";
import { proposalOf } from "../../study/evolution/bred.ts";
import { Evolution } from "../../study/evolution/evolution.ts";
import type { EvolutionSettings } from "../../study/evolution/settings.ts";
import { TrialContext } from "../../study/trial/suggest.ts";

/** The files of a study's generations as they must be: bred in this process, one cell after the other, by the same text. */
export async function filesBredAlone(
  source: string,
  settings: EvolutionSettings,
  generations: number,
): Promise<readonly Uint8Array[]> {
  const objective = await loadObjective({ language: "javascript", source });
  const direction = settings.maximize ? "maximize" : "minimize";
  const evolution = new Evolution(settings);
  while (evolution.generation < generations) {
    for (const cell of evolution.missing()) {
      const proposal = proposalOf(evolution.taskOf(cell), 0, settings.sigma);
      const trial = new TrialContext(proposal, { directions: [direction], pruner: { kind: "nop" } });
      evolution.note(cell, Number(await objective.default(trial)));
    }
    evolution.close();
  }
  return evolution.closed.map(({ generation, survivors }) => {
    const bred = survivors.map(({ born, slot, score }) => ({ genome: evolution.genomeOf(born, slot), score }));
    const championMean = survivors[0]?.mean ?? null;
    return writeGeneration({ generation, survivors: bred, champion: bred[0], championMean, direction });
  });
}
