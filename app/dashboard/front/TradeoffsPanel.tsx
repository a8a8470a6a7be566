import type { AgentSnapshot, FrontSummary } from "../../../agent/view/snapshot.ts";
import { exactText } from "../../parts/exact.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { NoneYet } from "../best/NoneYet.tsx";
import { extremeOf } from "./front-words.ts";

interface TradeoffsPanelProps {
  readonly snapshot: AgentSnapshot;
  readonly front: FrontSummary;
  readonly onOpen: (trial: string) => void;
}

/** In the place of the shared best: how many best trade-offs there are, and the best of each objective. */
export function TradeoffsPanel({ snapshot, front, onOpen }: TradeoffsPanelProps) {
  const { objectives } = snapshot.spec;
  const first = snapshot.best?.value ?? null;
  return (
    <section className="p best" style={{ "--c": 20 } as React.CSSProperties} aria-labelledby="best">
      <header>
        <h2 id="best">Best trade-offs</h2>
        <span className="hint">unbeaten by any trial</span>
      </header>
      <div data-testid="front-size" data-value={front.size}>
        <div data-testid="best-value" data-value={first === null ? "" : String(first)}>
          {front.size === 0 ? (
            <NoneYet snapshot={snapshot} />
          ) : (
            <div className="n" style={{ "--len": Math.max(4, String(front.size).length) } as React.CSSProperties}>
              {formatCount(front.size)}
            </div>
          )}
        </div>
      </div>
      {front.size === 0 ? null : (
        <>
          <h3 className="extremes-title">Best of each objective</h3>
          <dl className="extremes">
            {objectives.map((objective, i) => {
              const point = extremeOf(front.points, objective, i);
              const value = point?.values[i];
              return (
                <div key={objective.name}>
                  <dt>
                    <MiddleCut>{objective.name}</MiddleCut>
                    <small className="qq">{objective.direction === "maximize" ? "highest" : "lowest"}</small>
                  </dt>
                  <dd>
                    {point === null || value === undefined ? (
                      <span className="qq">none</span>
                    ) : (
                      <button
                        type="button"
                        className="lnk"
                        title={`${exactText(value)} ${objective.unit}`.trim()}
                        onClick={() => onOpen(point.trial)}
                      >
                        {formatValue(value)}
                        {objective.unit === "" ? null : <small> {objective.unit}</small>}
                      </button>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
        </>
      )}
    </section>
  );
}
