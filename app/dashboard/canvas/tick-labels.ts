import { formatCount, formatValue } from "../../parts/numbers.ts";

/** As many digits as are still shorter than the double itself. */
const MAX_DIGITS = 12;

/** A label is as good as exact if it misses its tick's height by no more than this share of the gap between two. */
const MISS = 1 / 50;

/**
 * A label for each tick, as short as still tells all of them apart and says where they stand: at their heights on the
 * scale (`at`), and on their side of the `best` value.
 */
export function tickLabels(
  ticks: readonly number[],
  at: (value: number) => number = (value) => value,
  best: number | null = null,
): readonly string[] {
  const heights = ticks.map(at);
  const miss = MISS * Math.min(...heights.slice(1).map((height, i) => Math.abs(height - (heights[i] ?? height))));
  const isTrue = (label: string, i: number): boolean => {
    const [tick = Number.NaN, said] = [ticks[i], saidBy(label)];
    if (said === tick) return true;
    const sameSide = best === null || Math.sign(said - best) === Math.sign(tick - best);
    return sameSide && Math.abs(at(said) - (heights[i] ?? Number.NaN)) <= miss;
  };
  for (let digits = 4; digits <= MAX_DIGITS; digits++) {
    const labels = ticks.map((tick) => (digits === 4 ? formatTick(tick) : formatValue(tick, digits)));
    if (labels.every(isTrue) && new Set(labels).size === labels.length) return labels;
  }
  return ticks.map((tick) => String(tick).replaceAll("-", MINUS));
}

/** The same for counts: "1,000", as counts are written everywhere. */
export const countLabels = (ticks: readonly number[]): readonly string[] =>
  tickLabels(ticks).map((label) => (/^\d{4}$/.test(label) ? formatCount(Number(label)) : label));

const MINUS = "\u2212";
const SUFFIXES: Readonly<Record<string, string>> = { k: "e3", M: "e6" };

/** The number a reader takes a label for. */
export const saidBy = (label: string): number =>
  Number(
    label
      .replaceAll(MINUS, "-")
      .replaceAll(",", "")
      .replace(/[kM]$/, (suffix) => SUFFIXES[suffix] ?? ""),
  );

/** 20000 as "20k": axis labels are short. */
export function formatTick(tick: number): string {
  const size = Math.abs(tick);
  if (size >= 1e6 && size < 1e9) return `${formatValue(tick / 1e6, 4)}M`;
  return size >= 10_000 && size < 1e6 ? `${formatValue(tick / 1000, 4)}k` : formatValue(tick, 4);
}

/** Widest glyphs of the axis' 12 px type, with a little to spare: M 10.6 px, a digit 7.2 px, punctuation 4 px. */
export function labelWidth(label: string): number {
  return Array.from(label).reduce((sum, glyph) => sum + (glyph === "M" ? 11 : /[.,]/.test(glyph) ? 4 : 7.5), 0);
}
