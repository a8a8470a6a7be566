import { hexagonPath } from "../canvas/marks.ts";
import type { Frame } from "./episode-frame.ts";
import { caption, dashed, disc, limb, type Stage, type View } from "./stage.ts";

export const PENDULUM_VIEW: View = { left: -1.35, right: 1.35, bottom: -1.3, top: 1.45 };

/** The angle from upright, against the clock. */
export function paintPendulum(stage: Stage, { angle }: Extract<Frame, { task: "pendulum" }>): void {
  const { context, palette, unit, x, y } = stage;
  context.strokeStyle = palette["--grid"];
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x(0), y(0), unit, 0, 2 * Math.PI);
  context.stroke();
  dashed(context, palette["--axis"], [x(0), y(0.86)], [x(0), y(1.14)]);
  caption(stage, "up here, at rest", x(0), y(1.28));
  const [endX, endY] = [-Math.sin(angle), Math.cos(angle)];
  const width = Math.max(6, 0.1 * unit);
  limb(context, palette["--data-best"], width, [x(0), y(0)], [x(endX), y(endY)]);
  disc(context, palette["--ink"], x(0), y(0), width * 0.7);
  const bob = hexagonPath(x(endX), y(endY), 0.13 * unit);
  context.fillStyle = palette["--honey"];
  context.strokeStyle = palette["--ink"];
  context.lineWidth = 1.6;
  context.fill(bob);
  context.stroke(bob);
  context.lineWidth = 1;
}
