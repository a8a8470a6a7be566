import type { Palette, Size } from "../canvas/palette.ts";

/** A place in the task's own measures, y upwards, on the canvas. */
export interface Stage {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly size: Size;
  /** Pixels of one of the task's units. */
  readonly unit: number;
  readonly x: (at: number) => number;
  readonly y: (at: number) => number;
}

export interface View {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The view as large as the canvas has room for, in its middle. */
export function stageFor(context: CanvasRenderingContext2D, palette: Palette, size: Size, view: View): Stage {
  const unit = Math.min(size.width / (view.right - view.left), size.height / (view.top - view.bottom));
  const [middleX, middleY] = [(view.left + view.right) / 2, (view.bottom + view.top) / 2];
  return {
    context,
    palette,
    size,
    unit,
    x: (at) => size.width / 2 + (at - middleX) * unit,
    y: (at) => size.height / 2 - (at - middleY) * unit,
  };
}

/** A thick line with round ends, in pixels. */
export function limb(
  context: CanvasRenderingContext2D,
  colour: string,
  width: number,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.lineCap = "butt";
  context.lineWidth = 1;
}

/** Dashed: what decides, but is nothing one bumps into. */
export function dashed(
  context: CanvasRenderingContext2D,
  colour: string,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
): void {
  context.setLineDash([4, 5]);
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 1;
}

export function disc(context: CanvasRenderingContext2D, colour: string, x: number, y: number, r: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fill();
}

/** Words on the picture. */
export function caption(
  { context, palette }: Pick<Stage, "context" | "palette">,
  text: string,
  x: number,
  y: number,
  align: "left" | "center" | "right" = "center",
): void {
  context.font = `12px ${palette["--font-ui"]}`;
  context.fillStyle = palette["--ink-3"];
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}
