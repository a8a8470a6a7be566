import type { Direction } from "../study/spec/spec.ts";

/** What of a study is judged, and from which value on it is good. */
export type Goal =
  /** The best value that the study knows, in its first objective's direction and unit. */
  | { readonly kind: "best"; readonly value: number }
  /** The hypervolume of its front, so much or more, before a point that has a value for each objective. */
  | { readonly kind: "hypervolume"; readonly value: number; readonly before: readonly number[] }
  /** The mean of the best trial's parameters on so many days that no trial had: by chance a best trial's own value is too good. */
  | { readonly kind: "other-days"; readonly value: number; readonly days: number };

interface Judged {
  readonly goal: Goal;
  /** Of the first objective. */
  readonly direction: Direction;
}

interface Said extends Judged {
  readonly unit: string;
  readonly constraints: readonly string[];
}

/** `value` is of what the goal judges. */
export const reachesGoal = ({ goal, direction }: Judged, value: number): boolean =>
  isMore({ goal, direction }) ? value >= goal.value : value <= goal.value;

const isMore = ({ goal, direction }: Judged): boolean => goal.kind === "hypervolume" || direction === "maximize";

/** "Good: 0.0129 or less, all constraints kept". */
export function goalWords(entry: Said): string {
  const { goal, unit, constraints } = entry;
  const value = `${wordsOf(goal.value)}${unit === "" || goal.kind === "hypervolume" ? "" : ` ${unit}`}`;
  const kept = constraints.length === 0 ? "" : ", all constraints kept";
  return `Good: ${goal.kind === "hypervolume" ? "a hypervolume of " : ""}${value} or ${isMore(entry) ? "more" : "less"}${judgedBy(goal)}${kept}`;
}

function judgedBy(goal: Goal): string {
  switch (goal.kind) {
    case "best":
      return "";
    case "hypervolume":
      return ` before (${goal.before.map(wordsOf).join(", ")})`;
    case "other-days":
      return ` as a mean of ${wordsOf(goal.days)} other days`;
  }
}

/** "some 6 s on one core". */
export const durationWords = ({ durationSeconds }: { readonly durationSeconds: number }): string =>
  `${durationSeconds < 1 ? "under a second" : `some ${wordsOf(durationSeconds)} s`} on one core`;

/**
 * What a card says of an entry: its goal, what is known beside it, and its time, with a true minus sign, and no line that begins
 * with a unit.
 */
export const cardWords = (entry: Said & { readonly reference: string; readonly durationSeconds: number }): string =>
  `${goalWords(entry)}; ${entry.reference}; ${durationWords(entry)}.`
    .replaceAll(/-(?=\d)/g, "\u2212")
    .replaceAll(/(?<=\d) (?=(?:s|dB)\b)/g, "\u00a0");

const wordsOf = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 6 });
