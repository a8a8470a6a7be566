import { type Scheduler, schedulerPruner } from "../../study/pruners/schedulers.ts";
import type { Experiment, FileNote, Mistake } from "./experiment.ts";

export interface Scheduled {
  /** Null: the file names none, or one that cannot be. */
  readonly pruner: Scheduler["pruner"] | null;
  readonly mistakes: readonly Mistake[];
  readonly notes: readonly FileNote[];
}

export const NOT_SCHEDULED: Scheduled = { pruner: null, mistakes: [], notes: [] };

/** The pruner for the scheduler that the file names. */
export function scheduledBy({ scheduler, places, config }: Experiment): Scheduled {
  if (scheduler === null) return NOT_SCHEDULED;
  const { line, column } = places.get("scheduler") ?? config;
  const made = schedulerPruner(scheduler);
  if (!made.ok) return { ...NOT_SCHEDULED, mistakes: [{ line, column, message: sentence(made.reason) }] };
  const notes = made.value.notes.map((message) => ({ line, column, message }));
  return { pruner: made.value.pruner, mistakes: [], notes };
}

const sentence = (clause: string): string => `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}.`;

/** What no tab can give a trial yet. */
export function unmetNeeds({ resources, places, config }: Experiment): readonly Mistake[] {
  if (resources.gpu === 0) return [];
  const { line, column } = places.get("resources") ?? config;
  return [{ line, column, message: "No tab can give a trial a graphics processor yet: leave gpu out, or write 0." }];
}
