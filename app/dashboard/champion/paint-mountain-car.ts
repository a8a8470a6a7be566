import type { Frame } from "./episode-frame.ts";
import { disc, limb, type Stage, type View } from "./stage.ts";

const LEFT = -1.2;
const RIGHT = 0.6;
const FLAG = 0.45;
/** How high the ground is, as Gymnasium draws it. */
const heightAt = (place: number): number => 0.45 * Math.sin(3 * place) + 0.55;

/** Higher than wide things need, so that hills fill the picture. */
export const MOUNTAIN_CAR_VIEW: View = { left: LEFT, right: RIGHT, bottom: -0.02, top: 1.28 };

export function paintMountainCar(stage: Stage, { place }: Extract<Frame, { task: "mountain-car" }>): void {
  const { context, palette } = stage;
  context.fillStyle = palette["--sunk"];
  context.fill(groundOf(stage, true));
  context.strokeStyle = palette["--axis"];
  context.lineWidth = 1.5;
  context.stroke(groundOf(stage, false));
  paintFlag(stage);
  paintCar(stage, Math.min(RIGHT, Math.max(LEFT, place)));
}

const PIECES = 120;

/** From edge to edge of the picture, also where it is wider than the valley; `whole`: with all that lies beneath. */
function groundOf({ x, y, unit, size }: Stage, whole: boolean): Path2D {
  const from = LEFT - Math.max(0, x(LEFT)) / unit;
  const to = RIGHT + (size.width - x(RIGHT)) / unit;
  const path = new Path2D();
  path.moveTo(x(from), y(heightAt(from)));
  for (let i = 1; i <= PIECES; i++) {
    const at = from + ((to - from) * i) / PIECES;
    path.lineTo(x(at), y(heightAt(at)));
  }
  if (!whole) return path;
  path.lineTo(x(to), size.height);
  path.lineTo(x(from), size.height);
  path.closePath();
  return path;
}

function paintFlag({ context, palette, x, y, unit }: Stage): void {
  const [foot, top] = [y(heightAt(FLAG)), y(heightAt(FLAG) + 0.2)];
  limb(context, palette["--ink"], 2, [x(FLAG), foot], [x(FLAG), top]);
  context.fillStyle = palette["--good"];
  context.beginPath();
  context.moveTo(x(FLAG), top);
  context.lineTo(x(FLAG) + 0.13 * unit, top + 0.045 * unit);
  context.lineTo(x(FLAG), top + 0.09 * unit);
  context.closePath();
  context.fill();
}

function paintCar({ context, palette, x, y, unit }: Stage, place: number): void {
  const slope = Math.atan(3 * 0.45 * Math.cos(3 * place));
  const [length, height, wheel] = [0.15 * unit, 0.06 * unit, 0.026 * unit];
  context.save();
  context.translate(x(place), y(heightAt(place)));
  context.rotate(-slope);
  context.fillStyle = palette["--data-best"];
  context.beginPath();
  context.roundRect(-length / 2, -wheel * 1.4 - height, length, height, height * 0.35);
  context.roundRect(-length / 4, -wheel * 1.4 - height * 1.75, length / 2, height, height * 0.4);
  context.fill();
  for (const side of [-0.3, 0.3]) disc(context, palette["--ink"], side * length, -wheel, wheel);
  context.restore();
}
