import { memo, useEffect, useId, useState } from "react";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { exactText, exactTitle } from "../../parts/exact.ts";
import { withoutTurns } from "../../parts/isolated.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { Name } from "../../parts/Name.tsx";
import { formatValue } from "../../parts/numbers.ts";
import { Parameters } from "../trials/Parameters.tsx";
import { TrialDetail, TrialTitle } from "../trials/TrialDetail.tsx";
import { RowMark } from "./RowMark.tsx";
import type { StatusRow } from "./status-rows.ts";
import { clockWords, isBareStep, paramWords, rowName, runningWords, stepWords, toldWords } from "./status-words.ts";

interface StatusTableRowProps {
  readonly row: StatusRow;
  readonly objectives: readonly ObjectiveSpec[];
  readonly isOpen: boolean;
  readonly onOpen: (key: string | null) => void;
  readonly onAskWhatHappened: (row: StatusRow) => void;
}

/** Columns of the table. */
export const COLUMNS = 6;

/** One trial; opened, with every digit of what is known of it. */
export const StatusTableRow = memo(
  function StatusTableRow(props: StatusTableRowProps) {
    const { row, isOpen, onOpen } = props;
    const detailId = useId();
    const params = paramWords(row);
    return (
      <>
        <tr className={isOpen ? "opened" : ""}>
          <td className="what">
            <button
              type="button"
              className="lnk opener"
              data-row={row.key}
              title="Every digit of this trial"
              aria-expanded={isOpen}
              aria-controls={isOpen ? detailId : undefined}
              onClick={() => onOpen(isOpen ? null : row.key)}
            >
              <MiddleCut>{withoutTurns(rowName(row))}</MiddleCut>
            </button>
            {params === "" ? null : (
              <bdi className="qq with" title={titleOfParams(row)}>
                {withoutTurns(params)}
              </bdi>
            )}
          </td>
          <td>
            <RowMark state={row.state} />
          </td>
          <td className="tab">
            <Tab row={row} />
          </td>
          <td className="r">
            <Elapsed row={row} />
          </td>
          <td className="r" data-bare={isBareStep(row)}>
            {stepWords(row)}
          </td>
          <td className="r">
            <Metric row={row} />
          </td>
        </tr>
        {isOpen ? (
          <tr className="detailrow">
            <td id={detailId} colSpan={COLUMNS}>
              <Detail {...props} />
            </td>
          </tr>
        ) : null}
      </>
    );
  },
  (a, b) => a.isOpen === b.isOpen && a.objectives === b.objectives && !a.isOpen && sameRow(a.row, b.row),
);

/** What the row shows is the same; a trial that has ended never changes. */
function sameRow(a: StatusRow, b: StatusRow): boolean {
  if (a.key !== b.key || a.trial !== b.trial || a.state !== b.state) return false;
  if (a.finished !== null && b.finished !== null) return true;
  return (
    a.by === b.by &&
    a.seconds === b.seconds &&
    a.step === b.step &&
    Object.is(a.value, b.value) &&
    a.toldAgoMs === b.toldAgoMs
  );
}

const MAX_TITLE_PARAMS = 12;

const titleOfParams = ({ params }: StatusRow): string =>
  Object.entries(params)
    .slice(0, MAX_TITLE_PARAMS)
    .map(([name, value]) => `${name}: ${exactTitle(value)}`)
    .join("\n");

function Tab({ row: { by, own, state, finished, toldAgoMs } }: Pick<StatusTableRowProps, "row">) {
  if (by === null) return null;
  const told = toldWords(toldAgoMs, state);
  return (
    <>
      {own ? <b>{finished === null ? "This tab" : "You"}</b> : <Name>{by}</Name>}
      {told === "" ? null : <span className="qq told">{told}</span>}
    </>
  );
}

function Elapsed({ row: { seconds, state } }: Pick<StatusTableRowProps, "row">) {
  if (seconds === null) return null;
  return state === "running" ? <Ticking key={seconds} seconds={seconds} /> : <>{clockWords(seconds * 1000)}</>;
}

/** Goes on between what the engine tells. */
function Ticking({ seconds }: { readonly seconds: number }) {
  const [more, setMore] = useState(0);
  useEffect(() => {
    const begunMs = performance.now();
    const timer = setInterval(() => setMore((performance.now() - begunMs) / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return <>{runningWords(seconds + more)}</>;
}

function Metric({ row: { value, state, finished } }: Pick<StatusTableRowProps, "row">) {
  if (value === null) return null;
  const counts = state === "complete" && finished?.infeasible !== true;
  return counts ? (
    <b title={exactText(value)}>{formatValue(value)}</b>
  ) : (
    <span title={exactText(value)}>{formatValue(value)}</span>
  );
}

function Detail({ row, objectives, onAskWhatHappened }: StatusTableRowProps) {
  const happened =
    row.trial === null ? null : (
      <p>
        <button type="button" className="lnk sm" onClick={() => onAskWhatHappened(row)}>
          What happened to this trial
        </button>
      </p>
    );
  if (row.finished !== null) return <TrialDetail row={row.finished} objectives={objectives} action={happened} />;
  return (
    <div className="detail">
      <TrialTitle name={row.name} trial={row.trial} />
      <p className="q">
        {row.trial === null ? "Whichever tab is free takes it." : "Its result stands here once it has ended."}
      </p>
      {happened}
      <div className="facets">
        <Parameters params={row.params} />
      </div>
    </div>
  );
}
