import { useMemo, useRef } from "react";
import type { PlayResult } from "../../gallery/agents/agents.js";
import { useSize } from "../dashboard/canvas/use-canvas.ts";
import { formatCount, formatValue } from "../parts/numbers.ts";
import { type BarsLayout, layoutBars, MAX_BARS, TICKS_Y } from "./bars-layout.ts";

interface ParameterBarsProps {
  readonly play: PlayResult;
  readonly settings: { readonly agents: number; readonly parameters: number };
}

/** As many colours as agents can be told apart by; neighbours never have the same one. */
const COLOURS = 4;
/** "Agent 12" with some room. */
const NAME_PX = 54;

/** What every parameter has come to, by the agent that owns it; a table for who cannot see bars. */
export function ParameterBars({ play, settings }: ParameterBarsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const { parameters, target } = play;
  const layout = useMemo(
    () => (size === null ? null : layoutBars(parameters, settings, size)),
    [parameters, settings, size],
  );
  const share = target / settings.parameters;
  const shownColours = Math.min(COLOURS, settings.agents);
  return (
    <>
      <div className="chart parbars" ref={frame}>
        {layout === null || size === null ? null : (
          <svg aria-hidden="true">
            <BarAxes layout={layout} height={size.height} />
            {layout.bars.map(({ index, agent, x, y, width, height }) => (
              <rect key={index} className={`parbar a${agent % COLOURS}`} x={x} y={y} width={width} height={height} />
            ))}
            <path className="axis" d={`M${layout.left} ${crisp(layout.y(0))}H${layout.right}`} />
            <path className="target behind" d={`M${layout.left} ${crisp(layout.y(share))}H${layout.right}`} />
            <path className="target" d={`M${layout.left} ${crisp(layout.y(share))}H${layout.right}`} />
            <Owners layout={layout} />
          </svg>
        )}
      </div>
      <div className="key" aria-hidden="true">
        <span>
          <svg width="22" height="14" viewBox="0 0 22 14">
            <path className="target" d="M0 7.5H22" />
          </svg>
          Target Average, {formatValue(share, 3)}
        </span>
        <span>
          <svg width={13 * shownColours - 2} height="12" viewBox={`0 0 ${13 * shownColours - 2} 12`}>
            {Array.from({ length: shownColours }, (_, i) => (
              <rect key={i} className={`parbar a${i}`} x={13 * i} width="11" height="12" />
            ))}
          </svg>
          by the agent that owns it
        </span>
        {settings.parameters > MAX_BARS ? (
          <span>
            the first {MAX_BARS} of {formatCount(settings.parameters)}
          </span>
        ) : null}
      </div>
      <BarsTable layout={layout} share={share} />
    </>
  );
}

function BarAxes({ layout, height }: { readonly layout: BarsLayout; readonly height: number }) {
  const { left, right, top, bottom, y, ticksX } = layout;
  return (
    <g className="axes">
      {TICKS_Y.map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M${left} ${crisp(y(tick))}H${right}`} />
          <text x={left - 8} y={y(tick)} dy="0.35em" textAnchor="end">
            {formatValue(tick)}
          </text>
        </g>
      ))}
      {ticksX.map(([index, px]) => (
        <text key={index} x={px} y={bottom + 16} textAnchor="middle">
          {index}
        </text>
      ))}
      <text className="name" x={(left + right) / 2} y={height - 6} textAnchor="middle">
        Parameter Index
      </text>
      <text className="name" transform={`translate(12 ${(top + bottom) / 2}) rotate(-90)`} textAnchor="middle">
        Value
      </text>
    </g>
  );
}

/** Whose bars these are, beneath them, where there is room. */
function Owners({ layout }: { readonly layout: BarsLayout }) {
  const { groups, bottom } = layout;
  const isNamed = groups.every(({ from, to }) => to - from >= NAME_PX);
  const hasNumbers = groups.every(({ from, to }) => to - from >= 16);
  if (!hasNumbers) return null;
  return groups.map(({ agent, from, to }) => (
    <g key={agent} className="owner">
      <path className="axis" d={`M${from} ${bottom + 22.5}H${to}`} />
      <text x={(from + to) / 2} y={bottom + 36} textAnchor="middle">
        {isNamed ? `Agent ${agent + 1}` : agent + 1}
      </text>
    </g>
  ));
}

function BarsTable({ layout, share }: { readonly layout: BarsLayout | null; readonly share: number }) {
  return (
    <div className="sr">
      <table>
        <caption>Final Parameter Values; the target average is {formatValue(share)}</caption>
        <thead>
          <tr>
            <th scope="col">Parameter Index</th>
            <th scope="col">Agent</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {layout?.bars.map(({ index, agent, value }) => (
            <tr key={index}>
              <th scope="row">{index}</th>
              <td>{agent + 1}</td>
              <td>{formatValue(value, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const crisp = (px: number): number => Math.round(px) + 0.5;
