import { contour, placeOf, type Window } from "./contour.ts";
import { circle, lineThrough, type Picture } from "./picture.ts";

/** A parabola with its foot at (48, `foot`). */
const parabola = (foot: number, halfWidth: number, height: number): string =>
  lineThrough(
    Array.from({ length: 25 }, (_, i) => {
      const x = i / 12 - 1;
      return [48 + halfWidth * x, foot - height * x * x] as const;
    }),
  );

/** One parabola for each of the whole numbers -1, 0 and 1, and the lowest point of the lowest. */
export const quadraticPicture: Picture = [
  { d: parabola(32, 26, 26), as: "line" },
  { d: parabola(43, 30, 34), as: "line" },
  { d: parabola(54, 34, 43), as: "limb" },
  { d: circle(48, 54, 4), as: "spot" },
];

/** A parabola in braces. */
export const quadraticObjectPicture: Picture = [
  { d: "M22 8C10 8 20 32 8 32C20 32 10 56 22 56M74 8C86 8 76 32 88 32C76 32 86 56 74 56", as: "line" },
  { d: parabola(48, 18, 36), as: "limb" },
  { d: circle(48, 48, 4), as: "spot" },
];

const dents = (x: number, y: number): number =>
  x * x + y * y + 20 - 10 * (Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y));
const DENTS: Window = { left: -2.4, right: 2.4, bottom: -1.55, top: 1.55 };

/** Two of its five dimensions, from above: dent beside dent, the deepest in the middle. */
export const rastriginPicture: Picture = [
  ...[3, 9, 18].map((level) => ({ d: contour(dents, level, DENTS), as: "line" }) as const),
  { d: circle(...placeOf([0, 0], DENTS), 4), as: "spot" },
];

const valley = (y: number, x: number): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
const VALLEY: Window = { left: -0.9, right: 3.3, bottom: -1.9, top: 1.9 };

/** Two of its four dimensions, from above, the first upward: the valley's floor is bent, and the lowest of it on the upper arm. */
export const rosenbrockPicture: Picture = [
  ...[20, 110, 300, 700].map((level) => ({ d: contour(valley, level, VALLEY), as: "line" }) as const),
  { d: circle(...placeOf([1, 1], VALLEY), 4), as: "spot" },
];
