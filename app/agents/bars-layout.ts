import type { Size } from "../dashboard/canvas/palette.ts";
import { niceTicks } from "../dashboard/canvas/scale.ts";
import { shares } from "./settings-form.ts";

export interface Bar {
  readonly index: number;
  readonly value: number;
  /** The agent that owns it, from 0. */
  readonly agent: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface BarsLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly y: (value: number) => number;
  readonly bars: readonly Bar[];
  readonly ticksX: readonly (readonly [index: number, px: number])[];
  /** Where each agent's bars stand. */
  readonly groups: readonly { readonly agent: number; readonly from: number; readonly to: number }[];
}

/** More could not be told apart. */
export const MAX_BARS = 500;
export const TICKS_Y: readonly number[] = [-1, -0.5, 0, 0.5, 1];

const TOP = 8;
/** Ticks, the agents' names and the axis' name. */
const FOOT = 60;
const LEFT = 62;
/** Between two agents, in widths of a bar. */
const GAP = 0.7;

/** A bar for each parameter, those of an agent side by side. */
export function layoutBars(
  parameters: ArrayLike<number>,
  settings: { readonly agents: number; readonly parameters: number },
  size: Size,
): BarsLayout {
  const owners = shares(settings).flatMap(({ own }, agent) => Array.from({ length: own }, () => agent));
  const count = Math.min(MAX_BARS, parameters.length);
  const [left, right, top, bottom] = [LEFT, size.width - 2, TOP, size.height - FOOT];
  const last = owners[count - 1] ?? 0;
  const unit = (right - left) / (count + GAP * (last + 1));
  const middle = (index: number): number => left + unit * (index + 0.5 + GAP * ((owners[index] ?? 0) + 0.5));
  const y = (value: number): number => top + ((1 - value) / 2) * (bottom - top);
  const width = Math.max(0.5, Math.min(40, unit * 0.82));
  const bars = Array.from({ length: count }, (_, index): Bar => {
    const value = parameters[index] ?? 0;
    const [above, below] = [y(Math.max(0, value)), y(Math.min(0, value))];
    const agent = owners[index] ?? 0;
    return { index, value, agent, x: middle(index) - width / 2, y: above, width, height: Math.max(1, below - above) };
  });
  const ticks = niceTicks(0, count - 1, Math.min(count, Math.max(2, Math.floor((right - left) / 34))));
  return {
    left,
    right,
    top,
    bottom,
    y,
    bars,
    ticksX: (count === 1 ? [0] : ticks.filter(Number.isInteger)).map((index) => [index, middle(index)] as const),
    groups: groupsOf(bars),
  };
}

function groupsOf(bars: readonly Bar[]): BarsLayout["groups"] {
  const groups: { agent: number; from: number; to: number }[] = [];
  for (const { agent, x, width } of bars) {
    const group = groups.at(-1);
    if (group?.agent === agent) group.to = x + width;
    else groups.push({ agent, from: x, to: x + width });
  }
  return groups;
}
