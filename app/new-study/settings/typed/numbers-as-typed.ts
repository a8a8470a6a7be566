const SPACES = /[\s,_]/g;

/** A whole number from 1 to `most`; thousands separators are fine. */
export function readWhole(text: string, most: number): number | null {
  const value = readNumber(text, 1, most);
  return value !== null && Number.isInteger(value) ? value : null;
}

/** A number that is not negative, from `least` to `most`. */
export function readNumber(text: string, least: number, most: number): number | null {
  const plain = text.replaceAll(SPACES, "");
  if (!/^\d+(\.\d+)?(e\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}

/** Any finite number, with a true minus sign too. */
export function readFinite(text: string): number | null {
  const plain = text.replaceAll(SPACES, "").replace("\u2212", "-");
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : null;
}

const grouped = (value: number): string => value.toLocaleString("en");

export const wholeError = (what: string, most: number): string =>
  `Give a whole number of ${what} from 1 to ${grouped(most)}.`;
