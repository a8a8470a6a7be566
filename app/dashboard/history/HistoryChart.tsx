import type { PointerEvent } from "react";
import { useEffect, useRef, useState } from "react";
import type { HistoryPoint } from "../../../agent/best/history-points.ts";
import { isolated } from "../../parts/isolated.ts";
import { formatApart, formatCount } from "../../parts/numbers.ts";
import { watchTheme } from "../../theme.ts";
import type { HistoryLayout, Palette, Size } from "./history-paint.ts";
import { layoutHistory, PALETTE, paintHistory, stepNear } from "./history-paint.ts";

/** Four repaints a second look alive; more only cost the trials their CPU. */
const REPAINT_INTERVAL_MS = 250;

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
  const shown = useThrottled(points, REPAINT_INTERVAL_MS);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined || size === null || palette === null) return;
    layout.current = layoutHistory(shown, size, scale, layout.current);
    fit(context, size);
    paintHistory(context, shown, layout.current, palette);
  }, [shown, size, palette, scale]);

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

function fit(context: CanvasRenderingContext2D, { width, height }: Size): void {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const { canvas } = context;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
}

function useSize(frame: React.RefObject<HTMLDivElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width < 40 || entry.contentRect.height < 60) return;
      setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}

/** The tokens as the current theme has them; read again when the theme changes or the fonts have arrived. */
function usePalette(): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const read = (): void => setPalette(readPalette());
    read();
    const unwatch = watchTheme(read);
    document.fonts.addEventListener("loadingdone", read);
    return () => {
      unwatch();
      document.fonts.removeEventListener("loadingdone", read);
    };
  }, []);
  return palette;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = PALETTE.map((token) => [token, style.getPropertyValue(token).trim()] as const);
  return Object.fromEntries(entries) as Palette;
}

/** `value`, renewed at most once per `intervalMs`; the last one always arrives. */
function useThrottled<T>(value: T, intervalMs: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(-Infinity);
  useEffect(() => {
    const wait = Math.max(0, last.current + intervalMs - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, intervalMs]);
  return shown;
}
