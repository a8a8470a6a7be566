import type { RewardBins } from "../../worker/training/reward-curve.ts";
import type { Size } from "../dashboard/canvas/palette.ts";
import { linearScale, type Scale, symlogScale } from "../dashboard/canvas/scale.ts";
import { scaleFor } from "../dashboard/canvas/scale-for.ts";
import { countLabels, labelWidth, tickLabels } from "../dashboard/canvas/tick-labels.ts";

/** A curve to be drawn. */
export interface ChartLine {
  readonly key: string;
  /** At its end. */
  readonly label: string;
  readonly bins: RewardBins;
  /** How many episodes the bins stand for. */
  readonly episodes: number;
}

export interface ChartChoice {
  /** As many as the axis has room for. */
  readonly episodes: number;
  readonly scale: "log" | "linear";
  /** Each single episode's reward besides the mean. */
  readonly hasRewards: boolean;
  /** Whether curves are named at their ends. */
  readonly isNamed: boolean;
}

/** Where everything stands, in CSS pixels. */
export interface ChartLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (episode: number) => number;
  readonly y: (reward: number) => number;
  readonly atX: (px: number) => number;
  readonly ticksX: readonly (readonly [episode: number, label: string])[];
  readonly ticksY: readonly (readonly [reward: number, label: string])[];
}

const TOP = 10;
/** Tick labels and the axis' name. */
const FOOT = 44;
const NAME = 20;
const GAP = 8;
const ENDS = 84;
const INSET = 6;

export function layoutChart(lines: readonly ChartLine[], size: Size, choice: ChartChoice): ChartLayout {
  const values = lines.flatMap(({ bins }) =>
    choice.hasRewards ? [...bins.lows, ...bins.highs, ...bins.averages] : bins.averages,
  );
  const scale = rewardScale(values, choice.scale);
  const labels = tickLabels(scale.ticks, (value) => scale.at(value));
  const widest = Math.max(20, ...labels.map(labelWidth));
  const left = NAME + widest + GAP;
  const right = size.width - (choice.isNamed ? ENDS : 6);
  const [top, bottom] = [TOP, size.height - FOOT];
  const across = acrossScale(choice.episodes, Math.max(2, Math.floor((right - left) / 90)));
  const [from, width] = [left + INSET, right - left - 2 * INSET];
  return {
    left,
    right,
    top,
    bottom,
    x: (episode) => from + clamp(across.at(episode)) * width,
    y: (reward) => bottom - INSET - clamp(scale.at(reward)) * (bottom - top - INSET),
    atX: (px) => across.low + clamp((px - from) / width) * (across.high - across.low),
    ticksX: countLabels(across.ticks).flatMap((label, i) => {
      const tick = across.ticks[i] ?? 0;
      return Number.isInteger(tick) ? [[tick, label] as const] : [];
    }),
    ticksY: labels.map((label, i) => [scale.ticks[i] ?? 0, label] as const),
  };
}

/** So many episodes fit on a new chart. */
const FIRST_ROOM = 1_000;

/** How many episodes the axis has room for: all that are planned, unless they are many; in the end, those that there were. */
export function roomFor(episodes: number, planned: number, isOver: boolean): number {
  if (isOver) return Math.max(1, episodes);
  let room = FIRST_ROOM;
  while (room < episodes) room *= 2;
  return Math.min(planned, room);
}

/** Episodes are counted from 0, as the notebook counts them. */
const acrossScale = (episodes: number, wanted: number): Scale => linearScale(0, Math.max(1, episodes), wanted);

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** As near to 0 as differences are still worth seeing: the notebook's tolerance. */
const NEAR = 0.1;

/** No reward is above 0, the best there could be: so the logarithmic scale is about that, and keeps its shape. */
function rewardScale(values: readonly number[], kind: ChartChoice["scale"]): Scale {
  const low = values.reduce((a, b) => Math.min(a, b), 0);
  if (kind === "linear" || low === 0) return scaleFor([low, 0], "linear");
  return symlogScale({ name: "log", low, high: 0, centre: 0, unit: NEAR });
}

/** The episode, counted from 0, whose end a bin's mean stands for. */
export const episodeOf = ({ span }: RewardBins, episodes: number, bin: number): number =>
  Math.min(episodes, (bin + 1) * span) - 1;

/** The bin that an episode is in, of those that there are; -1 where there are none. */
export const binOf = ({ span, averages }: RewardBins, episode: number): number =>
  Math.min(averages.length - 1, Math.max(0, Math.floor(episode / span)));

/** The mean of the last hundred, as an SVG path. */
export function meanPath({ bins, episodes }: ChartLine, { x, y }: ChartLayout): string {
  return bins.averages
    .map((mean, bin) => `${bin === 0 ? "M" : "L"}${round(x(episodeOf(bins, episodes, bin)))} ${round(y(mean))}`)
    .join("");
}

/** The rewards of single episodes, or, of many, from the lowest to the highest of each bin. */
export function rewardsPath({ bins, episodes }: ChartLine, { x, y }: ChartLayout): string {
  return bins.lows
    .map((low, bin) => {
      const [px, high] = [round(x(episodeOf(bins, episodes, bin))), bins.highs[bin] ?? low];
      const point = `${bin === 0 ? "M" : "L"}${px} ${round(y(low))}`;
      return high === low ? point : `${point}L${px} ${round(y(high))}`;
    })
    .join("");
}

const round = (px: number): number => Math.round(px * 10) / 10;

/** Heights for labels that want to stand at `wanted`, `gap` apart at least and within `low` and `high`, in the same order. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed: number[] = [...wanted];
  let floor = low;
  for (const i of order) {
    placed[i] = Math.max(floor, wanted[i] ?? low);
    floor = (placed[i] ?? low) + gap;
  }
  let ceiling = high;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(ceiling, placed[i] ?? high);
    ceiling = (placed[i] ?? high) - gap;
  }
  return placed;
}
