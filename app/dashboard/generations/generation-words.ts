import type {
  GenerationPoint,
  GenerationRow,
  GenerationsSummary,
} from "../../../agent/generations/generations-page.ts";
import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import { firstObjective, type StudySpec } from "../../../study/spec/spec.ts";
import { formatCount, formatDuration, formatValue, plural } from "../../parts/numbers.ts";

/** What is open now, and how far it is. */
export interface OpenWords {
  readonly title: string;
  readonly words: string;
  /** 0..1 */
  readonly share: number;
}

export function openWords(
  { generation, known, needed, isRetesting }: GenerationsSummary,
  { population }: Pick<DeepGaChoice, "population">,
): OpenWords {
  const title = `Generation ${formatCount(generation)}`;
  const [done, all] = isRetesting
    ? [Math.max(0, known - population), Math.max(1, needed - population)]
    : [Math.min(known, population), population];
  const words = `${formatCount(done)} of ${formatCount(all)}`;
  return {
    title,
    words: isRetesting ? `testing the best again: ${words}` : `${words} run`,
    share: Math.min(1, done / all),
  };
}

/** "42 of 200 generations closed" */
export const closedWords = ({ closed, planned }: Pick<GenerationsSummary, "closed" | "planned">): string =>
  planned === null
    ? `${plural(closed, "generation")} closed`
    : `${formatCount(closed)} of ${plural(planned, "generation")} closed`;

/** The value at which the study's own rule counts it as solved; null without one. */
export function solvedAt(spec: Pick<StudySpec, "stopRules" | "objectives">): number | null {
  const { name } = firstObjective(spec);
  for (const rule of spec.stopRules) {
    if (rule.kind === "target") return rule.value;
    if (rule.kind === "metric" && rule.ends === "study" && rule.metric === name) return rule.value;
  }
  return null;
}

/** What the chart shows, for who does not see it. */
export function learningLabel(curve: readonly GenerationPoint[], solved: number | null, maximizes: boolean): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return "Learning curve: no generation has closed yet.";
  const ends = `generation ${formatCount(last.generation)} at ${formatValue(last.value, 5)}`;
  const course =
    curve.length === 1
      ? `The champion of ${ends}.`
      : `The champion's value went from ${formatValue(first.value, 5)} in generation ${formatCount(first.generation)} to ${ends}.`;
  return `Learning curve over ${plural(curve.length, "generation")}. ${course}${solvedWords(curve, solved, maximizes)}`;
}

function solvedWords(curve: readonly GenerationPoint[], solved: number | null, maximizes: boolean): string {
  if (solved === null) return "";
  const reached = curve.find(({ value }) => (maximizes ? value >= solved : value <= solved));
  const by = reached === undefined ? "" : `, first in generation ${formatCount(reached.generation)}`;
  return ` It counts as solved at ${formatValue(solved, 5)}${reached === undefined ? ", not reached yet" : by}.`;
}

/** One generation of the curve, for who hears it. */
export const pointWords = ({ generation, value, best, median, worst }: GenerationPoint): string =>
  `Generation ${formatCount(generation)}: champion ${formatValue(value, 5)}; survivors of one episode from ${formatValue(worst, 4)} to ${formatValue(best, 4)}, median ${formatValue(median, 4)}.`;

/** "312 to 500, median 468" */
export function scoresWords({ scores, survivors }: Pick<GenerationRow, "scores" | "survivors">): string {
  const numbers = scores.filter((score) => !Number.isNaN(score));
  if (numbers.length === 0) return `all ${formatCount(survivors)} failed`;
  const [best = 0, worst = 0] = [numbers[0], numbers.at(-1)];
  if (best === worst) return formatValue(best, 4);
  const median = numbers[(numbers.length - 1) >> 1] ?? best;
  return `${formatValue(worst, 4)} to ${formatValue(best, 4)}, median ${formatValue(median, 4)}`;
}

export const tookWords = (ms: number | null): string => (ms === null ? "not timed here" : formatDuration(ms));
