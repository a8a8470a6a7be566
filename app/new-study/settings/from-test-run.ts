import type { CategoricalChoice, ParamValue } from "../../../study/space/distribution.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { cellText } from "./typed/cells.ts";
import { linesOf } from "./typed/values-by-name.ts";

type Params = TestRun["trials"][number]["params"];

/** Digits enough to go on from; nobody wants to edit seventeen. */
const DIGITS = 4;

/** The trials that ended with a value, which asked for everything they need. */
const valued = (run: TestRun): TestRun["trials"] =>
  run.trials.filter(({ state, params }) => state === "complete" && Object.keys(params).length > 0);

/** The names that a test run's trials asked for; none where none has ended with a value. */
export const triedNames = (run: TestRun): readonly string[] => [
  ...new Set(valued(run).flatMap(({ params }) => Object.keys(params))),
];

/** What the trial had as this parameter, if it is one value: a grid has no lists, and none is kept. */
const oneValue = (params: Params, name: string): readonly CategoricalChoice[] => {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  return value === undefined || isList(value) ? [] : [short(value)];
};

/** Each parameter with the values that the test run tried, to write a grid from. */
export const gridOf = (run: TestRun): string =>
  linesOf(
    withValues(triedNames(run).map((name) => [name, valued(run).flatMap(({ params }) => oneValue(params, name))])),
  );

/** The first trial's parameters, to keep some of them. */
export function fixedOf(run: TestRun): string {
  const params = valued(run)[0]?.params ?? {};
  return linesOf(withValues(Object.keys(params).map((name) => [name, oneValue(params, name)])));
}

const withValues = (lists: readonly (readonly [string, readonly CategoricalChoice[]])[]) =>
  Object.fromEntries(
    lists.map(([name, values]) => [name, [...new Set(values)]] as const).filter(([, { length }]) => length > 0),
  );

/** The trials as rows beneath their names; where a parameter is a list, as JSON. */
export function pointsOf(run: TestRun): string {
  const names = triedNames(run);
  if (valued(run).some(({ params }) => Object.values(params).some(isList))) {
    return `[\n${valued(run)
      .map(({ params }) => `  ${JSON.stringify(params)}`)
      .join(",\n")}\n]`;
  }
  const rows = valued(run).map(({ params }) =>
    names.map((name) => oneValue(params, name).map(cellText).join("")).join(", "),
  );
  return [names.map(cellText).join(", "), ...rows].join("\n");
}

const isList = (value: ParamValue): value is readonly number[] => typeof value === "object" && value !== null;

const short = (value: CategoricalChoice): CategoricalChoice =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
