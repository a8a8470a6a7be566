import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import type { MetricPoint } from "../../../study/trial/trial.ts";
import { exactText } from "../../parts/exact.ts";
import { Name } from "../../parts/Name.tsx";
import { plural } from "../../parts/numbers.ts";
import { Facet } from "./Facet.tsx";

const WIDTH = 72;
const HEIGHT = 18;

interface MetricsProps extends Pick<TrialSummary, "metrics" | "steps"> {
  /** Objectives that the trial reported as it did its metrics, with their last values. */
  readonly results: readonly (readonly [name: string, value: number])[];
}

/** What a trial told: of each metric the last value, how many steps, and its course. */
export function Metrics({ metrics, results, steps }: MetricsProps) {
  const entries = Object.entries(metrics).filter(([, curve]) => curve.length > 0);
  const count = results.length + entries.length;
  if (count === 0) return null;
  return (
    <Facet title="Metrics" pairs={count}>
      <dl className="exact">
        {results.map(([name, value]) => (
          <div key={name}>
            <dt>
              <Name>{name}</Name>
            </dt>
            <dd className="metric">
              <span className="mono">{exactText(value)}</span>
              <span className="qq">{plural(steps, "step")}</span>
            </dd>
          </div>
        ))}
        {entries.map(([name, curve]) => (
          <div key={name}>
            <dt>
              <Name>{name}</Name>
            </dt>
            <dd className="metric">
              <Course curve={curve} />
              <span className="mono">{exactText(curve.at(-1)?.[1] ?? Number.NaN)}</span>
              <span className="qq">{plural(curve.length, "step")}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Facet>
  );
}

/** Decoration beside the last value; a gap where a value is not a number. */
function Course({ curve }: { readonly curve: readonly MetricPoint[] }) {
  if (curve.length < 2) return null;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={coursePath(curve)} fill="none" stroke="var(--data-trial)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}

/** The path through the finite values, by step from left to right and by value from bottom to top. */
export function coursePath(curve: readonly MetricPoint[]): string {
  const finite = curve.filter(([, value]) => Number.isFinite(value));
  const [steps, values] = [curve.map(([step]) => step), finite.map(([, value]) => value)];
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const share = (value: number, from: number, to: number): number => (to > from ? (value - from) / (to - from) : 0.5);
  let pen = "M";
  return curve
    .map(([step, value]) => {
      if (!Number.isFinite(value)) {
        pen = "M";
        return "";
      }
      const x = (1 + share(step, first, last) * (WIDTH - 2)).toFixed(1);
      const y = (HEIGHT - 2 - share(value, low, high) * (HEIGHT - 4)).toFixed(1);
      const piece = `${pen}${x} ${y}`;
      pen = "L";
      return piece;
    })
    .join("");
}
