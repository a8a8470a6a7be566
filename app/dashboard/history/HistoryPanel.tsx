import { lazy, memo, Suspense, useState } from "react";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { firstObjective } from "../../../study/spec/spec.ts";
import { isolated } from "../../parts/isolated.ts";
import { Wave } from "../../parts/Loading.tsx";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import { Shape } from "../../parts/StateMark.tsx";
import { keepsNone } from "../constraint-words.ts";
import { isNoneFinite, isOver, noBestWords } from "../no-best-words.ts";
import { improvements } from "./best-so-far.ts";
import { heldWords } from "./held-words.ts";

const HistoryChart = lazy(() => import("./HistoryChart.tsx"));

/** How the values went over the trials, and the best so far. */
export const HistoryPanel = memo(function HistoryPanel({ snapshot }: { readonly snapshot: AgentSnapshot }) {
  const [scale, setScale] = useState<"auto" | "linear">("auto");
  const { points, spec } = snapshot;
  return (
    <section className="p hist" style={{ "--c": 25 } as React.CSSProperties} aria-labelledby="history">
      <header>
        <h2 id="history">History</h2>
        <span className="hint">{firstObjective(spec).unit}</span>
        <span className="sp" />
        <span className="seg" role="group" aria-label="Vertical scale">
          <button type="button" aria-pressed={scale === "auto"} onClick={() => setScale("auto")}>
            Fit
          </button>
          <button type="button" aria-pressed={scale === "linear"} onClick={() => setScale("linear")}>
            Linear
          </button>
        </span>
      </header>
      {points.length === 0 ? (
        <EmptyHistory over={isOver(snapshot)} />
      ) : (
        <Suspense fallback={<Coming />}>
          <HistoryChart points={points} unit={firstObjective(spec).unit} scale={scale} label={historyLabel(snapshot)} />
        </Suspense>
      )}
      {points.length > 0 && points.every((point) => point.state === "failed") ? (
        <p className="q sm">
          {isOver(snapshot) ? "Every trial failed." : "Every trial has failed so far."} See the errors below.
        </p>
      ) : null}
      {keepsNone(snapshot) ? <p className="q sm">No trial keeps the constraints, so there is no best line.</p> : null}
      {isNoneFinite(snapshot) && !keepsNone(snapshot) ? (
        <p className="q sm">No trial has a finite value, so there is no best line.</p>
      ) : null}
      {heldWords(snapshot) === null ? null : <p className="q sm">{heldWords(snapshot)}</p>}
      <div className="key" aria-hidden="true">
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14">
            <path d="M0 3H6V10H14" fill="none" stroke="var(--data-best)" strokeWidth="2.4" />
          </svg>
          Best so far
        </span>
        <span>
          <Shape state="complete" />
          Trial
        </span>
        <span>
          <Shape state="own" />
          Yours
        </span>
        <span>
          <Shape state="pruned" />
          Pruned
        </span>
        <span>
          <Shape state="failed" />
          Failed
        </span>
        {snapshot.infeasibleCount === 0 ? null : (
          <span>
            <Shape state="infeasible" />
            Infeasible
          </span>
        )}
        {points.some((point) => point.infeasible && point.own) ? (
          <span>
            <svg width="14" height="14" viewBox="0 0 14 14">
              <path d="M7 2.8 11.2 10.6H2.8Z" fill="var(--data-infeasible)" stroke="var(--data-infeasible)" />
            </svg>
            Yours, infeasible
          </span>
        ) : null}
      </div>
    </section>
  );
});

/** While the chart's code is fetched. */
const Coming = () => (
  <div className="chart">
    <div>
      <Wave />
    </div>
  </div>
);

function EmptyHistory({ over }: { readonly over: boolean }) {
  return (
    <div className="chart unbegun">
      <svg className="axes" viewBox="0 0 216 72" preserveAspectRatio="none" aria-hidden="true">
        <path d="M12 4V66H212" fill="none" stroke="var(--axis)" vectorEffect="non-scaling-stroke" />
        <path d="M12 36H212" stroke="var(--grid)" strokeDasharray="3 4" vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="q sm">{over ? "No trial has finished." : "The line starts with the first finished trial."}</p>
    </div>
  );
}

function historyLabel(snapshot: AgentSnapshot): string {
  const { points, trialCount, spec, infeasibleCount } = snapshot;
  const steps = improvements(points);
  const [first] = steps;
  const newest = steps.at(-1);
  if (snapshot.best === null || first === undefined || newest === undefined) return noBestWords(snapshot);
  const aside =
    infeasibleCount === 0 ? "" : ` ${plural(infeasibleCount, "trial violates", "trials violate")} a constraint.`;
  const how = firstObjective(spec).direction === "maximize" ? "rose" : "fell";
  return `The best value ${how} from ${formatValue(first.value)} to ${formatValue(newest.value)} ${isolated(firstObjective(spec).unit)} over ${formatCount(trialCount)} trials.${aside}`;
}
