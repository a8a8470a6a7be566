import type { Judged } from "../../worker/training/training-api.ts";
import { formatCount, formatValue, plural } from "../parts/numbers.ts";
import { type Clamped, type Communication, shares } from "./settings-form.ts";
import type { TrainingState } from "./training-state.ts";

/** What an agent is told of the others, from least to most. */
export const COMMUNICATIONS: readonly (readonly [value: Communication, text: string])[] = [
  ["none", "Nothing: each sees its own slice"],
  ["sum", "The sum of all"],
  ["neighbours", "The slices on either side, in a ring"],
  ["all", "All slices (the notebook)"],
];

/** What is done where the clamp holds every parameter, so that nothing could be learnt. */
export const CLAMPS: readonly (readonly [value: Clamped, text: string])[] = [
  ["end", "The episode ends"],
  ["freeze", "Nothing, it goes on (the notebook)"],
  ["restart", "It goes on from a new start"],
  ["thaw", "Slopes that lead inwards pass"],
  ["inward", "They pass always"],
];

/** For a curve's end and a row's head. */
export const SHORT: Readonly<Record<Communication | Clamped, string>> = {
  none: "nothing",
  sum: "the sum",
  neighbours: "neighbours",
  all: "all",
  end: "end",
  freeze: "freeze",
  restart: "restart",
  thaw: "thaw",
  inward: "inward",
};

/** Who owns how many parameters, as a sentence. */
export function ownWords(settings: { readonly agents: number; readonly parameters: number }): string {
  const { agents } = settings;
  const [most = 0, least = 0] = [shares(settings)[0]?.own, shares(settings).at(-1)?.own];
  if (agents === 1) return `The agent owns ${most === 1 ? "the one parameter" : `all ${plural(most, "parameter")}`}.`;
  if (most === least) return `Each agent owns ${plural(most, "parameter")}.`;
  const larger = settings.parameters % agents;
  const first = larger === 1 ? "The first agent owns" : `The first ${formatCount(larger)} agents own`;
  const rest = agents - larger === 1 ? "the last one" : "the others";
  return `${first} ${plural(most, "parameter")}, ${rest} ${formatCount(least)}.`;
}

/** How many numbers of the others an agent gets in a step: "15", or "13 to 14" where agents differ. */
export function toldWords(settings: Parameters<typeof shares>[0]): string {
  const told = shares(settings).map((share) => share.told);
  const [least, most] = [Math.min(...told), Math.max(...told)];
  return least === most ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`;
}

const average = ({ curve }: TrainingState): number | undefined => curve.averages.at(-1);

/** How far a training is. */
export function progressWords(state: TrainingState): string {
  const { phase, episodes, steps, order, judged } = state;
  const of = `${formatCount(episodes)} of ${plural(order.settings.episodes, "episode")}`;
  const mean = average(state);
  const meant = episodes < 100 ? "mean so far" : "mean of the last 100";
  const means = mean === undefined ? "" : `; ${meant}: ${formatReward(mean)}`;
  switch (phase) {
    case "waiting":
      return "Waits for its turn";
    case "training":
      return `${of}${means}`;
    case "paused":
      return `Paused after ${of}${means}`;
    case "finishing":
      return "Stops after this episode";
    case "evaluating":
      return `Evaluating: ${formatCount(judged?.starts ?? 0)} of 500 starts`;
    case "done":
    case "failed": {
      const learnt = plural(steps, "step of learning", "steps of learning");
      if (episodes === 0) return "Stopped before its first episode";
      if (episodes < order.settings.episodes) return `Stopped after ${of}, ${learnt}${means}`;
      return `${plural(episodes, "episode")}, ${learnt}${means}`;
    }
  }
}

/** With two digits, as the printed lines have it. */
export const formatReward = (reward: number): string => reward.toFixed(2).replace("-", "\u2212");

/** "All of 500 starts solved, in 3.1 steps on average". */
export function judgedWords({ starts, solved, steps }: Judged): string {
  if (starts === 0) return "";
  const share =
    solved === starts
      ? `All of ${plural(starts, "start")} solved`
      : `${shareWords({ starts, solved })} of ${plural(starts, "start")} solved`;
  return `${share}, in ${formatValue(steps / starts, 3)} steps on average`;
}

/** Rounded down, so that 100% is all. */
export const shareWords = ({ starts, solved }: Pick<Judged, "starts" | "solved">): string =>
  `${Math.floor((1000 * solved) / Math.max(1, starts)) / 10}%`;

/** What the learning curve shows, for who does not see it. */
export function curveLabel(state: TrainingState | null): string {
  if (state === null || state.episodes === 0) return "Learning curve: nothing yet.";
  const [first, last] = [state.curve.averages[0] ?? 0, average(state) ?? 0];
  return `Learning curve over ${plural(state.episodes, "episode")}: the mean reward of the last hundred went from ${formatReward(first)} to ${formatReward(last)}.`;
}

/** As a key and a table name what is compared. */
export const KIND_NAMES: Readonly<Record<Communication | Clamped, string>> = {
  none: "Nothing",
  sum: "The sum",
  neighbours: "Neighbours' slices",
  all: "All slices",
  freeze: "Freeze, the notebook's",
  end: "End the episode",
  restart: "Restart",
  thaw: "Thaw",
  inward: "Inward",
};

/** How far one of several trainings is, in a cell. */
export function stateWord(state: TrainingState): string {
  const { phase, episodes, order } = state;
  switch (phase) {
    case "waiting":
      return "waits";
    case "training":
      return `${Math.floor((100 * episodes) / order.settings.episodes)}%`;
    case "paused":
      return "paused";
    case "finishing":
    case "evaluating":
      return "is judged";
    case "done":
      if (episodes === 0) return "not run";
      return episodes < order.settings.episodes ? `stopped at ${formatCount(episodes)}` : "";
    case "failed":
      return "failed";
  }
}

/** What is said aloud, as one thing follows the other; what changes all the time is not. */
export function announced(states: readonly TrainingState[]): string {
  const [first] = states;
  if (first === undefined) return "";
  if (states.some(({ phase }) => phase === "paused")) return "Paused.";
  if (states.some(({ phase }) => phase === "training" || phase === "waiting")) return "Training.";
  if (states.some(({ phase }) => phase === "finishing" || phase === "evaluating")) return "Evaluating.";
  if (states.length > 1) return "All trainings have ended.";
  const judged = first.judged === null ? "" : ` ${judgedWords(first.judged)}.`;
  return `${progressWords(first)}.${judged}`;
}
