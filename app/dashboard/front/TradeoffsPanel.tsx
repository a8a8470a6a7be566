import type { AgentSnapshot, BestState, FrontSummary } from "../../../agent/view/snapshot.ts";
import { exactText } from "../../parts/exact.ts";
import { MiddleCut } from "../../parts/MiddleCut.tsx";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { NoneYet } from "../best/NoneYet.tsx";
import { claimsWords, extremeOf, sureWords } from "./front-words.ts";

interface TradeoffsPanelProps {
  readonly snapshot: AgentSnapshot;
  readonly front: FrontSummary;
  readonly onOpen: (trial: string) => void;
}

/** In the place of the shared best: how many best trade-offs there are, and the best of each objective. */
export function TradeoffsPanel({ snapshot, front, onOpen }: TradeoffsPanelProps) {
  const { objectives } = snapshot.spec;
  const first = snapshot.best?.value ?? null;
  const sure = sureWords(front, snapshot.isUnrepeatable);
  const isChecking = snapshot.state === "running" || snapshot.state === "finished";
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
      {sure === null ? null : (
        <p className="sm q sure" data-testid="front-state" data-value={stateOf(front)}>
          {sure}
        </p>
      )}
      {front.claims.length === 0 ? null : (
        <p className="sm q sure" data-testid="front-claims" data-value={front.claims.length}>
          {claimsWords(front, isChecking)}
        </p>
      )}
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

/** Of what others told: where all is one's own, so. */
function stateOf({ points }: FrontSummary): BestState {
  if (points.some(({ state }) => state === "claimed")) return "claimed";
  return points.some(({ state }) => state === "verified") ? "verified" : "own";
}
