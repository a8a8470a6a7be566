import type { PointerEvent } from "react";
import { useLayoutEffect, useRef, useState } from "react";
import type { FrontPoint } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { isolated } from "../../parts/isolated.ts";
import { fitCanvas, useInSight, usePalette, useSize } from "../canvas/use-canvas.ts";
import { type Axes, type FrontLayout, layoutFront, paintFront, placeNear } from "./front-paint.ts";
import { valuesWords } from "./front-words.ts";

interface FrontChartProps {
  readonly points: readonly FrontPoint[];
  /** Drawn beside them. */
  readonly claims: readonly FrontPoint[];
  readonly objectives: readonly ObjectiveSpec[];
  readonly axes: Axes;
  readonly label: string;
  /** The trial that is open. */
  readonly marked: string | null;
  /** A point was pressed. */
  readonly onOpen: (trial: string) => void;
}

/** The front in two of its objectives, on a canvas; the table beside it says the same in words. */
export default function FrontChart({ points, claims, objectives, axes, label, marked, onOpen }: FrontChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRef<FrontLayout | null>(null);
  const [near, setNear] = useState<ReturnType<typeof placeNear>>(null);
  const size = useSize(frame);
  const palette = usePalette();
  const inSight = useInSight(frame);
  const { x, y } = axes;

  useLayoutEffect(() => {
    if (!inSight) return;
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || size === null || palette === null) return;
    layout.current = layoutFront(points, objectives, { x, y }, size, claims);
    fitCanvas(context, size);
    paintFront(context, layout.current, palette, marked);
  }, [points, claims, objectives, x, y, size, palette, marked, inSight]);

  const find = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return layout.current && placeNear(layout.current, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <div
      className={near === null ? "chart" : "chart pressable"}
      ref={frame}
      role="img"
      aria-label={label}
      onPointerMove={(event) => setNear(find(event))}
      onPointerLeave={() => setNear(null)}
      onPointerUp={(event) => {
        const found = find(event);
        if (found !== null) onOpen(found.point.trial);
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {near === null || size === null ? null : (
        <div className="tip" style={{ left: Math.min(Math.max(near.x, 110), size.width - 110), top: near.y }}>
          <b>{valuesWords(near.point.values, objectives)}</b>
          <span className="q">
            {near.point.own
              ? "yours"
              : `${near.point.state === "claimed" ? "claimed by" : "by"} ${isolated(near.point.by.slice(0, 40))}`}
          </span>
        </div>
      )}
    </div>
  );
}
