import { Fragment, memo, useId } from "react";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { errorTitle } from "../../parts/error-words.ts";
import { exactText, exactTitle } from "../../parts/exact.ts";
import { withoutTurns } from "../../parts/isolated.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatDuration, formatParam, formatValue, plural } from "../../parts/numbers.ts";
import { StateMark } from "../../parts/StateMark.tsx";
import { titleOf } from "../../parts/study/study-words.ts";
import { TrialDetail } from "./TrialDetail.tsx";

/** 12 parameters fit beside the rest; the table scrolls for more, up to here. */
const MAX_COLUMNS = 24;

interface TrialTableProps {
  readonly rows: readonly TrialSummary[];
  readonly objectives: readonly ObjectiveSpec[];
  readonly bestTrials: ReadonlySet<string>;
  /** Champions: their genomes are lists to be kept, not to be read, and no tab made one alone. */
  readonly isBred?: boolean;
  /** The trial shown with every digit beneath its row. */
  readonly open: string | null;
  readonly onOpen: (trial: string | null) => void;
}

/** Trials, one a row; each opens to its exact values. */
export const TrialTable = memo(function TrialTable({
  rows,
  objectives,
  bestTrials,
  isBred = false,
  open,
  onOpen,
}: TrialTableProps) {
  const detailId = useId();
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.params)))].slice(0, MAX_COLUMNS);
  const mixed = rows.some((row) => !row.own);
  const failed = rows.some((row) => row.error !== null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of trials">
      <table>
        <thead>
          <tr>
            {isBred ? null : <th scope="col">Who</th>}
            {isBred ? (
              <th scope="col">Generation</th>
            ) : (
              <th
                scope="col"
                title="Its log and its number there: a tab counts anew from 0 whenever it opens the study"
              >
                Trial
              </th>
            )}
            <th scope="col">State</th>
            {objectives.map((objective) => (
              <th key={objective.name} scope="col" className="r unit" title={headOf(objective, objectives.length)}>
                {headOf(objective, objectives.length)}
              </th>
            ))}
            {names.map((name) => (
              <th key={name} scope="col" className="r mono param">
                <MiddleCut>{name}</MiddleCut>
              </th>
            ))}
            {isBred ? null : (
              <th scope="col" className="r">
                Took
              </th>
            )}
            {isBred ? null : (
              <th scope="col" className="r" title="Trials of other tabs that the sampler knew">
                Knew
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const isOpen = row.trial === open;
            return (
              <Fragment key={row.trial}>
                <tr className={`${row.own && mixed && !isBred ? "own" : ""} ${isOpen ? "opened" : ""}`}>
                  {isBred ? null : <td>{row.own ? <b>You</b> : <Name>{row.by}</Name>}</td>}
                  <td className={row.name === null ? "" : "variantcell"}>
                    <button
                      type="button"
                      className="lnk mono opener"
                      title="Every digit of this trial"
                      aria-expanded={isOpen}
                      aria-controls={isOpen ? detailId : undefined}
                      onClick={() => onOpen(isOpen ? null : row.trial)}
                    >
                      {isBred ? (
                        formatCount(row.number)
                      ) : row.name === null ? (
                        shortId(row)
                      ) : (
                        <MiddleCut>{withoutTurns(row.name)}</MiddleCut>
                      )}
                    </button>
                  </td>
                  <td className={failed ? "why" : ""}>
                    <StateMark state={stateOf(row, bestTrials)} />
                    {row.previewed === true ? (
                      <span className="qq" title="A neighbour says so; the signed trial is on its way to this tab">
                        {" "}
                        as told
                      </span>
                    ) : null}
                    <ErrorWords row={row} />
                  </td>
                  {objectives.map(({ name }, i) => (
                    <td key={name} className="r">
                      <ValueCell row={row} at={i} />
                    </td>
                  ))}
                  {names.map((name) => {
                    const value = Object.hasOwn(row.params, name) ? row.params[name] : undefined;
                    return (
                      <td key={name} className="r param" title={value === undefined ? undefined : exactTitle(value)}>
                        {value === undefined ? "" : cellWords(value, isBred)}
                      </td>
                    );
                  })}
                  {isBred ? null : (
                    <td className="r">{row.previewed === true ? "" : formatDuration(row.durationMs)}</td>
                  )}
                  {isBred ? null : <td className="r">{row.previewed === true ? "" : formatCount(row.foreignKnown)}</td>}
                </tr>
                {isOpen ? (
                  <tr className="detailrow">
                    <td id={detailId} colSpan={(isBred ? 2 : 5) + objectives.length + names.length}>
                      <TrialDetail row={row} objectives={objectives} isBred={isBred} />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
});

const cellWords = (value: ParamValue, isBred: boolean): string =>
  isBred && typeof value === "object" && value !== null ? plural(value.length, "seed") : formatParam(value);

/** As much of a log's name as tells the few of one study apart: numbers alone come again in every log. */
const LOG_CHARACTERS = 4;

const shortId = ({ trial, number }: TrialSummary): string => `${trial.slice(0, LOG_CHARACTERS)}:${number}`;

/** An infeasible trial has a value, but can never be the best. */
function stateOf({ trial, state, infeasible }: TrialSummary, bestTrials: ReadonlySet<string>) {
  if (bestTrials.has(trial)) return "best";
  return state === "complete" && infeasible ? "infeasible" : state;
}

function ErrorWords({ row: { error } }: { readonly row: TrialSummary }) {
  if (error === null) return null;
  return (
    <span className="qq errcell" title={`${errorTitle(error)}: ${error.message.slice(0, 300)}`}>
      {error.message.slice(0, 120)}
    </span>
  );
}

function ValueCell({ row, at }: { readonly row: TrialSummary; readonly at: number }) {
  const value = row.values[at];
  if (value === undefined) return <span className="qq">none</span>;
  const counts = row.state === "complete" && !row.infeasible;
  const title = exactText(value);
  return counts ? (
    <b title={title}>{formatValue(value)}</b>
  ) : (
    <span className="qq" title={title}>
      {formatValue(value)}
    </span>
  );
}

/** One value stands under its unit, several under their names. */
function headOf(objective: ObjectiveSpec, count: number): string {
  if (count > 1) return titleOf(objective);
  return objective.unit === "" ? "Value" : objective.unit;
}
