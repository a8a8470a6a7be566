import type { Agent } from "../../agent/agent.ts";
import type { GenerationGenomes } from "../../agent/view/bred/generations-view.ts";
import { type Direction, firstObjective, type StudySpec } from "../../study/spec/spec.ts";
import { Refusal } from "./engine-input.ts";

/** What a tab holds of a generation that has closed. */
interface ClosedGeneration extends GenerationGenomes {
  readonly generation: number;
  readonly direction: Direction;
  readonly sigma: number;
}

/** Refuses where the study breeds none, or the tab does not hold such a one. */
export function closedGeneration(agent: Agent, spec: StudySpec, generation: number): ClosedGeneration {
  const { sampler } = spec;
  if (sampler.name !== "deepga")
    throw new Refusal("This study breeds no generations; they come with the sampler Deep GA.");
  const genomes = agent.genomesOf(generation);
  if (genomes !== null)
    return { generation, ...genomes, direction: firstObjective(spec).direction, sigma: sampler.sigma };
  throw new Refusal(
    `Generation ${generation} has not closed as far as this tab knows. Wait until it stands among the generations.`,
  );
}

/** As an archive for NumPy. Refuses where it is larger than a page can hold. */
export async function generationFile(closed: ClosedGeneration): Promise<Uint8Array<ArrayBuffer>> {
  const { writeGeneration } = await import("../../formats/npz/write-generation.ts").catch((error: unknown) => {
    throw new Refusal(
      "The part of this page that writes archives could not be fetched from the seed; try again later.",
      { cause: error },
    );
  });
  try {
    return new Uint8Array(writeGeneration({ ...closed, champion: closed.survivors[0] }));
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message, { cause: error });
    throw error;
  }
}
