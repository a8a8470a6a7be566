/** As many sticks as a strip has room for. */
const MAX_STICKS = 48;
const WIDTH = 96;
const HEIGHT = 18;

interface ScoreStripProps {
  /** The best first; NaN of what failed. */
  readonly scores: readonly number[];
  /** What a full stick stands for, and none: the same for all strips that stand together. */
  readonly range: { readonly worst: number; readonly best: number };
}

/** The survivors' scores as sticks, the best on the left; the numbers stand beside it. */
export function ScoreStrip({ scores, range }: ScoreStripProps) {
  const shown = evenly(scores, MAX_STICKS);
  const span = range.best - range.worst;
  const heightOf = (score: number): number => {
    if (Number.isNaN(score)) return 0;
    const share = span === 0 ? 1 : (score - range.worst) / span;
    return 1.5 + Math.min(1, Math.max(0, share)) * (HEIGHT - 1.5);
  };
  const every = WIDTH / Math.max(1, shown.length);
  const sticks = shown.map((score, i) => `M${((i + 0.5) * every).toFixed(1)} ${HEIGHT}v-${heightOf(score).toFixed(1)}`);
  return (
    <svg className="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={sticks.join("")} stroke="var(--data-trial)" strokeWidth={Math.min(12, 0.7 * every)} fill="none" />
    </svg>
  );
}

/** At most so many of them, evenly chosen, the first and the last included. */
function evenly(scores: readonly number[], most: number): readonly number[] {
  if (scores.length <= most) return scores;
  return Array.from({ length: most }, (_, i) => scores[Math.round((i * (scores.length - 1)) / (most - 1))] ?? 0);
}

/** The worst and the best number of several lists; null where there is none. */
export function rangeOf(lists: readonly (readonly number[])[], maximizes: boolean): ScoreStripProps["range"] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const score of lists.flat()) {
    if (!Number.isFinite(score)) continue;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  if (low > high) return null;
  return maximizes ? { worst: low, best: high } : { worst: high, best: low };
}
