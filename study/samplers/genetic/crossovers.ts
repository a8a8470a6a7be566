import { MisuseError } from "../../errors.ts";
import { normal, type Rng } from "../../rng.ts";

export type CrossoverName = "uniform" | "blx-alpha" | "sbx" | "vsbx" | "spx" | "undx";

/** Makes one child of points in [0, 1]^n; it may lie outside. */
export interface Crossover {
  readonly parents: number;
  cross(parents: readonly Float64Array[], rng: Rng): Float64Array;
}

/** Which way genes come from two parents where nothing is known of their scale. */
const SWAPPING = 0.5;

const uniform: Crossover = {
  parents: 2,
  cross: ([a, b], rng) => (a as Float64Array).map((gene, i) => (rng.next() < SWAPPING ? (b?.[i] as number) : gene)),
};

/** Eshelman and Schaffer 1992: uniform over the interval between the parents, longer by alpha at both ends. */
const blxAlpha = (alpha = 0.5): Crossover => ({
  parents: 2,
  cross: ([a, b], rng) =>
    (a as Float64Array).map((x, i) => {
      const y = b?.[i] as number;
      const [low, high] = x < y ? [x, y] : [y, x];
      const reach = alpha * (high - low);
      return low - reach + rng.next() * (high - low + 2 * reach);
    }),
});

/**
 * Deb and Agrawal 1995, bounded as in Deb's own program: simulates what crossing bits of the numbers would do. Half of
 * the genes are crossed, and of both children's genes one is taken.
 */
const sbx = (eta: number): Crossover => ({
  parents: 2,
  cross: ([a, b], rng) =>
    (a as Float64Array).map((x, i) => {
      const y = b?.[i] as number;
      const isLower = rng.next() < 0.5;
      if (rng.next() < 0.5 || x === y) return isLower ? x : y;
      const [low, high] = x < y ? [x, y] : [y, x];
      const room = isLower ? low : 1 - high;
      const alpha = 2 - (1 + (2 * room) / (high - low)) ** -(eta + 1);
      const u = rng.next() * alpha;
      const beta = (u <= 1 ? u : 1 / (2 - u)) ** (1 / (eta + 1));
      return 0.5 * (low + high + (isLower ? -beta : beta) * (high - low));
    }),
});

/** Ballester and Carter 2004 (vSBX): no region between or around the parents is left out. */
const vsbx = (eta: number): Crossover => ({
  parents: 2,
  cross: ([a, b], rng) =>
    (a as Float64Array).map((x, i) => {
      const y = b?.[i] as number;
      const [isFirst, u] = [rng.next() < 0.5, rng.next()];
      if (rng.next() < 0.5) return isFirst ? x : y;
      const beta = (1 / (2 * (u <= 0.5 ? Math.max(u, 1e-12) : 1 - u))) ** (1 / (eta + 1));
      const [near, far] = u <= 0.5 ? [x, y] : [y, x];
      return isFirst ? 0.5 * ((1 + beta) * near + (1 - beta) * far) : 0.5 * ((3 - beta) * near - (1 - beta) * far);
    }),
});

/** Tsutsui, Yamamura and Higuchi 1999: uniform over the parents' simplex, expanded by sqrt(n + 2). */
const spx: Crossover = {
  parents: 3,
  cross(parents, rng) {
    const dimensions = parents[0]?.length ?? 0;
    const epsilon = Math.sqrt(dimensions + 2);
    const centre = centreOf(parents);
    let before = new Float64Array(dimensions);
    let offset = new Float64Array(dimensions);
    parents.forEach((parent, k) => {
      const vertex = parent.map((gene, i) => (centre[i] as number) + epsilon * (gene - (centre[i] as number)));
      if (k > 0) {
        const r = rng.next() ** (1 / k);
        offset = offset.map((c, i) => r * ((before[i] as number) - (vertex[i] as number) + c));
      }
      before = vertex;
    });
    return before.map((gene, i) => gene + (offset[i] as number));
  },
};

/** Ono and Kobayashi 1997: normal around two parents' middle, along their line and, as far as a third one is, across. */
const undx = (sigmaXi = 0.5, sigmaEta = 0.35): Crossover => ({
  parents: 3,
  cross([a, b, c], rng) {
    const [p, q, r] = [a as Float64Array, b as Float64Array, c as Float64Array];
    const line = p.map((gene, i) => gene - (q[i] as number));
    const length2 = dot(line, line);
    const across = (v: Float64Array): Float64Array => {
      const share = length2 > 0 ? dot(v, line) / length2 : 0;
      return v.map((x, i) => x - share * (line[i] as number));
    };
    const distance = Math.sqrt(norm2(across(r.map((gene, i) => gene - (p[i] as number)))));
    const spread = sigmaEta / Math.sqrt(p.length);
    const side = across(p.map(() => spread * normal(rng)));
    const along = sigmaXi * normal(rng);
    return p.map((gene, i) => {
      const middle = (gene + (q[i] as number)) / 2;
      return middle + along * (line[i] as number) + distance * (side[i] as number);
    });
  },
});

const norm2 = (v: Float64Array): number => dot(v, v);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function centreOf(points: readonly Float64Array[]): Float64Array {
  const centre = new Float64Array(points[0]?.length ?? 0);
  for (const point of points) point.forEach((x, i) => (centre[i] = (centre[i] as number) + x / points.length));
  return centre;
}

/** The crossover of that name, with Optuna's settings; `objectives` decides how close children stay (eta 2 or 20). */
export function crossoverOf(name: CrossoverName, objectives: number): Crossover {
  const eta = objectives > 1 ? 20 : 2;
  switch (name) {
    case "uniform":
      return uniform;
    case "blx-alpha":
      return blxAlpha();
    case "sbx":
      return sbx(eta);
    case "vsbx":
      return vsbx(eta);
    case "spx":
      return spx;
    case "undx":
      return undx();
    default:
      throw new MisuseError(
        `There is no crossover ${JSON.stringify(name)}; choose uniform, blx-alpha, sbx, vsbx, spx or undx.`,
      );
  }
}
