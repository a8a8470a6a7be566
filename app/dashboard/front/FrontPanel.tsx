import { lazy, Suspense, useState } from "react";
import type { AgentSnapshot, FrontSummary } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { isolated } from "../../parts/isolated.ts";
import { Wave } from "../../parts/Loading.tsx";
import { noBestWords } from "../no-best-words.ts";
import type { Axes } from "./front-paint.ts";
import { frontLabel } from "./front-words.ts";

const FrontChart = lazy(() => import("./FrontChart.tsx"));

interface FrontPanelProps {
  readonly snapshot: AgentSnapshot;
  readonly front: FrontSummary;
  readonly open: string | null;
  readonly onOpen: (trial: string) => void;
}

/** The best trade-offs as a chart; of three and more objectives the person chooses which two are drawn. */
export function FrontPanel({ snapshot, front, open, onOpen }: FrontPanelProps) {
  const { objectives } = snapshot.spec;
  const [axes, setAxes] = useState<Axes>({ x: 0, y: 1 });
  return (
    <section className="p hist" style={{ "--c": 25 } as React.CSSProperties} aria-labelledby="front">
      <header>
        <h2 id="front">Trade-offs</h2>
        <span className="sp" />
        {objectives.length > 2 ? <AxisChoice objectives={objectives} axes={axes} onChange={setAxes} /> : null}
      </header>
      {front.points.length + front.claims.length === 0 ? (
        <div className="chart unbegun">
          <p className="q sm">
            {snapshot.trialCount === 0 ? "The first finished trial appears here." : noBestWords(snapshot)}
          </p>
        </div>
      ) : (
        <Suspense fallback={<Coming />}>
          <FrontChart
            points={front.points}
            claims={front.claims}
            objectives={objectives}
            axes={axes}
            label={frontLabel(front, objectives)}
            marked={open}
            onOpen={onOpen}
          />
        </Suspense>
      )}
      <div className="key" aria-hidden="true">
        {objectives.length === 2 ? (
          <span>
            <svg width="14" height="14" viewBox="0 0 14 14">
              <path d="M3 0V6H8V11H14" fill="none" stroke="var(--data-best)" strokeWidth="2" />
            </svg>
            Best so far
          </span>
        ) : null}
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14">
            <circle cx="7" cy="7" r="3.4" fill="var(--data-trial)" />
          </svg>
          Others'
        </span>
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14">
            <path d="M7 1.6 12.4 7 7 12.4 1.6 7Z" fill="var(--ink)" />
          </svg>
          Yours
        </span>
        {front.claims.length === 0 ? null : (
          <span>
            <svg width="14" height="14" viewBox="0 0 14 14">
              <circle cx="7" cy="7" r="3.4" fill="none" stroke="var(--data-trial)" strokeWidth="1.2" />
            </svg>
            Claimed
          </span>
        )}
      </div>
    </section>
  );
}

const Coming = () => (
  <div className="chart">
    <div>
      <Wave />
    </div>
  </div>
);

interface AxisChoiceProps {
  readonly objectives: readonly ObjectiveSpec[];
  readonly axes: Axes;
  readonly onChange: (axes: Axes) => void;
}

/** Two different objectives: whoever takes the other axis's one swaps them. */
function AxisChoice({ objectives, axes, onChange }: AxisChoiceProps) {
  const choose = (axis: "x" | "y", at: number): void => {
    const other = axis === "x" ? "y" : "x";
    onChange({ ...axes, [axis]: at, ...(axes[other] === at ? { [other]: axes[axis] } : {}) });
  };
  return (
    <span className="row axes-choice">
      {(["x", "y"] as const).map((axis) => (
        <select
          key={axis}
          className="in slim"
          aria-label={axis === "x" ? "Across" : "Up"}
          title={axis === "x" ? "Across" : "Up"}
          value={axes[axis]}
          onChange={(event) => choose(axis, Number(event.currentTarget.value))}
        >
          {objectives.map(({ name }, i) => (
            <option key={name} value={i}>
              {`${axis === "x" ? "→" : "↑"} ${isolated(name)}`}
            </option>
          ))}
        </select>
      ))}
    </span>
  );
}
