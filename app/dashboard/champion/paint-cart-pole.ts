import type { Frame } from "./episode-frame.ts";
import { dashed, disc, limb, type Stage, type View } from "./stage.ts";

/** As Gymnasium has them: where the cart leaves its track, how far the pole may lean, and how long it is. */
const EDGE = 2.4;
const LEAN = (12 * Math.PI) / 180;
const POLE = 1;
const CART = { width: 0.62, height: 0.3 };
const WHEEL = 0.085;

export const CART_POLE_VIEW: View = { left: -2.75, right: 2.75, bottom: -0.95, top: 2.7 };

export function paintCartPole(stage: Stage, { place, lean }: Extract<Frame, { task: "cart-pole" }>): void {
  const { context, palette, unit, x, y, size } = stage;
  // Beyond the picture there is nothing to see, and the episode is over.
  const at = Math.min(CART_POLE_VIEW.right, Math.max(CART_POLE_VIEW.left, place));
  const ground = -WHEEL * 2 - CART.height / 2;
  context.fillStyle = palette["--sunk"];
  context.fillRect(0, y(ground), size.width, size.height - y(ground));
  limb(context, palette["--axis"], 1.5, [0, y(ground)], [size.width, y(ground)]);
  for (const edge of [-EDGE, EDGE]) {
    dashed(context, palette["--data-failed"], [x(edge), y(ground)], [x(edge), y(ground + 0.62)]);
  }
  limb(context, palette["--axis"], 1.5, [x(0), y(ground)], [x(0), y(ground - 0.09)]);

  const pivot = CART.height / 2;
  for (const side of [-LEAN, LEAN]) {
    const [farX, farY] = [at + 1.22 * POLE * Math.sin(side), pivot + 1.22 * POLE * Math.cos(side)];
    dashed(context, palette["--grid"], [x(at), y(pivot)], [x(farX), y(farY)]);
  }
  for (const side of [-0.19, 0.19]) disc(context, palette["--ink"], x(at + side), y(ground + WHEEL), WHEEL * unit);
  context.fillStyle = palette["--ink"];
  context.beginPath();
  const [left, top] = [x(at - CART.width / 2), y(CART.height / 2)];
  context.roundRect(left, top, CART.width * unit, CART.height * unit, Math.min(6, 0.07 * unit));
  context.fill();
  const [tipX, tipY] = [at + POLE * Math.sin(lean), pivot + POLE * Math.cos(lean)];
  const width = Math.max(5, 0.105 * unit);
  limb(context, palette["--data-best"], width, [x(at), y(pivot)], [x(tipX), y(tipY)]);
  disc(context, palette["--surface"], x(at), y(pivot), Math.max(1.6, 0.028 * unit));
}
