import { formatValue } from "../../parts/numbers.ts";

/** As many digits as are still shorter than the double itself. */
const MAX_DIGITS = 12;

/** A label for each tick, as short as still tells all of them apart and says where they stand. */
export function tickLabels(ticks: readonly number[]): readonly string[] {
  const digits = digitsFor(ticks);
  if (digits <= 4) return ticks.map(formatTick);
  const labels = ticks.map((tick) => formatValue(tick, digits));
  const tellsApart = digits <= MAX_DIGITS && new Set(labels).size === labels.length;
  return tellsApart ? labels : ticks.map((tick) => String(tick).replaceAll("-", "\u2212"));
}

/** Significant digits, from 4, that miss no tick by more than a fiftieth of the step between two. */
function digitsFor(ticks: readonly number[]): number {
  const steps = ticks.slice(1).map((tick, i) => Math.abs(tick - (ticks[i] ?? tick)));
  const miss = Math.min(...steps) / 50;
  let digits = 4;
  while (digits <= MAX_DIGITS && ticks.some((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) > miss))
    digits++;
  return digits;
}

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
