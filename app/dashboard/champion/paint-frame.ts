import type { Palette, Size } from "../canvas/palette.ts";
import type { Frame } from "./episode-frame.ts";
import { ACROBOT_VIEW, paintAcrobot } from "./paint-acrobot.ts";
import { CART_POLE_VIEW, paintCartPole } from "./paint-cart-pole.ts";
import { MOUNTAIN_CAR_VIEW, paintMountainCar } from "./paint-mountain-car.ts";
import { orchardView, paintOrchard } from "./paint-orchard.ts";
import { PENDULUM_VIEW, paintPendulum } from "./paint-pendulum.ts";
import { type Stage, stageFor, type View } from "./stage.ts";

/** Draws a moment of a task on a canvas that has been cleared. */
export function paintFrame(context: CanvasRenderingContext2D, frame: Frame, size: Size, palette: Palette): void {
  const on = (view: View): Stage => stageFor(context, palette, size, view);
  switch (frame.task) {
    case "cart-pole":
      return paintCartPole(on(CART_POLE_VIEW), frame);
    case "acrobot":
      return paintAcrobot(on(ACROBOT_VIEW), frame);
    case "mountain-car":
      return paintMountainCar(on(MOUNTAIN_CAR_VIEW), frame);
    case "pendulum":
      return paintPendulum(on(PENDULUM_VIEW), frame);
    case "orchard":
      return paintOrchard(on(orchardView(frame.scene)), frame);
  }
}
