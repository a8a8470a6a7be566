import type { ParamValue } from "../../../study/space/distribution.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { cellText } from "./typed/cells.ts";
import { linesOf } from "./typed/values-by-name.ts";

/** Digits enough to go on from; nobody wants to edit seventeen. */
const DIGITS = 4;

/** The trials that ended with a value, which asked for everything they need. */
const valued = (run: TestRun): TestRun["trials"] =>
  run.trials.filter(({ state, params }) => state === "complete" && Object.keys(params).length > 0);

/** The names that a test run's trials asked for; none where none has ended with a value. */
export const triedNames = (run: TestRun): readonly string[] => [
  ...new Set(valued(run).flatMap(({ params }) => Object.keys(params))),
];

/** Each parameter with the values that the test run tried, to write a grid from. */
export const gridOf = (run: TestRun): string =>
  linesOf(
    Object.fromEntries(
      triedNames(run).map((name) => [
        name,
        [...new Set(valued(run).flatMap(({ params }) => (Object.hasOwn(params, name) ? [short(params[name])] : [])))],
      ]),
    ),
  );

/** The first trial's parameters, to keep some of them. */
export const fixedOf = (run: TestRun): string =>
  linesOf(
    Object.fromEntries(Object.entries(valued(run)[0]?.params ?? {}).map(([name, value]) => [name, [short(value)]])),
  );

/** The trials as rows beneath their names. */
export function pointsOf(run: TestRun): string {
  const names = triedNames(run);
  const rows = valued(run).map(({ params }) =>
    names.map((name) => (Object.hasOwn(params, name) ? cellText(short(params[name])) : "")).join(", "),
  );
  return [names.map(cellText).join(", "), ...rows].join("\n");
}

const short = (value: ParamValue | undefined): ParamValue =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : (value ?? null);
