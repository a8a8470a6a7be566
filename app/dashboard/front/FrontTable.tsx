import { Fragment, useId, useState } from "react";
import type { FrontPoint, FrontSummary } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { exactText } from "../../parts/exact.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { titleOf } from "../../parts/study/study-words.ts";
import { TrialDetail } from "../trials/TrialDetail.tsx";
import { BEST_FIRST, type FrontOrder, inOrder, isRising, turned } from "./front-order.ts";
import { useTrial } from "./use-trial.ts";

/** As many as stand on a screen beside the rest. */
const SHORT_ROWS = 8;

interface FrontTableProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  readonly front: FrontSummary;
  readonly objectives: readonly ObjectiveSpec[];
  /** The trial shown with every digit beneath its row. */
  readonly open: string | null;
  readonly onOpen: (trial: string | null) => void;
}

/** The best trade-offs, one a row, by any objective; each opens to its trial. */
export function FrontTable({ engine, studyId, front, objectives, open, onOpen }: FrontTableProps) {
  const [order, setOrder] = useState<FrontOrder>(BEST_FIRST);
  const [all, setAll] = useState(false);
  const { size } = front;
  const points = [...front.points, ...front.claims];
  const mixed = points.some((point) => !point.own);
  // Whoever claims too much must not come before what is true.
  const ordered = [...inOrder(front.points, objectives, order), ...inOrder(front.claims, objectives, order)];
  // What was opened from the chart is shown, however far down it stands.
  const shown = all ? ordered : ordered.filter((point, i) => i < SHORT_ROWS || point.trial === open);
  return (
    <section className="p tradeoffs" style={{ "--c": 42 } as React.CSSProperties} aria-labelledby="tradeoffs">
      <header>
        <h2 id="tradeoffs">All trade-offs</h2>
        <span className="hint">
          {size > front.points.length ? `${formatCount(front.points.length)} of ${formatCount(size)}` : ""}
        </span>
        <span className="sp" />
        {points.length > SHORT_ROWS ? (
          <button type="button" className="b s ghost" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${formatCount(points.length)}`}
          </button>
        ) : null}
      </header>
      {points.length === 0 ? (
        <p className="q sm">None yet.</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        <div className="scroll" tabIndex={0} role="region" aria-label="Table of trade-offs">
          <table>
            <thead>
              <tr>
                <th scope="col">Trial</th>
                {objectives.map((objective, i) => (
                  <SortHead
                    key={objective.name}
                    objective={objective}
                    sorted={order.objective === i ? (isRising(objectives, order) ? "ascending" : "descending") : "none"}
                    onTurn={() => setOrder(turned(order, i))}
                  />
                ))}
                <th scope="col">Who</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((point) => (
                <Row
                  key={point.trial}
                  point={point}
                  engine={engine}
                  studyId={studyId}
                  objectives={objectives}
                  isMarked={point.own && mixed}
                  isOpen={point.trial === open}
                  onOpen={onOpen}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface SortHeadProps {
  readonly objective: ObjectiveSpec;
  readonly sorted: "ascending" | "descending" | "none";
  readonly onTurn: () => void;
}

function SortHead({ objective, sorted, onTurn }: SortHeadProps) {
  return (
    <th scope="col" className="r" aria-sort={sorted}>
      <button
        type="button"
        className="sorter"
        title={`${titleOf(objective)}: ${objective.direction === "maximize" ? "higher" : "lower"} is better`}
        onClick={onTurn}
      >
        {titleOf(objective)}
        <span aria-hidden="true">{sorted === "ascending" ? " ↑" : sorted === "descending" ? " ↓" : ""}</span>
      </button>
    </th>
  );
}

interface RowProps extends Pick<FrontTableProps, "engine" | "studyId" | "objectives" | "onOpen"> {
  readonly point: FrontPoint;
  /** It is yours, among others'. */
  readonly isMarked: boolean;
  readonly isOpen: boolean;
}

function Row({ point, engine, studyId, objectives, isMarked, isOpen, onOpen }: RowProps) {
  const detailId = useId();
  return (
    <Fragment>
      <tr className={`${isMarked ? "own" : ""} ${isOpen ? "opened" : ""}`}>
        <td>
          <button
            type="button"
            className="lnk mono opener"
            title="Every digit of this trial"
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailId : undefined}
            onClick={() => onOpen(isOpen ? null : point.trial)}
          >
            {shortId(point.trial)}
          </button>
        </td>
        {objectives.map(({ name }, i) => {
          const value = point.values[i] ?? Number.NaN;
          return (
            <td key={name} className="r" title={exactText(value)}>
              {formatValue(value)}
            </td>
          );
        })}
        <td data-state={point.state}>
          {point.own ? <b>You</b> : <Name>{point.by}</Name>}
          {point.state === "claimed" ? <small className="qq"> claims it</small> : null}
        </td>
      </tr>
      {isOpen ? (
        <tr className="detailrow">
          <td id={detailId} colSpan={2 + objectives.length}>
            <Detail engine={engine} studyId={studyId} trial={point.trial} objectives={objectives} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}

function Detail({
  engine,
  studyId,
  trial,
  objectives,
}: Pick<RowProps, "engine" | "studyId" | "objectives"> & { readonly trial: string }) {
  const found = useTrial(engine, studyId, trial);
  switch (found.kind) {
    case "asking":
      return <p className="q sm detail">Looking it up.</p>;
    case "missing":
      return <p className="q sm detail">{found.why}</p>;
    case "found":
      return <TrialDetail row={found.row} objectives={objectives} />;
  }
}

/** As the table of trials shows it: a little of its log, and its number there. */
function shortId(trial: string): string {
  const cut = trial.lastIndexOf(":");
  return `${trial.slice(0, Math.min(4, cut))}${trial.slice(cut)}`;
}
