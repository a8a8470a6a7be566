/** A vertical scale for a chart: values to 0 (bottom) .. 1 (top), and the values worth a grid line. */
export interface Scale {
  readonly kind: "linear" | "log" | "symlog";
  readonly low: number;
  readonly high: number;
  at(value: number): number;
  readonly ticks: readonly number[];
}

export function linearScale(low: number, high: number, wanted = 5): Scale {
  const [from, to] = high - low > NOTHING ? [low, high] : widen(low);
  return {
    kind: "linear",
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
    low,
    high: 10 ** to,
    at: (v) => (v <= 0 ? -Infinity : (Math.log10(v) - from) / (to - from)),
    ticks: logTicks(low, 10 ** to, wanted),
  };
}

/** Linear within `unit` of zero, logarithmic beyond, on both sides of zero. */
function symlogScale(low: number, high: number, unit: number, wanted = 7): Scale {
  const bend = (v: number): number => Math.sign(v) * Math.log10(1 + Math.abs(v) / unit);
  const margin = (bend(high) - bend(low)) * 0.04;
  const [from, to] = [bend(low) - margin, bend(high) + margin];
  return {
    kind: "symlog",
    low,
    high,
    at: (v) => (bend(v) - from) / (to - from || 1),
    ticks: symlogTicks(low, high, unit, wanted),
  };
}

/** Below this a double has too few bits left to divide by. */
const NOTHING = 1e-290;
/** A stranger may send 1e308; differences of larger values than this overflow. */
const MOST = 1e300;
/** From here on a linear scale squashes the good values, which are those worth seeing, into one line. */
const MANY_TIMES = 8;

/**
 * Linear; logarithmic for positive values over a wide ratio; symlog where most values would be squashed into a corner.
 * Infinite values are for the caller to leave out.
 */
export function scaleFor(values: readonly number[], choice: "auto" | "linear"): Scale {
  if (values.length === 0) return { ...linearScale(0, 1), ticks: [] };
  const sorted = values.map((v) => Math.min(MOST, Math.max(-MOST, v))).sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 1;
  const middle = sorted[sorted.length >> 1] ?? low;
  const spread = high - low;
  const linear = (): Scale => linearScale(low - spread * 0.04, high + spread * 0.04);
  if (choice === "linear" || !(spread > NOTHING)) return linear();
  // The ratio only grows while a study runs, so the scale changes its kind once at most.
  if (low > 0) return high / low > MANY_TIMES ? logScale(low * 0.94, high * 1.06) : linear();
  if (middle - low > spread / MANY_TIMES && high - middle > spread / MANY_TIMES) return linear();
  const typical = Math.abs(sorted[Math.floor(sorted.length / 4)] ?? 1);
  const unit = Math.max(typical, Math.abs(low), spread / 1e6) / 2 || 1;
  return symlogScale(low, high, unit);
}

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

function symlogTicks(low: number, high: number, unit: number, wanted: number): readonly number[] {
  const powers: number[] = [0];
  const start = Math.ceil(Math.log10(unit));
  const end = Math.log10(Math.max(Math.abs(low), Math.abs(high)));
  const every = Math.max(1, Math.ceil((end - start) / wanted));
  for (let e = start; e <= end; e += every) powers.push(10 ** e, -(10 ** e));
  return powers.filter((tick) => tick >= low && tick <= high).sort((a, b) => a - b);
}

const widen = (v: number): readonly [number, number] =>
  Math.abs(v) > NOTHING ? [v - Math.abs(v) * 0.1, v + Math.abs(v) * 0.1] : [-1, 1];

const round = (v: number): number => Number(v.toPrecision(12));
