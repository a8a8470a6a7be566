import type { ChampionPlay } from "../../../worker/play/champion-play.ts";
import { errorDetail, errorTitle } from "../../parts/error-words.ts";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import type { Frame, FrameTask, ShownFrames } from "./episode-frame.ts";

/** A seed, and a weight of 32 bits. */
const BYTES = 4;

/** What a genome weighs, and the network that it makes, where that is known. */
export function weighsWords({ seeds, weights }: Pick<ChampionPlay, "seeds" | "weights">): string {
  const genome = `Its genome: ${plural(seeds, "seed")}, ${plural(seeds * BYTES, "byte")} on the wire`;
  if (weights === null || weights < 1) return `${genome}.`;
  const times = weights / Math.max(1, seeds);
  const many = times < 1_000 ? formatValue(times, times < 10 ? 2 : 3) : formatCount(Math.round(times));
  const more = times < 1.05 ? "" : ` (${many} times as much)`;
  return `${genome}; the network it makes: ${plural(weights, "weight")}, ${plural(weights * BYTES, "byte")}${more}.`;
}

/** "Step 212, reward 212" */
export const momentWords = ({ step, reward }: Frame): string =>
  `Step ${formatCount(step)}, reward ${formatValue(reward, 4)}`;

/** Said once the episode has been played to its end. */
export function endWords({ value, error }: ChampionPlay, last: Frame): string {
  const steps = plural(last.step, "step");
  if (error !== null) return `After ${steps} the objective failed: ${errorTitle(error)}.`;
  return `Ended after ${steps} with ${formatValue(value ?? last.reward, 5)}.`;
}

/** Why there is nothing to see, or what is left out; empty where all is shown. */
export function missingWords({ error, frames: told }: ChampionPlay, { frames, leftOut }: ShownFrames): string {
  if (error !== null && frames.length === 0) return `${errorTitle(error)}: ${errorDetail(error)}`;
  if (told.length === 0) return "This objective does not show what it does.";
  if (frames.length === 0)
    return "What this objective shows is none of the tasks that this page can draw, so nothing is drawn.";
  return leftOut === 0 ? "" : `${plural(leftOut, "moment")} of ${formatCount(told.length)} could not be drawn.`;
}

export const TASK_NAMES: Readonly<Record<FrameTask, string>> = {
  "cart-pole": "a pole on a cart",
  acrobot: "two links that swing up",
  "mountain-car": "a car in a valley",
  pendulum: "a pendulum",
  orchard: "a picker of apples",
};

/** The picture, for who does not see it. */
export function pictureWords(frame: Frame): string {
  return `${TASK_NAMES[frame.task]}, ${whatIsSeen(frame)}`;
}

function whatIsSeen(frame: Frame): string {
  switch (frame.task) {
    case "cart-pole":
      return `${formatValue(frame.place, 2)} from the middle, leaning ${degrees(frame.lean)}`;
    case "acrobot":
      return `turned by ${degrees(frame.first)} and ${degrees(frame.second)}`;
    case "mountain-car":
      return `at ${formatValue(frame.place, 2)}; the flag is at 0.45`;
    case "pendulum":
      return `${degrees(frame.angle)} from upright`;
    case "orchard":
      return `in column ${frame.scene.picker + 1} of ${frame.scene.columns}, energy ${formatCount(frame.scene.energy)}`;
  }
}

function degrees(angle: number): string {
  const near = Math.atan2(Math.sin(angle), Math.cos(angle));
  return `${formatValue(Math.round((near * 180) / Math.PI))}°`;
}
