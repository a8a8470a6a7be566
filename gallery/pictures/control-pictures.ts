import { box, circle, type Picture } from "./picture.ts";

/** A cart on its track, the pole leaning a little. */
export const cartPolePicture: Picture = [
  { d: "M6 52H90", as: "line" },
  { d: box(34, 42, 24, 10), as: "body" },
  { d: "M46 42L53 12", as: "limb" },
  { d: circle(46, 42, 2.5), as: "spot" },
];

/** A cart with its pole, and the curve of what it learns. */
export const learningPolePicture: Picture = [
  { d: "M6 58H90", as: "line" },
  { d: "M8 50C24 50 26 20 42 14S74 8 90 8", as: "line" },
  { d: box(56, 48, 24, 10), as: "body" },
  { d: "M68 48L64 22", as: "limb" },
  { d: circle(68, 48, 2.5), as: "spot" },
];

/** Two links below the height that the free end has to reach. */
export const acrobotPicture: Picture = [
  { d: "M6 12H90", as: "line" },
  { d: "M48 32L60 47L78 40", as: "limb" },
  { d: circle(48, 32, 2.5), as: "body" },
  { d: circle(60, 47, 2.5), as: "body" },
  { d: circle(78, 40, 3), as: "spot" },
];

/** A valley, the car on its left slope, the flag on the right hill. */
export const mountainCarPicture: Picture = [
  { d: "M4 18C20 40 28 56 44 56S72 34 92 20", as: "line" },
  { d: "M15 35l10 12l5 -4l-10 -12z", as: "body" },
  { d: "M86 24V6", as: "limb" },
  { d: "M86 6L74 10L86 14z", as: "spot" },
];

/** The rod from its hinge to the upper left, and the circle of its end. */
export const pendulumPicture: Picture = [
  { d: circle(48, 32, 26), as: "line" },
  { d: "M48 32L36 11", as: "limb" },
  { d: circle(48, 32, 3), as: "body" },
  { d: circle(36, 11, 4), as: "spot" },
];

/** The field, the net in its bottom row, two apples and a stone above. */
export const orchardPicture: Picture = [
  { d: "M20 4H76V60H20z", as: "line" },
  { d: box(37, 53, 18, 6), as: "body" },
  { d: circle(57, 35, 3), as: "spot" },
  { d: circle(45, 11, 3), as: "spot" },
  { d: box(30, 20, 6, 6), as: "body" },
];
