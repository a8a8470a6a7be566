import { memo, useState } from "react";
import type { TrialSummary, TrialsQuery } from "../../agent/snapshot.ts";
import type { EngineApi } from "../../worker/engine-api.ts";
import { Wave } from "../parts/Loading.tsx";
import { errorTitle } from "../parts/error-words.ts";
import { Name } from "../parts/Name.tsx";
import { Note } from "../parts/Note.tsx";
import { formatCount, formatDuration, formatParam, formatValue, plural } from "../parts/numbers.ts";
import { StateMark } from "../parts/StateMark.tsx";
import { useTrials } from "./use-trials.ts";
import type { TrialsAsOf } from "./use-trials.ts";

/** Fits a screen; the engine allows 200. */
const PAGE_SIZE = 15;
/** 12 parameters fit beside the rest; the table scrolls for more, up to here. */
const MAX_COLUMNS = 24;

interface TrialsPanelProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly asOf: TrialsAsOf;
  readonly unit: string;
  readonly bestTrial: string | null;
  /** Nothing stands beside it. */
  readonly wide: boolean;
}

const SORTS = [
  ["newest", "Newest"],
  ["best", "Best"],
] as const;
const FILTERS = [
  ["all", "All"],
  ["own", "Yours"],
  ["failed", "Failed"],
] as const;

/** The trials this tab holds, newest or best first, a page at a time. */
export function TrialsPanel({ engine, studyId, asOf, unit, bestTrial, wide }: TrialsPanelProps) {
  const [sort, setSort] = useState<TrialsQuery["sort"]>("newest");
  const [only, setOnly] = useState<TrialsQuery["only"]>("all");
  const [page, setPage] = useState(0);
  const found = useTrials(engine, studyId, { offset: page * PAGE_SIZE, limit: PAGE_SIZE, sort, only }, asOf);
  const total = found.page?.total ?? 0;
  const choose = (change: () => void): void => {
    change();
    setPage(0);
  };
  return (
    <section className="p trials" style={{ "--c": wide ? 60 : 42 } as React.CSSProperties} aria-labelledby="trials">
      <header>
        <h2 id="trials">Trials</h2>
        <span className="sp" />
        <Choices label="Order" options={SORTS} value={sort} onChange={(value) => choose(() => setSort(value))} />
        <Choices label="Show" options={FILTERS} value={only} onChange={(value) => choose(() => setOnly(value))} />
      </header>
      {found.failure === null ? null : (
        <Note tone="error" icon="x" title="The trials could not be read.">
          {found.failure}
        </Note>
      )}
      {found.page === null ? (
        found.failure === null ? (
          <Wave />
        ) : null
      ) : found.page.rows.length === 0 ? (
        <p className="q sm">{EMPTY[only]}</p>
      ) : (
        <TrialTable rows={found.page.rows} unit={unit} bestTrial={bestTrial} />
      )}
      <div className="row q sm pager">
        <span>{rangeWords(page, total)}</span>
        <span className="sp" />
        <button type="button" className="b s" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Previous
        </button>
        <button
          type="button"
          className="b s"
          disabled={(page + 1) * PAGE_SIZE >= total}
          onClick={() => setPage(page + 1)}
        >
          Next
        </button>
      </div>
    </section>
  );
}

const EMPTY = {
  all: "No trial has finished yet.",
  own: "Your tab has not finished a trial yet.",
  failed: "No trial has failed.",
} as const;

function rangeWords(page: number, total: number): string {
  if (total === 0) return "";
  const last = Math.min(total, (page + 1) * PAGE_SIZE);
  return `${formatCount(page * PAGE_SIZE + 1)} to ${formatCount(last)} of ${plural(total, "trial")} that this tab holds`;
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choices<T extends string>({ label, options, value, onChange }: ChoicesProps<T>) {
  return (
    <span className="seg" role="group" aria-label={label}>
      {options.map(([option, text]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {text}
        </button>
      ))}
    </span>
  );
}

interface TrialTableProps {
  readonly rows: readonly TrialSummary[];
  readonly unit: string;
  readonly bestTrial: string | null;
}

const TrialTable = memo(function TrialTable({ rows, unit, bestTrial }: TrialTableProps) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.params)))].slice(0, MAX_COLUMNS);
  const mixed = rows.some((row) => !row.own);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of trials">
      <table>
        <thead>
          <tr>
            <th scope="col">Tab</th>
            <th scope="col" className="r">
              Its trial
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
              <td className="r">{formatCount(row.number)}</td>
              <td>
                <StateMark state={row.trial === bestTrial ? "best" : row.state} />
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

function ValueCell({ row }: { readonly row: TrialSummary }) {
  if (row.error !== null) {
    return (
      <span className="qq errcell" title={`${errorTitle(row.error)}: ${row.error.message.slice(0, 300)}`}>
        {row.error.message.slice(0, 60)}
      </span>
    );
  }
  if (row.value === null) return <span className="qq">none</span>;
  return row.state === "pruned" ? (
    <span className="qq">{formatValue(row.value)}</span>
  ) : (
    <b>{formatValue(row.value)}</b>
  );
}
