import type { KeyboardEvent, PointerEvent } from "react";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { GenerationPoint } from "../../../agent/generations/generations-page.ts";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { pointByKey } from "../canvas/point-by-key.ts";
import { fitCanvas, usePalette, useSize } from "../canvas/use-canvas.ts";
import { learningLabel, pointWords } from "./generation-words.ts";
import { type LearningLayout, layoutLearning, pointNear } from "./learning-layout.ts";
import { paintLearning } from "./learning-paint.ts";

interface LearningChartProps {
  readonly curve: readonly GenerationPoint[];
  readonly solved: number | null;
  readonly maximizes: boolean;
  /** The generation whose champion plays. */
  readonly playing: number | null;
  readonly onChoose: (generation: number) => void;
}

/** Half of the widest tip. */
const TIP_ROOM = 92;

/** The learning curve on a canvas; a press or Enter on a generation plays its champion. */
export function LearningChart({ curve, solved, maximizes, playing, onChoose }: LearningChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picked, setPicked] = useState<number | null>(null);
  /** By the keys: only then is it said aloud. */
  const [isTyped, setTyped] = useState(false);
  const size = useSize(frame);
  const palette = usePalette();
  const helpId = useId();
  const layout = useMemo(() => (size === null ? null : layoutLearning(curve, solved, size)), [curve, solved, size]);
  const point = curve.find(({ generation }) => generation === picked) ?? null;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || size === null || palette === null || layout === null) return;
    fitCanvas(context, size);
    paintLearning(context, curve, solved, layout, palette, { picked: point, playing });
  }, [curve, solved, size, layout, palette, point, playing]);

  const pickAt = (at: number | null): void => setPicked(at === null ? null : (curve[at]?.generation ?? null));
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setTyped(false);
    if (layout !== null) pickAt(pointNear(curve, layout, event.clientX - box.left));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && point !== null) {
      event.preventDefault();
      onChoose(point.generation);
      return;
    }
    const at = curve.findIndex(({ generation }) => generation === picked);
    const next = pointByKey(curve.length, at < 0 ? null : at, event.key, event.shiftKey);
    if (next === undefined) return;
    event.preventDefault();
    setTyped(true);
    pickAt(next);
  };
  return (
    <>
      <div
        className="chart learnchart"
        ref={frame}
        role="application"
        aria-roledescription="chart"
        aria-label={learningLabel(curve, solved, maximizes)}
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys go along the curve
        tabIndex={0}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setPicked(null)}
        onBlur={() => setPicked(null)}
        onKeyDown={onKeyDown}
        onClick={() => (point === null ? undefined : onChoose(point.generation))}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {point === null || layout === null || size === null ? null : (
          <div className="tip" aria-hidden="true" style={tipPlace(layout, size.width, point)}>
            <b>{formatValue(point.value, 5)}</b>
            <span>Generation {formatCount(point.generation)}</span>
            <span className="q">
              survivors {formatValue(point.worst, 4)} to {formatValue(point.best, 4)}
            </span>
          </div>
        )}
      </div>
      <p className="sr" id={helpId}>
        Arrow left and right go along the generations, with Shift in larger steps; Enter plays the champion of one.
      </p>
      <p className="sr" aria-live="polite">
        {isTyped && point !== null ? pointWords(point) : ""}
      </p>
    </>
  );
}

/** Below the place where the upper edge is too near. */
function tipPlace({ x, y }: LearningLayout, width: number, { generation, value }: GenerationPoint) {
  const top = Number.isFinite(value) ? y(value) : 80;
  const left = Math.min(Math.max(x(generation), TIP_ROOM), Math.max(TIP_ROOM, width - TIP_ROOM));
  return { left, top, ...(top < 84 ? { transform: "translate(-50%, 14px)" } : {}) };
}
