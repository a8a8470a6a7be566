import { memo } from "react";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import { errorTitle } from "../../parts/error-words.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatDuration, formatParam, formatValue } from "../../parts/numbers.ts";
import { StateMark } from "../../parts/StateMark.tsx";

/** 12 parameters fit beside the rest; the table scrolls for more, up to here. */
const MAX_COLUMNS = 24;

interface TrialTableProps {
  readonly rows: readonly TrialSummary[];
  readonly unit: string;
  readonly bestTrial: string | null;
}

/** Trials, one a row. */
export const TrialTable = memo(function TrialTable({ rows, unit, bestTrial }: TrialTableProps) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.params)))].slice(0, MAX_COLUMNS);
  const mixed = rows.some((row) => !row.own);
  const failed = rows.some((row) => row.error !== null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of trials">
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" title="Its log and its number there: a tab counts anew from 0 whenever it opens the study">
              Trial
            </th>
            <th scope="col">State</th>
            <th scope="col" className="r">
              {unit === "" ? "Value" : unit}
            </th>
            {names.map((name) => (
              <th key={name} scope="col" className="r mono param" title={name}>
                {name}
              </th>
            ))}
            <th scope="col" className="r">
              Took
            </th>
            <th scope="col" className="r" title="Trials of other tabs that the sampler knew">
              Knew
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.trial} className={row.own && mixed ? "own" : ""}>
              <td>{row.own ? <b>You</b> : <Name>{row.by}</Name>}</td>
              <td className="mono" title={row.trial}>
                {shortId(row)}
              </td>
              <td className={failed ? "why" : ""}>
                <StateMark state={row.trial === bestTrial ? "best" : row.state} />
                <ErrorWords row={row} />
              </td>
              <td className="r">
                <ValueCell row={row} />
              </td>
              {names.map((name) => {
                const value = row.params[name];
                return (
                  <td key={name} className="r param">
                    {value === undefined ? "" : formatParam(value)}
                  </td>
                );
              })}
              <td className="r">{formatDuration(row.durationMs)}</td>
              <td className="r">{formatCount(row.foreignKnown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

/** As much of a log's name as tells the few of one study apart: numbers alone come again in every log. */
const LOG_CHARACTERS = 4;

const shortId = ({ trial, number }: TrialSummary): string => `${trial.slice(0, LOG_CHARACTERS)}:${number}`;

function ErrorWords({ row: { error } }: { readonly row: TrialSummary }) {
  if (error === null) return null;
  return (
    <span className="qq errcell" title={`${errorTitle(error)}: ${error.message.slice(0, 300)}`}>
      {error.message.slice(0, 120)}
    </span>
  );
}

function ValueCell({ row }: { readonly row: TrialSummary }) {
  if (row.value === null) return <span className="qq">none</span>;
  return row.state === "pruned" ? (
    <span className="qq">{formatValue(row.value)}</span>
  ) : (
    <b>{formatValue(row.value)}</b>
  );
}
