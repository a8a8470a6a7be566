import type { FrontSummary } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { exactText } from "../../parts/exact.ts";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { hypervolumeLabel, valuesWords } from "./front-words.ts";

interface HypervolumePanelProps {
  readonly front: FrontSummary;
  readonly objectives: readonly ObjectiveSpec[];
}

const WIDTH = 300;
const HEIGHT = 110;

/** How much of the space of values the trade-offs have won, over the trials, and from where that is measured. */
export function HypervolumePanel({ front, objectives }: HypervolumePanelProps) {
  const { hypervolume, reference } = front;
  const last = hypervolume.at(-1);
  return (
    <section className="p hyper" style={{ "--c": 18 } as React.CSSProperties} aria-labelledby="hypervolume">
      <header>
        <h2 id="hypervolume">Hypervolume</h2>
        <span className="hint">more is better</span>
      </header>
      {last === undefined ? (
        <p className="q sm">The line starts with the first finished trial.</p>
      ) : (
        <>
          <p className="hv" data-testid="hypervolume" data-value={String(last.value)} title={exactText(last.value)}>
            {formatValue(last.value, 5)}
          </p>
          <div className="hvchart" role="img" aria-label={hypervolumeLabel(hypervolume)}>
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--axis)" vectorEffect="non-scaling-stroke" />
              <path
                d={stepPath(hypervolume)}
                fill="none"
                stroke="var(--data-best)"
                strokeWidth="2"
                vectorEffect="non-scaling-stroke"
              />
            </svg>
            <span className="qq xs">0</span>
            <span className="qq xs">{formatCount(last.trials)} trials</span>
          </div>
        </>
      )}
      {reference === null ? null : (
        <p className="qq xs">
          Measured from {valuesWords(reference, objectives)}: a tenth beyond the worst that ever stood among them.
        </p>
      )}
    </section>
  );
}

/** From 0 at the bottom; it rises when a trial is told and stays until the next. */
export function stepPath(curve: FrontSummary["hypervolume"]): string {
  const [trials, most] = [curve.at(-1)?.trials ?? 1, Math.max(...curve.map(({ value }) => value))];
  const x = (count: number): string => ((count / Math.max(1, trials)) * WIDTH).toFixed(1);
  const y = (value: number): string => (HEIGHT - 1 - (most > 0 ? value / most : 0) * (HEIGHT - 6)).toFixed(1);
  const steps = curve.map(({ trials: count, value }) => `H${x(count)}V${y(value)}`);
  return `M0 ${y(0)}${steps.join("")}H${WIDTH}`;
}
