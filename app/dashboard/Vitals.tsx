import { memo } from "react";
import type { GenerationsSummary } from "../../agent/generations/generations-page.ts";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { formatCount, formatPercent, formatRate, formatValue, plural } from "../parts/numbers.ts";

interface VitalsProps {
  readonly snapshot: AgentSnapshot;
  readonly rates: readonly number[];
}

const FIFTH = { "--c": 12 } as React.CSSProperties;

/** Who has left hears nothing any more. */
const UNKNOWN = "\u2013";

/** Five numbers that say how the swarm does. */
export function Vitals({ snapshot, rates }: VitalsProps) {
  const { trialsPerSecond, peerCount, ownBest, spec, progress, generations } = snapshot;
  // Of generations a trial is what a tab ran, and a champion stands among the trials that it holds.
  const trialCount = generations?.evaluations ?? snapshot.trialCount;
  const ownTrialCount = generations?.ownEvaluations ?? snapshot.ownTrialCount;
  const left = snapshot.state === "left";
  const total = spec.budget.kind === "trials" ? spec.budget.total : null;
  return (
    <dl className="vit">
      <div className="p" style={FIFTH}>
        <dt>Trials per second</dt>
        <dd>{left ? UNKNOWN : formatRate(trialsPerSecond)}</dd>
        <dd className="viz">
          <RateLine rates={rates} />
        </dd>
      </div>
      <div className="p" style={FIFTH}>
        <dt>Trials</dt>
        <dd data-testid="trial-count" data-value={trialCount}>
          {formatCount(trialCount)}
          {total === null ? null : <small>of {formatCount(total)}</small>}
        </dd>
        {total !== null && progress !== null ? (
          <dd className="viz desk thin">
            <Track share={progress} />
          </dd>
        ) : null}
      </div>
      <div className="p" style={FIFTH}>
        <dt>Tabs in the swarm</dt>
        <dd data-testid="peer-count" data-value={peerCount}>
          {left ? UNKNOWN : formatCount(peerCount)}
          <small>{left ? "not connected" : peerCount === 1 ? "only yours" : "with yours"}</small>
        </dd>
      </div>
      <div className="p" style={FIFTH}>
        <Budget snapshot={snapshot} />
      </div>
      <div className="p" style={FIFTH}>
        <dt>Your share</dt>
        <dd>
          {formatPercent(trialCount === 0 ? 0 : ownTrialCount / trialCount)}
          <small data-testid="own-trial-count" data-value={ownTrialCount}>
            {plural(ownTrialCount, "trial")}
          </small>
          <small data-testid="own-best" data-value={ownBest === null ? "" : String(ownBest)}>
            {ownBest === null || spec.objectives.length > 1 || generations !== null
              ? ""
              : `best ${formatValue(ownBest, 5)}`}
          </small>
        </dd>
      </div>
    </dl>
  );
}

function Budget({ snapshot }: { readonly snapshot: AgentSnapshot }) {
  const { spec, state, round, rounds, progress, generations } = snapshot;
  const { budget } = spec;
  if (generations !== null) return <Generations generations={generations} />;
  if (state === "watching" && (rounds !== null || progress === null)) {
    return (
      <>
        <dt>Your rounds</dt>
        <dd>
          {round === 0 ? UNKNOWN : formatCount(round)}
          <small>you only watch</small>
        </dd>
      </>
    );
  }
  if (rounds !== null) {
    return (
      <>
        <dt>Your rounds</dt>
        <dd>
          {formatCount(Math.min(round, rounds))}
          <small>of {formatCount(rounds)}</small>
        </dd>
        <dd className="viz desk thin">
          <Track share={progress ?? Math.min(1, round / rounds)} />
        </dd>
      </>
    );
  }
  if (progress === null) {
    return (
      <>
        <dt>Your rounds</dt>
        <dd>
          {formatCount(round)}
          <small>runs until stopped</small>
        </dd>
      </>
    );
  }
  return (
    <>
      <dt>{budget.kind === "time" ? "Time used" : "Done"}</dt>
      <dd>{formatPercent(progress)}</dd>
      <dd className="viz desk thin">
        <Track share={progress} />
      </dd>
    </>
  );
}

function Generations({ generations: { closed, planned } }: { readonly generations: GenerationsSummary }) {
  return (
    <>
      <dt>Generations</dt>
      <dd>
        {formatCount(closed)}
        <small>{planned === null ? "runs until stopped" : `of ${formatCount(planned)}`}</small>
      </dd>
      {planned === null ? null : (
        <dd className="viz desk thin">
          <Track share={closed / Math.max(1, planned)} />
        </dd>
      )}
    </>
  );
}

function Track({ share }: { readonly share: number }) {
  return (
    <div className="track" aria-hidden="true">
      <i style={{ width: `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%` }} />
    </div>
  );
}

const WIDTH = 96;
const HEIGHT = 22;

const RateLine = memo(function RateLine({ rates }: { readonly rates: readonly number[] }) {
  if (rates.length < 2) return null;
  const most = Math.max(...rates, 1e-9);
  const points = rates.map((rate, i) => {
    const x = (i / (rates.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - (rate / most) * (HEIGHT - 3);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const path = `M${points.join("L")}`;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
      <path d={`${path}V${HEIGHT}H0Z`} fill="var(--sunk)" />
      <path d={path} fill="none" stroke="var(--ink-2)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
