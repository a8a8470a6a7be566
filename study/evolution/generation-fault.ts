import { compareScores } from "./score-order.ts";
import {
  type ClosedGeneration,
  type EvolutionSettings,
  MAX_OPEN_GENERATIONS,
  retestedSlots,
  type Survivor,
} from "./settings.ts";

/** What is wrong with a generation that others say has closed after `before`, in a sentence; null if it can be. */
export function generationFault(
  settings: EvolutionSettings,
  generation: ClosedGeneration,
  before: readonly ClosedGeneration[],
): string | null {
  if (generation.generation !== before.length || before.length >= MAX_OPEN_GENERATIONS)
    return "A generation is out of its order.";
  if (generation.survivors.length !== settings.survivors)
    return "A generation has not as many survivors as the study says.";
  if (!/^[0-9a-f]{16}$/.test(generation.digest)) return "A generation's digest is none.";
  const old = before.at(-1)?.survivors.slice(0, settings.champions) ?? [];
  return (
    countFault(settings, generation) ??
    survivorsFault(settings, generation, old) ??
    (settings.validationEpisodes === 0
      ? rankingFault(settings, generation, old)
      : retestFault(settings, generation.survivors))
  );
}

function countFault(settings: EvolutionSettings, generation: ClosedGeneration): string | null {
  const { survivors, evaluations, failed } = generation;
  const needed = settings.population + retestedSlots(settings) * settings.validationEpisodes;
  const isCount = Number.isInteger(failed) && failed >= 0 && failed <= needed;
  const failedSurvivors = survivors.filter(({ born, score }) => born === generation.generation && Number.isNaN(score));
  if (evaluations === needed && isCount && failed >= failedSurvivors.length) return null;
  return "A generation's trials are miscounted.";
}

function survivorsFault(
  { population, validationEpisodes }: EvolutionSettings,
  { generation, survivors }: ClosedGeneration,
  old: readonly Survivor[],
): string | null {
  const seen = new Set<string>();
  for (const survivor of survivors) {
    const { born, slot, score, mean } = survivor;
    const isOld = validationEpisodes === 0 && old.some((champion) => isSame(champion, survivor));
    if (!isOld && born !== generation) return "A survivor is of another generation.";
    if (!Number.isInteger(slot) || slot < 0 || slot >= population) return "A survivor has a slot that there is not.";
    if (typeof score !== "number" || (mean !== null && typeof mean !== "number")) return "A survivor has no score.";
    if (validationEpisodes === 0 && mean !== null) return "A survivor was tested again, which this study does not do.";
    if (seen.has(`${born}:${slot}`)) return "A survivor stands twice in a generation.";
    seen.add(`${born}:${slot}`);
  }
  return null;
}

/** Champions were tested again and stand by the mean, the others by their score. */
function retestFault(settings: EvolutionSettings, survivors: readonly Survivor[]): string | null {
  const { champions, maximize } = settings;
  const [first, others] = [survivors.slice(0, champions), survivors.slice(champions)];
  if (first.some(({ mean }) => mean === null)) return "A champion was not tested again.";
  if (survivors.filter(({ mean }) => mean !== null).length > retestedSlots(settings))
    return "More survivors were tested again than this study does.";
  const byMean = isInOrder(first, (a, b) => compareScores(a.mean ?? Number.NaN, b.mean ?? Number.NaN, maximize));
  const byScore = isInOrder(others, (a, b) => compareScores(a.score, b.score, maximize) || a.slot - b.slot);
  return byMean && byScore ? null : MISORDERED;
}

/** All stand by their score, the old champions among them, if they are good enough. */
function rankingFault(
  { maximize }: EvolutionSettings,
  { survivors }: ClosedGeneration,
  old: readonly Survivor[],
): string | null {
  const compare = (a: Survivor, b: Survivor): number =>
    compareScores(a.score, b.score, maximize) || a.born - b.born || a.slot - b.slot;
  const last = survivors.at(-1);
  const isLeftOut = (champion: Survivor): boolean =>
    last !== undefined && compare(champion, last) < 0 && !survivors.some((survivor) => isSame(survivor, champion));
  if (old.some(isLeftOut)) return "A champion was left out.";
  return isInOrder(survivors, compare) ? null : MISORDERED;
}

const MISORDERED = "Survivors are not in their order.";

const isInOrder = (all: readonly Survivor[], compare: (a: Survivor, b: Survivor) => number): boolean =>
  all.every((each, i) => {
    const next = all[i + 1];
    return next === undefined || compare(each, next) <= 0;
  });

const isSame = (a: Survivor, b: Survivor): boolean =>
  a.born === b.born && a.slot === b.slot && Object.is(a.score, b.score) && a.mean === b.mean;
