import { box, circle, type Picture } from "./picture.ts";

const INPUTS = [12, 32, 52];
const HIDDEN = [8, 24, 40, 56];
const CLASSES = [16, 32, 48];

/** Every one with every one. */
const between = (x: number, ys: readonly number[], toX: number, toYs: readonly number[]): string =>
  ys.flatMap((y) => toYs.map((toY) => `M${x} ${y}L${toX} ${toY}`)).join("");

/** A glass of wine, and a network that tells which of three it is. */
export const wineNetworkPicture: Picture = [
  { d: between(46, INPUTS, 66, HIDDEN) + between(66, HIDDEN, 86, CLASSES), as: "line" },
  ...INPUTS.map((y) => ({ d: circle(46, y, 3.5), as: "body" }) as const),
  ...HIDDEN.map((y) => ({ d: circle(66, y, 3.5), as: "body" }) as const),
  ...CLASSES.map((y) => ({ d: circle(86, y, 4), as: "spot" }) as const),
  { d: "M9 22H31C31 31 27 36 20 36S9 31 9 22z", as: "spot" },
  { d: "M10 8C8 26 10 36 20 36S32 26 30 8M20 36V56M12 56H28", as: "line" },
];

interface Tree {
  readonly x: number;
  /** Of its two forks and its leaves, from the ground up. */
  readonly heights: readonly [fork: number, forks: number, leaves: number];
  readonly spread: number;
}

/** A trunk that forks twice, with four leaves. */
function tree({ x, heights: [fork, forks, leaves], spread }: Tree): Picture {
  const sides = [-1, 1].map((side) => x + side * spread);
  const tips = sides.flatMap((side) => [-1, 1].map((turn) => side + (turn * spread) / 2));
  const branches = sides.map((side) => `M${x} ${GROUND - fork}L${side} ${GROUND - forks}`).join("");
  const twigs = tips
    .map((tip, i) => `M${sides[Math.floor(i / 2)]} ${GROUND - forks}L${tip} ${GROUND - leaves}`)
    .join("");
  return [
    { d: `M${x} ${GROUND}V${GROUND - fork}${branches}${twigs}`, as: "limb" },
    ...tips.map((tip) => ({ d: circle(tip, GROUND - leaves, 3.5), as: "spot" }) as const),
  ];
}

const GROUND = 58;

/** Trees of decisions that are trees. */
export const wineForestPicture: Picture = [
  { d: `M6 ${GROUND}H90`, as: "line" },
  ...tree({ x: 20, heights: [10, 20, 32], spread: 8 }),
  ...tree({ x: 50, heights: [16, 32, 50], spread: 10 }),
  ...tree({ x: 78, heights: [8, 16, 26], spread: 7 }),
];

/** One of the data, a row a line: ink from 0 to 16, where less than a quarter is left out. */
const TWO = ["00fg6000", "05gfe000", "05dae000", "000cc000", "000g7000", "00af0000", "00ga8600", "00fggg70"];
const PIXEL = 7;
/** Of a pixel's side, however little ink there is. */
const LEAST_SIDE = 3;

/** A digit in its pixels, the blacker the larger, and three activations: relu, elu and tanh. */
export const digitsPicture: Picture = [
  { d: pixels(TWO), as: "body" },
  { d: "M66 16H77L90 5", as: "limb" },
  { d: "M66 38C74 38 75 37 79 33L90 24", as: "limb" },
  { d: "M66 58C78 58 76 45 90 45", as: "limb" },
];

function pixels(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      Array.from(row, (character, x) => {
        const ink = Number.parseInt(character, 17);
        const side = LEAST_SIDE + ((PIXEL - LEAST_SIDE) * ink) / 16;
        const inset = (PIXEL - side) / 2;
        return ink === 0 ? "" : box(4 + PIXEL * x + inset, 4 + PIXEL * y + inset, side, side);
      }),
    )
    .join("");
}
