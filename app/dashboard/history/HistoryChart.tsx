import type { PointerEvent } from "react";
import { useLayoutEffect, useRef, useState } from "react";
import type { HistoryPoint } from "../../../agent/best/history-points.ts";
import { isolated } from "../../parts/isolated.ts";
import { formatApart, formatCount } from "../../parts/numbers.ts";
import { fitCanvas, useInSight, usePalette, useSize } from "../canvas/use-canvas.ts";
import type { HistoryLayout } from "./history-paint.ts";
import { layoutHistory, paintHistory, stepNear } from "./history-paint.ts";

interface HistoryChartProps {
  readonly points: readonly HistoryPoint[];
  readonly unit: string;
  readonly scale: "auto" | "linear";
  readonly label: string;
}

interface Tip {
  readonly x: number;
  readonly y: number;
  readonly values: string;
  readonly trial: string;
}

/** Trial values and the best-so-far line, on a canvas. */
export default function HistoryChart({ points, unit, scale, label }: HistoryChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRef<HistoryLayout | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const size = useSize(frame);
  const palette = usePalette();
  const inSight = useInSight(frame);

  // In the frame in which the rest of the page changes, not in one of its own.
  useLayoutEffect(() => {
    if (!inSight) return;
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || size === null || palette === null) return;
    layout.current = layoutHistory(points, size, scale, layout.current);
    fitCanvas(context, size);
    paintHistory(context, points, layout.current, palette);
  }, [points, size, palette, scale, inSight]);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = layout.current === null ? null : stepNear(layout.current, event.clientX - box.left);
    setTip(at === null || layout.current === null ? null : tipOf(at, layout.current, unit));
  };
  return (
    <div
      className="chart"
      ref={frame}
      role="img"
      aria-label={label}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setTip(null)}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {tip === null ? null : (
        <div className="tip" style={{ left: tip.x, top: tip.y }}>
          <b>{tip.values}</b>
          <span className="q">{tip.trial}</span>
        </div>
      )}
    </div>
  );
}

function tipOf({ step, before }: NonNullable<ReturnType<typeof stepNear>>, layout: HistoryLayout, unit: string): Tip {
  const [from, to] = formatApart(before?.value ?? null, step.value);
  const values = `${from === null ? "" : `${from} to `}${to} ${isolated(unit)}`;
  const x = Math.min(Math.max(layout.x(step.at), layout.left + 60), layout.right - 60);
  const who = step.own ? ", yours" : "";
  return { x, y: layout.y(step.value), values, trial: `trial ${formatCount(step.at)}${who}` };
}
