import { box, circle, type Picture } from "./picture.ts";

/** An atom and those around it, seen along an axis of the icosahedron. */
export const clusterPicture: Picture = [
  { d: "M48 8L70 24L62 50H34L26 24z", as: "line" },
  { d: "M48 32L48 8M48 32L70 24M48 32L62 50M48 32L34 50M48 32L26 24", as: "line" },
  { d: circle(48, 8, 5), as: "body" },
  { d: circle(70, 24, 5), as: "body" },
  { d: circle(62, 50, 5), as: "body" },
  { d: circle(34, 50, 5), as: "body" },
  { d: circle(26, 24, 5), as: "body" },
  { d: circle(48, 32, 6), as: "spot" },
];

/** A curve that dies away, and some of the points it has to pass. */
export const oscillatorPicture: Picture = [
  { d: "M6 34H90", as: "line" },
  { d: "M8 6C16 6 18 58 28 58S40 16 48 16S58 46 66 46S76 28 88 30", as: "limb" },
  { d: circle(13, 22, 2.5), as: "spot" },
  { d: circle(29, 54, 2.5), as: "spot" },
  { d: circle(47, 20, 2.5), as: "spot" },
  { d: circle(66, 42, 2.5), as: "spot" },
  { d: circle(84, 31, 2.5), as: "spot" },
];

/** The line of antennas, the main lobe above them and a side lobe on either side. */
export const antennaPicture: Picture = [
  { d: "M6 56H90", as: "line" },
  { d: "M48 50C38 30 42 6 48 6S58 30 48 50z", as: "line" },
  { d: "M48 50C34 44 26 36 22 40S36 50 48 50M48 50C62 44 70 36 74 40S60 50 48 50", as: "line" },
  ...[12, 27, 40, 52, 65, 80].map((x) => ({ d: `M${x} 60V51`, as: "limb" }) as const),
  { d: circle(48, 6, 2.5), as: "spot" },
];

/** Coils between what they hang from and what pulls at them. */
export const springPicture: Picture = [
  { d: "M24 6H72", as: "line" },
  { d: "M48 6L32 12L64 20L32 28L64 36L32 44L48 48", as: "limb" },
  { d: box(38, 48, 20, 10), as: "body" },
];

/** Jobs one after the other, and when one of them is due. */
export const jobOrderPicture: Picture = [
  { d: "M6 46H90", as: "line" },
  { d: box(8, 30, 18, 14), as: "body" },
  { d: box(28, 30, 10, 14), as: "body" },
  { d: box(40, 30, 26, 14), as: "body" },
  { d: box(68, 30, 14, 14), as: "body" },
  { d: "M60 56V12", as: "line" },
  { d: circle(60, 12, 3.5), as: "spot" },
];

/** The front between two axes, with points on it and behind it. */
export const twoGoalsPicture: Picture = [
  { d: "M16 4V56H84", as: "line" },
  { d: "M18 8C22 40 50 50 80 54", as: "limb" },
  { d: circle(22, 26, 3), as: "spot" },
  { d: circle(36, 41, 3), as: "spot" },
  { d: circle(58, 50, 3), as: "spot" },
  { d: circle(46, 24, 2), as: "body" },
  { d: circle(66, 34, 2), as: "body" },
];

/** Callers in a line before the desk, two people behind it. */
export const serviceDeskPicture: Picture = [
  { d: "M52 12V56", as: "limb" },
  { d: "M6 56H90", as: "line" },
  { d: circle(66, 24, 6), as: "body" },
  { d: circle(66, 44, 6), as: "body" },
  { d: circle(40, 34, 4), as: "spot" },
  { d: circle(27, 34, 4), as: "spot" },
  { d: circle(14, 34, 4), as: "spot" },
];

/** Four agents around the sum they share. */
export const agentsPicture: Picture = [
  { d: "M24 14L48 32L72 14M24 50L48 32L72 50", as: "line" },
  { d: circle(24, 14, 6), as: "body" },
  { d: circle(72, 14, 6), as: "body" },
  { d: circle(24, 50, 6), as: "body" },
  { d: circle(72, 50, 6), as: "body" },
  { d: circle(48, 32, 7), as: "spot" },
];
