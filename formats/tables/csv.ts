import type { Json } from "../../study/json.ts";
import type { PortableTrial } from "../portable/portable-study.ts";
import type { Column } from "./columns.ts";

export interface CsvOptions {
  /** Texts that a spreadsheet would take for a formula begin with an apostrophe then: for files that people open, not programs. */
  readonly guardFormulas: boolean;
}

/** Lines of RFC 4180, the names first, each with its line break. What a trial does not have is empty. */
export function* writeCsv(
  columns: readonly Column[],
  trials: Iterable<PortableTrial>,
  options: CsvOptions,
): Generator<string> {
  const line = (cells: readonly (Json | undefined)[]): string =>
    `${cells.map((cell) => field(cellText(cell), typeof cell === "string" && options.guardFormulas)).join()}\r\n`;
  yield line(columns.map(({ name }) => name));
  for (const trial of trials) yield line(columns.map(({ of }) => of(trial)));
}

function cellText(cell: Json | undefined): string {
  if (cell === undefined || cell === null) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : (NOT_FINITE[String(cell)] ?? "");
  return typeof cell === "boolean" ? (cell ? "True" : "False") : JSON.stringify(cell);
}

/** As pandas reads and writes them. */
const NOT_FINITE: Readonly<Record<string, string>> = { Infinity: "inf", "-Infinity": "-inf", NaN: "nan" };

function field(text: string, guarded: boolean): string {
  const safe = guarded && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
