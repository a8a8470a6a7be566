import type { KeyboardEvent, PointerEvent } from "react";
import { useId, useMemo, useRef, useState } from "react";
import { pointByKey } from "../dashboard/canvas/point-by-key.ts";
import { useSize } from "../dashboard/canvas/use-canvas.ts";
import { formatCount } from "../parts/numbers.ts";
import { formatReward } from "./agents-words.ts";
import {
  binOf,
  type ChartChoice,
  type ChartLayout,
  type ChartLine,
  episodeOf,
  layoutChart,
  meanPath,
  rewardsPath,
  spread,
} from "./chart-layout.ts";

interface RewardChartProps extends ChartChoice {
  readonly lines: readonly ChartLine[];
  /** For who does not see it. */
  readonly label: string;
}

/** Between the labels at the curves' ends. */
const LABEL_GAP = 15;
/** Narrower than this, curves are named by their key alone. */
const NAMED_FROM = 560;

/** Rewards over episodes; a pointer or the arrow keys pick an episode. */
export function RewardChart({ lines, label, episodes, scale, hasRewards, isNamed }: RewardChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const helpId = useId();
  const [picked, setPicked] = useState<number | null>(null);
  /** By the keys: only then is it said aloud. */
  const [isTyped, setTyped] = useState(false);
  const layout = useMemo(() => {
    if (size === null) return null;
    return layoutChart(lines, size, { episodes, scale, hasRewards, isNamed: isNamed && size.width >= NAMED_FROM });
  }, [lines, size, episodes, scale, hasRewards, isNamed]);
  const longest = lines.toSorted((a, b) => b.episodes - a.episodes)[0] ?? null;

  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setTyped(false);
    if (layout !== null && longest !== null && longest.episodes > 0)
      setPicked(Math.min(longest.episodes - 1, Math.round(layout.atX(event.clientX - box.left))));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || longest === null) return;
    const { bins } = longest;
    const at = picked === null ? null : binOf(bins, picked);
    const next = pointByKey(bins.averages.length, at, event.key, event.shiftKey);
    if (next === undefined) return;
    event.preventDefault();
    setTyped(true);
    setPicked(next === null ? null : episodeOf(bins, longest.episodes, next));
  };
  const words = picked === null ? [] : pickedWords(lines, picked, hasRewards);
  return (
    <>
      <div
        className="chart rewards"
        ref={frame}
        role="application"
        aria-roledescription="chart"
        aria-label={label}
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys go along the curves
        tabIndex={0}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setPicked(null)}
        onBlur={() => setPicked(null)}
        onKeyDown={onKeyDown}
      >
        {layout === null || size === null ? null : (
          <svg aria-hidden="true">
            <Axes layout={layout} height={size.height} />
            {hasRewards
              ? lines.map((line) => <path key={line.key} className="each" d={rewardsPath(line, layout)} />)
              : null}
            {lines.map((line) => (
              <g key={line.key} data-line={line.key}>
                {hasRewards ? <path className="under" d={meanPath(line, layout)} /> : null}
                <path className={`mean l-${line.key}`} d={meanPath(line, layout)} />
              </g>
            ))}
            {isNamed && size.width >= NAMED_FROM ? <Ends lines={lines} layout={layout} /> : null}
            {picked === null ? null : <PickedMarks lines={lines} layout={layout} episode={picked} />}
          </svg>
        )}
        {picked === null || layout === null || size === null || words.length === 0 ? null : (
          <div className="tip" aria-hidden="true" style={tipPlace(layout, picked)}>
            <span>Episode {formatCount(picked)}</span>
            {words.map(([name, value]) => (
              <span key={name}>
                {name} <b>{value}</b>
              </span>
            ))}
          </div>
        )}
      </div>
      <p className="sr" id={helpId}>
        Arrow left and right go along the episodes, with Shift in larger steps.
      </p>
      <p className="sr" aria-live="polite">
        {isTyped && picked !== null
          ? `Episode ${formatCount(picked)}: ${words.map(([name, value]) => `${name} ${value}`).join(", ")}.`
          : ""}
      </p>
    </>
  );
}

