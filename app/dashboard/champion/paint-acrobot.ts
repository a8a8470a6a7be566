import { hexagonPath } from "../canvas/marks.ts";
import type { Frame } from "./episode-frame.ts";
import { caption, dashed, disc, limb, type Stage, type View } from "./stage.ts";

/** The free end has to come over it; the links are as long as it is high. */
const GOAL = 1;

export const ACROBOT_VIEW: View = { left: -2.25, right: 2.25, bottom: -2.2, top: 2.2 };

/** Both angles from hanging down, the second one from the first link. */
export function paintAcrobot(stage: Stage, { first, second }: Extract<Frame, { task: "acrobot" }>): void {
  const { context, palette, unit, x, y, size } = stage;
  dashed(context, palette["--axis"], [0, y(GOAL)], [size.width, y(GOAL)]);
  caption(stage, "the end has to come up here", 10, y(GOAL) - 11, "left");
  const [elbowX, elbowY] = [Math.sin(first), -Math.cos(first)];
  const [endX, endY] = [elbowX + Math.sin(first + second), elbowY - Math.cos(first + second)];
  const width = Math.max(6, 0.15 * unit);
  limb(context, palette["--ink"], width, [x(0), y(0)], [x(elbowX), y(elbowY)]);
  limb(context, palette["--data-best"], width, [x(elbowX), y(elbowY)], [x(endX), y(endY)]);
  disc(context, palette["--surface"], x(0), y(0), width * 0.22);
  disc(context, palette["--surface"], x(elbowX), y(elbowY), width * 0.22);
  context.fillStyle = palette["--honey"];
  context.strokeStyle = palette["--ink"];
  context.lineWidth = 1.6;
  const end = hexagonPath(x(endX), y(endY), width * 0.95);
  context.fill(end);
  context.stroke(end);
  context.lineWidth = 1;
}
