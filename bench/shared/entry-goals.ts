import type { GalleryEntry } from "../../gallery/entry.ts";
import type { StandaloneStudy } from "../../study/create-study.ts";
import { rngFromSeed } from "../../study/rng.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { paramsOf } from "../../study/trial/trial.ts";
import { loadObjective } from "./load-objective.ts";

/** What a study of the entry has come to, of what its goal judges; NaN without a trial that counts. */
export async function judged({ goal }: Pick<GalleryEntry, "goal">, study: StandaloneStudy): Promise<number> {
  switch (goal.kind) {
    case "best":
      return study.best()?.values[0] ?? Number.NaN;
    case "hypervolume":
      return study.hypervolume(goal.before);
    case "other-days": {
      const best = study.best();
      return best === null ? Number.NaN : costOfPlan(paramsOf(best), goal.days);
    }
  }
}

interface Desk {
  readonly costOfDay: (staff: readonly number[], random: { next(): number }) => number;
}

/** Of the service desk, by chance that no trial had: the value of a best trial is good luck, too. */
export async function costOfPlan(params: Readonly<Record<string, ParamValue>>, days: number): Promise<number> {
  const staff = Object.values(params).map(Number);
  const { source } = await import("../../gallery/sources/service-desk.ts");
  const { costOfDay } = await loadObjective<Desk>({ language: "javascript", source }, ["costOfDay"]);
  const random = rngFromSeed(1, "other days");
  let cost = 0;
  for (let day = 0; day < days; day++) cost += costOfDay(staff, random);
  return cost / days;
}