function Axes({ layout, height }: { readonly layout: ChartLayout; readonly height: number }) {
  const { left, right, top, bottom, x, y, ticksX, ticksY } = layout;
  return (
    <g className="axes">
      {ticksY.map(([reward, label]) => (
        <g key={reward}>
          <path className="grid" d={`M${left} ${crisp(y(reward))}H${right}`} />
          <text x={left - 8} y={y(reward)} dy="0.35em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      <path className="axis" d={`M${left} ${crisp(bottom)}H${right}`} />
      {ticksX.map(([episode, label]) => (
        <g key={episode}>
          <path className="axis" d={`M${crisp(x(episode))} ${bottom}v5`} />
          <text x={x(episode)} y={bottom + 18} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      <text className="name" x={(left + right) / 2} y={height - 6} textAnchor="middle">
        Episode
      </text>
      <text className="name" transform={`translate(12 ${(top + bottom) / 2}) rotate(-90)`} textAnchor="middle">
        Total Reward
      </text>
    </g>
  );
}

/** Each curve's name, where it ends. */
function Ends({ lines, layout }: { readonly lines: readonly ChartLine[]; readonly layout: ChartLayout }) {
  const begun = lines.filter(({ episodes }) => episodes > 0);
  const ends = begun.map(({ bins, episodes }) => ({
    px: layout.x(episodes - 1),
    py: layout.y(bins.averages.at(-1) ?? 0),
  }));
  const heights = spread(
    ends.map(({ py }) => py),
    LABEL_GAP,
    layout.top + 4,
    layout.bottom - 4,
  );
  return begun.map(({ key, label }, i) => {
    const { px, py } = ends[i] ?? { px: 0, py: 0 };
    const height = heights[i] ?? py;
    return (
      <g key={key} className={`end e-${key}`}>
        <path d={`M${px + 4} ${py}L${px + 12} ${height}`} />
        <text x={px + 15} y={height} dy="0.35em">
          {label}
        </text>
      </g>
    );
  });
}

interface PickedMarksProps {
  readonly lines: readonly ChartLine[];
  readonly layout: ChartLayout;
  readonly episode: number;
}

function PickedMarks({ lines, layout, episode }: PickedMarksProps) {
  const { x, y, top, bottom } = layout;
  return (
    <g>
      <path className="axis" d={`M${crisp(x(episode))} ${top}V${bottom}`} />
      {lines
        .filter(({ episodes }) => episode < episodes)
        .map(({ key, bins }) => (
          <circle
            key={key}
            className={`at l-${key}`}
            cx={x(episode)}
            cy={y(bins.averages[binOf(bins, episode)] ?? 0)}
            r={4.2}
          />
        ))}
    </g>
  );
}

function pickedWords(
  lines: readonly ChartLine[],
  episode: number,
  hasRewards: boolean,
): readonly (readonly [name: string, value: string])[] {
  return lines
    .filter(({ episodes }) => episode < episodes)
    .flatMap(({ label, bins }) => {
      const bin = binOf(bins, episode);
      const mean = [label, formatReward(bins.averages[bin] ?? 0)] as const;
      if (!hasRewards) return [mean];
      const [low, high] = [formatReward(bins.lows[bin] ?? 0), formatReward(bins.highs[bin] ?? 0)];
      return [["reward", bins.span === 1 ? low : `${low} to ${high}`] as const, mean];
    });
}

const crisp = (px: number): number => Math.round(px) + 0.5;

/** Beside the picked episode, where it hides none of the marks. */
function tipPlace({ x, left, right, bottom }: ChartLayout, episode: number) {
  const px = x(episode);
  const across = px > (left + right) / 2 ? "calc(-100% - 12px)" : "12px";
  return { left: px, top: bottom, transform: `translate(${across}, calc(-100% - 10px))` };
}
