/** A vertical scale for a chart: values to 0 (bottom) .. 1 (top), and the values worth a grid line. */
export interface Scale {
  readonly kind: "linear" | "log" | "symlog";
  /** Its shape: stays the same while the values on it change. */
  readonly name: string;
  readonly low: number;
  readonly high: number;
  at(value: number): number;
  readonly ticks: readonly number[];
}

export function linearScale(low: number, high: number, wanted = 5): Scale {
  const [from, to] = high - low > NOTHING ? [low, high] : widen(low);
  return {
    kind: "linear",
    name: "linear",
    low: from,
    high: to,
    at: (v) => (v - from) / (to - from),
    ticks: niceTicks(from, to, wanted),
  };
}

/** Needs 0 < low < high. */
export function logScale(low: number, high: number, wanted = 6): Scale {
  const from = Math.log10(low);
  const to = low === high ? from + 1 : Math.log10(high);
  return {
    kind: "log",
    name: "log",
    low,
    high: 10 ** to,
    at: (v) => (v <= 0 ? -Infinity : (Math.log10(v) - from) / (to - from)),
    ticks: logTicks(low, 10 ** to, wanted),
  };
}

interface Symlog extends Pick<Scale, "name" | "low" | "high"> {
  readonly centre: number;
  readonly unit: number;
}

/** Linear within `unit` of `centre`, logarithmic beyond, on both sides of it. */
export function symlogScale({ name, low, high, centre, unit }: Symlog, wanted = 7): Scale {
  const bend = (v: number): number => Math.asinh((v - centre) / unit);
  const margin = (bend(high) - bend(low)) * MARGIN;
  const [from, to] = [bend(low) - margin, bend(high) + margin];
  const valueAt = (share: number): number =>
    Math.min(high, Math.max(low, centre + unit * Math.sinh(from + share * (to - from))));
  return {
    kind: "symlog",
    name,
    low,
    high,
    at: (v) => (bend(v) - from) / (to - from || 1),
    ticks: roundestTicks(valueAt, wanted),
  };
}

/** Below this a double has too few bits left to divide by. */
const NOTHING = 1e-290;
/** Of the whole height, free above the highest value and below the lowest. */
const MARGIN = 0.04;

const widen = (v: number): readonly [number, number] =>
  Math.abs(v) > NOTHING ? [v - Math.abs(v) * 0.1, v + Math.abs(v) * 0.1] : [-1, 1];

/** Round numbers (1, 2, 5 times a power of ten) between low and high, about `wanted` of them. */
export function niceTicks(low: number, high: number, wanted: number): readonly number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => span / s <= wanted + 0.5) ?? 10 * power;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  const decimals = Math.min(100, Math.max(0, -Math.floor(Math.log10(step))));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(decimals)));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function logTicks(low: number, high: number, wanted: number): readonly number[] {
  const decades = Math.log10(high / low);
  const marks = decades > 3 ? [1] : decades > 1.4 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const every = Math.max(1, Math.ceil((decades * marks.length) / (wanted + 2)));
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    if (marks.length === 1 && e % every !== 0) continue;
    for (const m of marks) {
      const tick = round(m * 10 ** e);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** In each of `wanted` equal parts of the height the roundest number there is, for a scale of any shape. */
function roundestTicks(valueAt: (share: number) => number, wanted: number): readonly number[] {
  const ticks: number[] = [];
  for (let i = 0; i < wanted; i++) {
    // Not at the very edge of its part: two labels need some room between them.
    const tick = roundest(valueAt((i + 0.2) / wanted), valueAt((i + 0.8) / wanted));
    if (tick !== null && tick !== ticks.at(-1)) ticks.push(tick);
  }
  return ticks;
}

/** The number from `low` to `high` that takes the fewest digits to write; null where there is none that differs from the next. */
function roundest(low: number, high: number): number | null {
  if (!(high > low) || !Number.isFinite(high - low)) return null;
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  for (let power = largest; power >= largest - MOST_DIGITS; power--) {
    for (const mark of [5, 2, 1]) {
      const step = mark * 10 ** power;
      const tick = round(Math.ceil(low / step) * step);
      if (tick >= low && tick <= high) return tick;
    }
  }
  return null;
}

/** As many as a tick's label still shows. */
const MOST_DIGITS = 12;

const round = (v: number): number => Number(v.toPrecision(12));
