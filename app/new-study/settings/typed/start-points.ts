import { isRecord, type Parsed, parsed, refused } from "../../../../study/parsed.ts";
import { isParamName, MAX_PARAMS, type ParamValue } from "../../../../study/space/distribution.ts";
import { MAX_VECTOR_LENGTH } from "../../../../study/space/vector-distribution.ts";
import { MAX_START_POINTS } from "../../../../study/spec/spec-limits.ts";
import { isCell, looksLikeJson, readCell, readJson, splitCells, unquoted } from "./cells.ts";

export type StartPoint = Readonly<Record<string, ParamValue>>;

/**
 * Start points as pasted: JSON (an array of objects), or rows beneath a line of names, their cells set apart by tabs,
 * commas or semicolons. A sentence that names the line, or the point, of the first mistake.
 */
export function readStartPoints(text: string): Parsed<readonly StartPoint[]> {
  if (text.trim() === "") return parsed([]);
  return looksLikeJson(text) ? fromJson(text) : fromRows(text);
}

const tooMany = (count: number) =>
  refused(`These are ${count} points, of which ${MAX_START_POINTS} fit. Leave some out.`);

function fromJson(text: string): Parsed<readonly StartPoint[]> {
  const json = readJson(text);
  if (!json.ok) return json;
  const given: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  if (given.length > MAX_START_POINTS) return tooMany(given.length);
  const points: StartPoint[] = [];
  for (const [i, each] of given.entries()) {
    if (!isRecord(each)) return refused(`Point ${i + 1} is no object of values by name, like {"x": 1}.`);
    const name = Object.keys(each).find((key) => !isParamName(key) || !isStartValue(each[key]));
    if (name !== undefined)
      return refused(`Point ${i + 1} has something for "${name.slice(0, 40)}" that no parameter can be.`);
    // Every value of it is one.
    points.push(each as StartPoint);
  }
  return parsed(points);
}

/** Rows have no lists; JSON has. */
const isStartValue = (value: unknown): value is ParamValue =>
  Array.isArray(value)
    ? value.length > 0 && value.length <= MAX_VECTOR_LENGTH && value.every((each) => Number.isFinite(each))
    : isCell(value);

function fromRows(text: string): Parsed<readonly StartPoint[]> {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line, number: i + 1 }));
  const [head, ...rows] = lines.filter(({ line }) => line.trim() !== "");
  if (head === undefined) return parsed([]);
  const separator = ["\t", ";", ","].find((each) => head.line.includes(each)) ?? ",";
  const names = splitCells(head.line, separator).map(unquoted);
  if (names.length > MAX_PARAMS)
    return refused(`Line ${head.number} names ${names.length} parameters, of which ${MAX_PARAMS} fit. Leave some out.`);
  const seen = new Set<string>();
  const wrong = names.find((name) => !isParamName(name) || seen.size === seen.add(name).size);
  if (wrong !== undefined)
    return refused(
      wrong === ""
        ? `Line ${head.number} has an empty name. The first line names the parameters.`
        : `Line ${head.number} names "${wrong.slice(0, 40)}" twice or wrongly. It names each parameter once.`,
    );
  if (names.every((name) => typeof readCell(name) === "number"))
    return refused(`Line ${head.number} holds numbers. The first line names the parameters, as in: x, y`);
  if (rows.length === 0) return refused("Give a line of values beneath the line of names.");
  if (rows.length > MAX_START_POINTS) return tooMany(rows.length);
  const points: StartPoint[] = [];
  for (const { line, number } of rows) {
    const cells = splitCells(line, separator);
    if (cells.length !== names.length)
      return refused(
        `Line ${number} has ${cells.length} value${cells.length === 1 ? "" : "s"}, but line ${head.number} names ${names.length}.`,
      );
    const values = cells.map((cell) => (cell.trim() === "" ? undefined : readCell(cell)));
    const bad = values.findIndex((value) => value !== undefined && !isCell(value));
    if (bad >= 0) return refused(`Line ${number} has too long a value for "${(names[bad] ?? "").slice(0, 40)}".`);
    // An empty cell is left to the sampler.
    const entries = names.flatMap((name, i) => {
      const value = values[i];
      return value === undefined ? [] : [[name, value] as const];
    });
    if (entries.length === 0) return refused(`Line ${number} has no value.`);
    points.push(Object.fromEntries(entries));
  }
  return parsed(points);
}
