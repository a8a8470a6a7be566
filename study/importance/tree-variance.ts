/**
 * The functional ANOVA of a regression tree (Hutter et al. 2014, "An Efficient Approach for Assessing Hyperparameter
 * Importance", algorithm 2): how much of its variance over the whole space each feature explains alone. A leaf is a box;
 * a feature's marginal is the sum over the leaves of value times share of the other features' volume.
 */
import type { RegressionTree } from "./regression-tree.ts";

/** What a feature's values are spread over evenly. */
export type Extent =
  | { readonly kind: "numerical"; readonly low: number; readonly high: number }
  | { readonly kind: "categorical"; readonly choices: number };

/** Each feature's share of the tree's variance; null if the tree is the same everywhere. */
export function varianceShares(tree: RegressionTree, extents: readonly Extent[]): Float64Array | null {
  const axes = extents.map((extent, feature) => axisOf(tree, feature, extent));
  const leaves = new LeafWalk(tree, axes);
  leaves.visit(0);
  const { mean, variance } = leaves;
  if (!(variance > 0)) return null;
  return Float64Array.from(axes, (axis) => axis.variance(mean) / variance);
}

/** One feature of the box that the walk is in, and the marginal along it. */
interface Axis {
  /** Share of the feature's values inside the box. */
  readonly share: number;
  /** Runs `visit` for both sides of the split at `node`, with the box cut accordingly. */
  split(node: number, visit: (isLeft: boolean) => void): void;
  /** Adds `height` to the marginal wherever the box is. */
  add(height: number): void;
  variance(mean: number): number;
}

function axisOf(tree: RegressionTree, feature: number, extent: Extent): Axis {
  return extent.kind === "numerical"
    ? new NumericalAxis(tree, feature, extent.low, extent.high)
    : new CategoricalAxis(tree, extent.choices);
}

class NumericalAxis implements Axis {
  /** Ends of the pieces on which the marginal is constant, ascending, from 0 to 1. */
  readonly #ends: Float64Array;
  /** The end at which each node splits. */
  readonly #endOf: Uint32Array;
  /** What the marginal rises by at each end. */
  readonly #rises: Float64Array;
  #from = 0;
  #to: number;

  constructor(tree: RegressionTree, feature: number, low: number, high: number) {
    const nodes: number[] = [];
    for (let node = 0; node < tree.size; node++) if (tree.feature[node] === feature) nodes.push(node);
    nodes.sort((a, b) => (tree.threshold[a] as number) - (tree.threshold[b] as number));
    // Halves, because high - low may be beyond the largest double. A value fixed outside the range splits at its end.
    const place = (x: number): number => Math.min(1, Math.max(0, (x / 2 - low / 2) / (high / 2 - low / 2)));
    this.#endOf = new Uint32Array(tree.size);
    const ends = [0];
    for (const node of nodes) {
      const end = place(tree.threshold[node] as number);
      if (end !== ends.at(-1)) ends.push(end);
      this.#endOf[node] = ends.length - 1;
    }
    if (ends.at(-1) !== 1) ends.push(1);
    this.#ends = Float64Array.from(ends);
    this.#to = ends.length - 1;
    this.#rises = new Float64Array(ends.length);
  }

  get share(): number {
    return (this.#ends[this.#to] as number) - (this.#ends[this.#from] as number);
  }

  split(node: number, visit: (isLeft: boolean) => void): void {
    const [from, to, at] = [this.#from, this.#to, this.#endOf[node] as number];
    this.#to = at;
    visit(true);
    [this.#from, this.#to] = [at, to];
    visit(false);
    this.#from = from;
  }

  add(height: number): void {
    this.#rises[this.#from] = (this.#rises[this.#from] as number) + height;
    this.#rises[this.#to] = (this.#rises[this.#to] as number) - height;
  }

  variance(mean: number): number {
    let [height, sum] = [0, 0];
    for (let i = 0; i + 1 < this.#ends.length; i++) {
      height += this.#rises[i] as number;
      sum += ((this.#ends[i + 1] as number) - (this.#ends[i] as number)) * (height - mean) ** 2;
    }
    return sum;
  }
}

/** A box holds one choice, or all but those split off above it. */
class CategoricalAxis implements Axis {
  readonly #tree: RegressionTree;
  readonly #heights: Float64Array;
  readonly #without: number[] = [];
  #only = -1;
  /** Added to all choices. */
  #base = 0;

  constructor(tree: RegressionTree, choices: number) {
    this.#tree = tree;
    this.#heights = new Float64Array(choices);
  }

  get share(): number {
    return (this.#only >= 0 ? 1 : this.#heights.length - this.#without.length) / this.#heights.length;
  }

  split(node: number, visit: (isLeft: boolean) => void): void {
    const choice = this.#tree.threshold[node] as number;
    this.#only = choice;
    visit(true);
    this.#only = -1;
    this.#without.push(choice);
    visit(false);
    this.#without.pop();
  }

  add(height: number): void {
    if (this.#only >= 0) {
      this.#heights[this.#only] = (this.#heights[this.#only] as number) + height;
      return;
    }
    this.#base += height;
    for (const choice of this.#without) this.#heights[choice] = (this.#heights[choice] as number) - height;
  }

  variance(mean: number): number {
    let sum = 0;
    for (const height of this.#heights) sum += (this.#base + height - mean) ** 2;
    return sum / this.#heights.length;
  }
}

/** Visits every leaf once and adds it to all marginals. */
class LeafWalk {
  readonly #tree: RegressionTree;
  readonly #axes: readonly Axis[];
  #mean = 0;
  #squares = 0;

  constructor(tree: RegressionTree, axes: readonly Axis[]) {
    this.#tree = tree;
    this.#axes = axes;
  }

  get mean(): number {
    return this.#mean;
  }

  get variance(): number {
    return this.#squares - this.#mean ** 2;
  }

  /** Recursive: a tree is at most 64 deep. */
  visit(node: number): void {
    const tree = this.#tree;
    const axis = this.#axes[tree.feature[node] as number];
    if (axis === undefined) return this.#add(tree.value[node] as number);
    axis.split(node, (isLeft) => this.visit((isLeft ? tree.left : tree.right)[node] as number));
  }

  #add(value: number): void {
    let volume = 1;
    for (const axis of this.#axes) volume *= axis.share;
    // A leaf outside the range, around values that were fixed there.
    if (!(volume > 0)) return;
    this.#mean += volume * value;
    this.#squares += volume * value * value;
    for (const axis of this.#axes) axis.add((value * volume) / axis.share);
  }
}
