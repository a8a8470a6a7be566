import { linearScale, logScale, type Scale, symlogScale } from "./scale.ts";

/** A stranger may send 1e308; differences of larger values than this overflow. */
const MOST = 1e300;
/** Below this a double has too few bits left to divide by. */
const NOTHING = 1e-290;
/** Of the whole height, free above the highest value and below the lowest. */
const MARGIN = 0.04;
/** A plainer scale is preferred while it shows this much of what the best one shows. */
const WELL_ENOUGH = 0.87;
/** The scale shown so far stays as long as that: a chart that jumps to and fro cannot be read. */
const STILL_WELL_ENOUGH = 0.77;
/** The line that is followed counts for more than the cloud around it, once it has as many steps as MANY_STEPS. */
const STEPS_SHARE = 0.65;
const MANY_STEPS = 8;
/** As many values say how all of them are spread. */
const KNOTS = 11;
/** So many sizes of the linear part are tried, from the finest distance there is to the whole spread. */
const UNITS = 14;
/** Values hold no more decades than that once divided by the finest unit. */
const MOST_DECADES = 280;

/** A shape of the axis; its `name` stays while the values on it change. */
interface Shape {
  readonly name: string;
  /** Any monotone measure of height. */
  readonly bend: (value: number) => number;
  readonly scale: () => Scale;
}

/** What is known of the chart besides its values. */
export interface Progress {
  /** The values of the best-so-far line, in order. */
  readonly steps: readonly number[];
  /** The name of the scale shown so far; null at first. */
  readonly before: string | null;
}

const NO_PROGRESS: Progress = { steps: [], before: null };

/**
 * The plainest scale that shows values and progress: linear, else logarithmic about zero, else about the best value, whatever
 * the signs are and whichever end is the good one. What it shows is how evenly values and steps are spread over the height.
 * Infinite values are for the caller to leave out.
 */
export function scaleFor(
  values: readonly number[],
  choice: "auto" | "linear",
  { steps, before }: Progress = NO_PROGRESS,
): Scale {
  const sorted = values.map(bounded).sort((a, b) => a - b);
  const [low = 0, high = 1] = [sorted[0], sorted.at(-1)];
  const spread = high - low;
  const linear: Shape = {
    name: "linear",
    bend: (v) => v,
    scale: () => linearScale(low - spread * MARGIN, high + spread * MARGIN),
  };
  if (values.length === 0) return { ...linearScale(0, 1), ticks: [] };
  if (choice === "linear" || !(spread > NOTHING)) return linear.scale();
  const line = steps.map(bounded);
  const best = line.at(-1) ?? 0;
  const knots = { values: knotsOf(sorted), steps: [low, ...knotsOf(line).sort((a, b) => a - b), high] };
  const families = [
    [linear],
    low > 0 ? [logShape(low * 0.94, high * 1.06)] : symlogShapes("zero", 0, low, high, knots),
    best === 0 ? [] : symlogShapes("best", best, low, high, knots),
  ];
  const rated = families.map((family) => family.map((shape) => ({ shape, shows: shown(shape, knots) })));
  const most = Math.max(...rated.flat().map(({ shows }) => shows));
  const kept = rated.flat().find(({ shape }) => shape.name === before);
  const plainest = rated
    .flatMap((family) => family.toSorted((a, b) => b.shows - a.shows).slice(0, 1))
    .find(({ shows }) => shows >= most * WELL_ENOUGH);
  const { shape } =
    kept !== undefined && kept.shows >= most * STILL_WELL_ENOUGH ? kept : (plainest ?? { shape: linear });
  return shape.scale();
}

const logShape = (low: number, high: number): Shape => ({
  name: "log",
  bend: (v) => Math.log(v),
  scale: () => logScale(low, high),
});

/** One for each power of ten that the linear part about the centre may reach to; of very many, evenly spaced ones. */
function symlogShapes(about: string, centre: number, low: number, high: number, knots: Knots): Shape[] {
  const distances = [...knots.values, ...knots.steps].map((v) => Math.abs(v - centre)).filter((d) => d > NOTHING);
  const widest = Math.floor(Math.log10(high - low));
  const finest = Math.max(widest - MOST_DECADES, Math.floor(Math.log10(Math.min(high - low, ...distances))));
  // Doubling, and counted from one: a scale keeps its name while values come in.
  let every = 1;
  while ((widest - finest) / every >= UNITS) every *= 2;
  const first = Math.floor(widest / every);
  return Array.from({ length: first - Math.floor(finest / every) + 1 }, (_, i) => {
    const power = (first - i) * every;
    const unit = Math.max(NOTHING, 10 ** power);
    const name = `${about} ${power}`;
    return {
      name,
      bend: (v: number) => Math.asinh((v - centre) / unit),
      scale: () => symlogScale({ name, low, high, centre, unit }),
    };
  });
}

interface Knots {
  readonly values: readonly number[];
  /** Between the lowest value and the highest: the line is seen among all values. */
  readonly steps: readonly number[];
}

/** 0 (all in one place) .. 1 (all equally far from each other). */
function shown({ bend }: Shape, { values, steps }: Knots): number {
  const ofValues = evenness(values.map(bend));
  const share = STEPS_SHARE * Math.min(1, steps.length / MANY_STEPS);
  return steps.length < 5 ? ofValues : share * evenness(steps.map(bend)) + (1 - share) * ofValues;
}

/** The entropy of the gaps between sorted heights, as a share of what it can be at most. */
function evenness(heights: readonly number[]): number {
  const whole = (heights.at(-1) ?? 0) - (heights[0] ?? 0);
  if (!(whole > 0) || heights.length < 3) return 0;
  let entropy = 0;
  for (let i = 1; i < heights.length; i++) {
    const gap = ((heights[i] ?? 0) - (heights[i - 1] ?? 0)) / whole;
    if (gap > 0) entropy -= gap * Math.log(gap);
  }
  return entropy / Math.log(heights.length - 1);
}

/** At most KNOTS of them, evenly chosen, the first and the last included. */
function knotsOf(values: readonly number[]): number[] {
  if (values.length <= KNOTS) return [...values];
  return Array.from({ length: KNOTS }, (_, i) => values[Math.round((i * (values.length - 1)) / (KNOTS - 1))] ?? 0);
}

const bounded = (v: number): number => Math.min(MOST, Math.max(-MOST, v));
