import { ONE_VALUE, type Trainable } from "../../../study/spec/spec.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { formatDuration, formatParam, formatValue } from "../../parts/numbers.ts";
import { StateMark } from "../../parts/StateMark.tsx";
import type { ObjectiveRow } from "../settings/objectives-form.ts";
import { stateShown } from "./test-run-words.ts";
import { shownTrials } from "./variant-trials.ts";

interface TestRunTableProps {
  readonly trials: TestRun["trials"];
  /** What the trials are variants of. */
  readonly trainable: Trainable | null;
  readonly objectives: readonly ObjectiveRow[];
}

/** The trials of a test run: parameters, a column for each objective, and what each further metric came to last. */
export function TestRunTable({ trials, trainable, objectives }: TestRunTableProps) {
  const shown = shownTrials(trials, trainable);
  const names = [...new Set(shown.flatMap(({ params }) => Object.keys(params)))];
  const metrics = [...new Set(trials.flatMap((trial) => Object.keys(trial.metrics ?? {})))];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of the test run">
      <table>
        <caption className="sr">The trials that ran</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            {trainable === null ? null : <th scope="col">Variant</th>}
            {names.map((name) => (
              <th key={name} scope="col" className="r mono">
                {name}
              </th>
            ))}
            {objectives.map((objective, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- values have no other identity than their order
              <th key={i} scope="col" className="r">
                {headOf(objective, i, objectives.length)}
              </th>
            ))}
            {metrics.map((name) => (
              <th key={name} scope="col" className="r" title="The last value that the trial reported of it">
                last {name}
              </th>
            ))}
            <th scope="col" className="r">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {trials.map((trial, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- three trials, never reordered
            <tr key={i}>
              <td>
                <StateMark state={stateShown(trial)} />
              </td>
              {trainable === null ? null : <td className="mono">{shown[i]?.name}</td>}
              {names.map((name) => {
                const params = shown[i]?.params ?? {};
                const value = Object.hasOwn(params, name) ? params[name] : undefined;
                return (
                  <td key={name} className="r">
                    {value === undefined ? "" : formatParam(value)}
                  </td>
                );
              })}
              {objectives.map((_, at) => {
                const value = trial.values[at];
                return (
                  // oxlint-disable-next-line react/no-array-index-key -- values have no other identity than their order
                  <td key={at} className="r">
                    <b>{value === undefined ? "" : formatValue(value)}</b>
                  </td>
                );
              })}
              {metrics.map((name) => {
                const value = Object.hasOwn(trial.metrics ?? {}, name) ? trial.metrics?.[name] : undefined;
                return (
                  <td key={name} className="r">
                    {value === undefined ? "" : formatValue(value)}
                  </td>
                );
              })}
              <td className="r">{formatDuration(trial.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a column of values is called: one value by its unit, or by the name that it was given; several by their names. */
function headOf({ name, unit }: ObjectiveRow, at: number, count: number): string {
  const measure = unit.trim();
  const given = name.trim();
  if (count === 1 && measure !== "") return measure;
  if (count === 1) return given === "" || given === ONE_VALUE.name ? "Value" : given;
  const called = given === "" ? `Value ${at + 1}` : given;
  return measure === "" ? called : `${called}, ${measure}`;
}
