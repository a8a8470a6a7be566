import { isRecord, type Parsed, parsed, refused } from "../../../../study/parsed.ts";
import { type CategoricalChoice, isParamName, MAX_PARAMS } from "../../../../study/space/distribution.ts";
import { cellText, isCell, looksLikeJson, readCell, readJson, splitCells, unquoted } from "./cells.ts";

type Lists = Readonly<Record<string, readonly CategoricalChoice[]>>;

const HOW = "Write a line for each parameter, as in: x: -1, 0, 1";
const HOW_ONE = "Write a line for each parameter, as in: x: 3";

/** Lists of values by parameter: a line each, `x: -1, 0, 1`, or JSON. A sentence that names the line of the first mistake. */
export function readValueLists(text: string): Parsed<Lists> {
  if (text.trim() === "") return refused(HOW);
  return looksLikeJson(text) ? fromJson(text) : fromLines(text);
}

/** One value by parameter: a line each, `x: 3`, or JSON. */
export function readValues(text: string): Parsed<Readonly<Record<string, CategoricalChoice>>> {
  if (text.trim() === "") return refused(HOW_ONE);
  const lists = looksLikeJson(text) ? fromJson(text, true) : fromLines(text);
  if (!lists.ok) return lists;
  const values: [string, CategoricalChoice][] = [];
  for (const [name, list] of Object.entries(lists.value)) {
    const [value] = list;
    if (list.length !== 1 || value === undefined) return refused(`Give one value for "${name.slice(0, 40)}".`);
    values.push([name, value]);
  }
  return parsed(Object.fromEntries(values));
}

/** As a person would type it: lines, unless a line break within a text leaves only JSON. */
export function linesOf(lists: Lists): string {
  const lines = Object.entries(lists).map(
    ([name, values]) =>
      `${isPlain(name) ? name : `"${name.replaceAll('"', '""')}"`}: ${values.map(cellText).join(", ")}`,
  );
  return lines.some((line) => /[\r\n]/.test(line)) ? JSON.stringify(lists) : lines.join("\n");
}

const isPlain = (name: string): boolean => name === name.trim() && !/["':[{]/.test(name);

function fromJson(text: string, single = false): Parsed<Lists> {
  const json = readJson(text);
  if (!json.ok) return json;
  if (!isRecord(json.value)) return refused('Give an object by parameter, as in {"x": [-1, 0, 1]}.');
  const entries = Object.entries(json.value).map(([name, given]): [string, readonly unknown[]] => [
    name,
    Array.isArray(given) ? given : single ? [given] : [],
  ]);
  return listsOf(entries, () => "");
}

function fromLines(text: string): Parsed<Lists> {
  const entries: [string, readonly unknown[]][] = [];
  const numbers: number[] = [];
  const lines = text.split(/\r?\n/);
  const given = lines.filter((line) => line.trim() !== "").length;
  if (given > MAX_PARAMS) return tooMany(given);
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const colon = endOfName(line);
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === "") return refused(`Line ${i + 1} names no parameter. ${HOW}`);
    const cells = splitCells(line.slice(colon + 1), ",");
    if (cells.some((cell) => cell.trim() === "")) return refused(`Line ${i + 1} lacks a value. ${HOW}`);
    entries.push([unquoted(name), cells.map(readCell)]);
    numbers.push(i + 1);
  }
  return listsOf(entries, (at) => `Line ${numbers[at]}: `);
}

const tooMany = (count: number) => refused(`These are ${count} parameters; ${MAX_PARAMS} fit.`);

/** Where the colon behind the name stands, which a name in quotes may hold too; -1 without one. */
function endOfName(line: string): number {
  const from = line.length - line.trimStart().length;
  const quote = line[from];
  if (quote === '"' || quote === "'") {
    let end = line.indexOf(quote, from + 1);
    while (end >= 0 && line[end + 1] === quote) end = line.indexOf(quote, end + 2);
    const colon = line.indexOf(":", end);
    if (end > from + 1 && colon >= 0 && line.slice(end + 1, colon).trim() === "") return colon;
  }
  return line.indexOf(":");
}

function listsOf(entries: readonly [string, readonly unknown[]][], where: (at: number) => string): Parsed<Lists> {
  if (entries.length === 0) return refused(HOW);
  if (entries.length > MAX_PARAMS) return tooMany(entries.length);
  const lists: Record<string, readonly CategoricalChoice[]> = {};
  for (const [at, [name, values]] of entries.entries()) {
    const shown = `"${name.slice(0, 40)}"`;
    if (!isParamName(name)) return refused(`${where(at)}No parameter can have the name ${shown}.`);
    if (Object.hasOwn(lists, name)) return refused(`${where(at)}${shown} is there twice.`);
    if (values.length === 0) return refused(`${where(at)}Give a list of values for ${shown}.`);
    if (!values.every(isCell)) return refused(`${where(at)}${shown} has a value that no parameter can have.`);
    lists[name] = values;
  }
  return parsed(lists);
}
