/** Scores of many trials, all in the smallest form that is exact for each of them. NaN: the trial failed. */
import { BadBytes, type NumberReader, type NumberWriter } from "./number-bytes.ts";

/** Place in this list is the number on the wire: only ever append. */
const FORMS = ["whole", "float32", "float64"] as const;
type Form = (typeof FORMS)[number];

/** Counts of points and steps; larger ones are no shorter as whole numbers. */
const MAX_WHOLE = 2 ** 31;

/** No number but -0 is equal to another one: told as 0, it is the same everywhere. */
export const plainScore = (score: number): number => (score === 0 ? 0 : score);

export function writeScores(writer: NumberWriter, given: readonly number[]): void {
  const scores = given.map(plainScore);
  const form = formOf(scores);
  writer.uint8(FORMS.indexOf(form));
  for (const score of scores) {
    if (form === "whole") writer.varint(Number.isNaN(score) ? 0 : 1 + (score < 0 ? -2 * score - 1 : 2 * score));
    else writer[form](score);
  }
}

export function readScores(reader: NumberReader, count: number): number[] {
  const form = FORMS[reader.uint8()];
  if (form === undefined) throw new BadBytes("scores have a form that there is not");
  return Array.from({ length: count }, () => (form === "whole" ? readWhole(reader) : reader[form]()));
}

function readWhole(reader: NumberReader): number {
  const told = reader.varint();
  if (told === 0) return Number.NaN;
  return told % 2 === 0 ? -told / 2 : (told - 1) / 2;
}

function formOf(scores: readonly number[]): Form {
  const isFor = (isExact: (score: number) => boolean): boolean =>
    scores.every((score) => Number.isNaN(score) || isExact(score));
  if (isFor((score) => Number.isInteger(score) && Math.abs(score) <= MAX_WHOLE)) return "whole";
  return isFor((score) => Math.fround(score) === score) ? "float32" : "float64";
}
