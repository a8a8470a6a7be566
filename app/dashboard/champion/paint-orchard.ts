import type { OrchardScene } from "../../../gallery/control/orchard.js";
import { hexagonPath } from "../canvas/marks.ts";
import type { Frame } from "./episode-frame.ts";
import { caption, disc, limb, type Stage, type View } from "./stage.ts";

/** A point is one unit wide; row 0 is the uppermost. */
export const orchardView = ({ rows, columns }: OrchardScene): View => ({
  left: -0.3,
  right: columns + 0.3,
  bottom: -0.3,
  top: rows + 0.3,
});

export function paintOrchard(stage: Stage, { scene }: Extract<Frame, { task: "orchard" }>): void {
  const { context, palette, unit, x, y } = stage;
  const { rows, columns } = scene;
  context.fillStyle = palette["--sunk"];
  context.beginPath();
  context.roundRect(x(0), y(rows), columns * unit, rows * unit, 4);
  context.fill();
  context.fillStyle = palette["--grid"];
  for (let row = 1; row < rows; row++)
    for (let column = 1; column < columns; column++) context.fillRect(x(column) - 0.75, y(row) - 0.75, 1.5, 1.5);
  paintNet(stage, scene);
  // Beside the orchard, where there is room.
  if (x(0) > 52) {
    caption(stage, "energy", x(0) - 10, y(rows) + 10, "right");
    caption(stage, String(scene.energy), x(0) - 10, y(rows) + 27, "right");
  }
  for (const { kind, row, column } of scene.things) {
    const [px, py] = [x(column + 0.5), y(rows - row - 0.5)];
    if (kind === "apple") paintApple(stage, px, py);
    else paintStone(stage, px, py);
  }
}

function paintNet({ context, palette, unit, x, y }: Stage, { net, picker }: OrchardScene): void {
  context.fillStyle = palette["--honey"];
  context.beginPath();
  context.roundRect(x(net.from) + 1, y(0.3), (net.to - net.from + 1) * unit - 2, 0.24 * unit, 0.1 * unit);
  context.fill();
  const body = hexagonPath(x(picker + 0.5), y(0.5), 0.44 * unit);
  context.fill(body);
  context.strokeStyle = palette["--ink"];
  context.lineWidth = Math.max(1.2, 0.06 * unit);
  context.stroke(body);
  context.lineWidth = 1;
}

function paintApple({ context, palette, unit }: Stage, px: number, py: number): void {
  disc(context, palette["--good"], px, py + 0.05 * unit, 0.29 * unit);
  limb(
    context,
    palette["--ink"],
    Math.max(1.2, 0.07 * unit),
    [px, py - 0.2 * unit],
    [px + 0.1 * unit, py - 0.38 * unit],
  );
}

/** With corners, so that it is told from an apple without its colour. */
function paintStone({ context, palette, unit }: Stage, px: number, py: number): void {
  const r = 0.34 * unit;
  context.fillStyle = palette["--ink-3"];
  context.beginPath();
  for (const [dx, dy] of [
    [-1, 0.25],
    [-0.55, -0.75],
    [0.35, -0.9],
    [1, -0.1],
    [0.7, 0.8],
    [-0.6, 0.85],
  ] as const)
    context.lineTo(px + dx * r, py + dy * r);
  context.closePath();
  context.fill();
}
