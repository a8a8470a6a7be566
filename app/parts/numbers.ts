const MINUS = "\u2212";

/** A value for people: at most `digits` significant digits, true minus sign, exponents only where they help. */
export function formatValue(value: number, digits = 6): string {
  if (Number.isNaN(value)) return "not a number";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return exponential(value, Math.min(digits, 5));
  const whole = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0;
  const decimals = Math.max(0, Math.min(12, digits - whole + leadingZeros(size)));
  const text = numberFormat(decimals, size >= 10_000).format(value);
  return text === "-0" ? "0" : text.replace("-", MINUS);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs hundreds of times what using it does, so each of the 26 is made once. */
function numberFormat(decimals: number, grouped: boolean): Intl.NumberFormat {
  const key = `${decimals}${grouped}`;
  const format =
    formats.get(key) ?? new Intl.NumberFormat("en-US", { maximumFractionDigits: decimals, useGrouping: grouped });
  formats.set(key, format);
  return format;
}

function leadingZeros(size: number): number {
  return size > 0 && size < 0.1 ? -Math.floor(Math.log10(size)) - 1 : 0;
}

function exponential(value: number, digits: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return `${trimmed}e${exponent.replace("+", "")}`.replaceAll("-", MINUS);
}

/** Whole numbers with thousands separators. */
export const formatCount = (count: number): string => numberFormat(0, true).format(count);

/** "1 tab", "2 tabs". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Trials per second: one decimal below 100. */
export function formatRate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.1) return "<0.1";
  return perSecond >= 100 ? formatCount(perSecond) : perSecond.toFixed(1);
}

export const formatPercent = (share: number): string =>
  share > 0 && share < 0.001 ? "<0.1%" : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;

/** How long something took: "<0.1 ms", "0.4 ms", "12 ms", "5.9 s", "3 min", "2 h 5 min". */
export function formatDuration(ms: number): string {
  if (ms < 0.05) return "<0.1 ms";
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** How long ago, coarse enough to stay still: "just now", "40 s ago", "3 min ago", "2 h ago", "5 days ago". */
export function formatAgo(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${plural(Math.floor(seconds / 86_400), "day")} ago`;
}

/** Splits `next` where it starts to differ from `previous`: the digits that just changed come second. */
export function changedDigits(previous: string | null, next: string): readonly [same: string, changed: string] {
  if (previous === null) return ["", next];
  let at = 0;
  while (at < next.length && at < previous.length && next[at] === previous[at]) at++;
  if (at === next.length) return [next, ""];
  const first = next[at];
  const start = first !== undefined && /\d/.test(first) ? at : Math.max(0, at - 1);
  return [next.slice(0, start), next.slice(start)];
}

/** `value` and the one before it, with as many digits (6 to 10) as show the step between them. */
export function formatApart(previous: number | null, value: number): readonly [previous: string | null, value: string] {
  if (previous === null) return [null, formatValue(value)];
  const wanted = Math.ceil(Math.log10(Math.abs(value / (value - previous)))) + 1;
  const digits = Number.isFinite(wanted) ? Math.min(10, Math.max(6, wanted)) : 6;
  return [formatValue(previous, digits), formatValue(value, digits)];
}

/** A table cell has room for a list of so many items, and of a longer one for the first ones. */
const MAX_CELL_ITEMS = 3;
const FIRST_ITEMS = 2;

/** A parameter's value as the objective saw it, for a table cell: of a list the first items, and how many there are. */
export function formatParam(value: number | string | boolean | null | readonly number[]): string {
  if (typeof value === "number") return formatValue(value, 5);
  if (typeof value !== "object" || value === null) return String(value);
  const items = value.slice(0, value.length > MAX_CELL_ITEMS ? FIRST_ITEMS : MAX_CELL_ITEMS);
  const shown = items.map((item) => (Number.isInteger(item) ? String(item) : formatValue(item, 2))).join(", ");
  return value.length > MAX_CELL_ITEMS ? `[${shown}, … of ${value.length}]` : `[${shown}]`;
}

/** Every two hex-like groups of four: short enough to read aloud, long enough to compare. */
export function fingerprint(key: string): string {
  return (key.slice(0, 12).match(/.{1,4}/g) ?? []).join(" ");
}
