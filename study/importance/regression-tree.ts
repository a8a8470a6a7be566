/**
 * A regression tree grown to its last leaf (Breiman et al. 1984, CART): every split is the one that lowers the squared
 * error most. Numbers are split at a threshold, categories into one choice and the others (one-hot).
 */
import type { Rng } from "../rng.ts";

/** One feature's values by sample; `order` sorts the samples of a numerical one. */
export type Feature =
  | { readonly kind: "numerical"; readonly values: Float64Array; readonly order: Uint32Array }
  | { readonly kind: "categorical"; readonly values: Float64Array; readonly choices: number };

/** Node 0 is the root. A leaf has feature -1. */
export interface RegressionTree {
  readonly size: number;
  readonly feature: Int32Array;
  /** Where values at most the threshold (numbers) or the choice of that index (categories) go left. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The mean of the node's targets. */
  readonly value: Float64Array;
}

/** As in Optuna; a tree of 10,000 trials is about 30 deep. */
const MAX_DEPTH = 64;

/** Differences of targets below this share of the whole tree's error are rounding. */
const NOTHING = 1e-14;

/** Gains this close are equal but for rounding: features that part a node's samples alike. */
const SAME = 1e-12;

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

interface Node {
  readonly at: number;
  /** Its samples are start..end of every order. */
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** Grows a tree on the samples whose `weights` (how often each was drawn) are above 0. Ties are broken by `rng`. */
export function growTree(
  features: readonly Feature[],
  targets: Float64Array,
  weights: Uint32Array,
  rng: Rng,
): RegressionTree {
  return new TreeGrower(features, targets, weights, rng).grow();
}

class TreeGrower {
  readonly #features: readonly Feature[];
  readonly #targets: Float64Array;
  readonly #weights: Uint32Array;
  readonly #rng: Rng;
  /** The drawn samples: as they came, and by every numerical feature. Each node owns one range of all. */
  readonly #members: Uint32Array;
  readonly #orders: readonly (Uint32Array | null)[];
  readonly #goesLeft: Uint8Array;
  readonly #spare: Uint32Array;
  /** Weight and sum of targets by choice; all 0 between uses. */
  readonly #choiceWeights: Float64Array;
  readonly #choiceSums: Float64Array;
  #best = 0;
  #ties = 0;
  #split: Split | null = null;

  constructor(features: readonly Feature[], targets: Float64Array, weights: Uint32Array, rng: Rng) {
    this.#features = features;
    this.#targets = targets;
    this.#weights = weights;
    this.#rng = rng;
    const isDrawn = (sample: number): boolean => (weights[sample] ?? 0) > 0;
    this.#members = Uint32Array.from(targets.keys()).filter(isDrawn);
    this.#orders = features.map((feature) => (feature.kind === "numerical" ? feature.order.filter(isDrawn) : null));
    this.#goesLeft = new Uint8Array(targets.length);
    this.#spare = new Uint32Array(this.#members.length);
    const mostChoices = Math.max(0, ...features.map((feature) => (feature.kind === "numerical" ? 0 : feature.choices)));
    this.#choiceWeights = new Float64Array(mostChoices);
    this.#choiceSums = new Float64Array(mostChoices);
  }

  grow(): RegressionTree {
    const most = 2 * this.#members.length - 1;
    const [feature, left, right] = [new Int32Array(most).fill(-1), new Int32Array(most), new Int32Array(most)];
    const [threshold, value] = [new Float64Array(most), new Float64Array(most)];
    const open: Node[] = [{ at: 0, start: 0, end: this.#members.length, depth: 0 }];
    let size = 1;
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const { at, start, end, depth } = node;
      const split = this.#bestSplit(node, value);
      if (split === null) continue;
      const middle = this.#divide(node, split);
      feature[at] = split.feature;
      threshold[at] = split.threshold;
      left[at] = size;
      right[at] = size + 1;
      open.push({ at: size, start, end: middle, depth: depth + 1 });
      open.push({ at: size + 1, start: middle, end, depth: depth + 1 });
      size += 2;
    }
    return { size, feature, threshold, left, right, value };
  }

  /** Notes the node's mean, and finds its split; null if it stays a leaf. */
  #bestSplit({ at, start, end, depth }: Node, value: Float64Array): Split | null {
    let [weight, sum, squares] = [0, 0, 0];
    for (let k = start; k < end; k++) {
      const sample = this.#members[k] as number;
      const [w, y] = [this.#weights[sample] as number, this.#targets[sample] as number];
      weight += w;
      sum += w * y;
      squares += w * y * y;
    }
    value[at] = sum / weight;
    const error = squares - (sum * sum) / weight;
    if (end - start < 2 || depth >= MAX_DEPTH || !(error > NOTHING * (squares + 1))) return null;
    this.#split = null;
    this.#best = 0;
    if (end - start === 2) return this.#anySplit(this.#members[start] as number, this.#members[start + 1] as number);
    this.#features.forEach((feature, f) => {
      if (feature.kind === "numerical") this.#tryThresholds(f, feature.values, start, end, weight, sum);
      else this.#tryChoices(f, feature.values, start, end, weight, sum);
    });
    return this.#split;
  }

  /** Two samples, which half of all splits are about, are parted equally well by every feature in which they differ. */
  #anySplit(a: number, b: number): Split | null {
    this.#features.forEach(({ kind, values }, f) => {
      const [x, y] = [values[a] as number, values[b] as number];
      if (x !== y) this.#offer(1, f, kind === "numerical" ? between(Math.min(x, y), Math.max(x, y)) : x);
    });
    return this.#split;
  }

  /** The gain is what the squared error falls by, times the node's weight. */
  #offer(gain: number, feature: number, threshold: number): void {
    if (gain < this.#best * (1 - SAME)) return;
    if (gain > this.#best * (1 + SAME)) this.#ties = 1;
    // Each of n equally good splits is kept with probability 1 / n.
    else if (this.#rng.next() * ++this.#ties >= 1) return;
    this.#best = gain;
    this.#split = { feature, threshold };
  }

  #tryThresholds(f: number, values: Float64Array, start: number, end: number, weight: number, sum: number): void {
    const order = this.#orders[f];
    if (order === null || order === undefined) return;
    const [targets, weights] = [this.#targets, this.#weights];
    let best = 0;
    let below = 0;
    let above = 0;
    let leftWeight = 0;
    let leftSum = 0;
    let value = values[order[start] as number] as number;
    for (let k = start; k < end - 1; k++) {
      const sample = order[k] as number;
      const w = weights[sample] as number;
      leftWeight += w;
      leftSum += w * (targets[sample] as number);
      const next = values[order[k + 1] as number] as number;
      if (next === value) continue;
      const apart = leftSum * weight - sum * leftWeight;
      const gain = (apart * apart) / (leftWeight * (weight - leftWeight));
      if (gain > best) {
        best = gain;
        below = value;
        above = next;
      }
      value = next;
    }
    if (best > 0) this.#offer(best, f, between(below, above));
  }

  #tryChoices(f: number, values: Float64Array, start: number, end: number, weight: number, sum: number): void {
    const [choiceWeights, choiceSums] = [this.#choiceWeights, this.#choiceSums];
    const seen: number[] = [];
    for (let k = start; k < end; k++) {
      const sample = this.#members[k] as number;
      const [choice, w] = [values[sample] as number, this.#weights[sample] as number];
      if (choiceWeights[choice] === 0) seen.push(choice);
      choiceWeights[choice] = (choiceWeights[choice] as number) + w;
      choiceSums[choice] = (choiceSums[choice] as number) + w * (this.#targets[sample] as number);
    }
    let [best, chosen] = [0, -1];
    for (const choice of seen) {
      const [w, s] = [choiceWeights[choice] as number, choiceSums[choice] as number];
      choiceWeights[choice] = 0;
      choiceSums[choice] = 0;
      if (seen.length < 2) continue;
      const apart = s * weight - sum * w;
      const gain = (apart * apart) / (w * (weight - w));
      if (gain > best) [best, chosen] = [gain, choice];
    }
    if (chosen >= 0) this.#offer(best, f, chosen);
  }

  /** Puts the left side's samples first in the node's range of every order, which stays sorted; returns where the right begins. */
  #divide({ start, end }: Node, { feature, threshold }: Split): number {
    const split = this.#features[feature];
    if (split === undefined) return end;
    for (let k = start; k < end; k++) {
      const sample = this.#members[k] as number;
      const value = split.values[sample] as number;
      this.#goesLeft[sample] = Number(split.kind === "numerical" ? value <= threshold : value === threshold);
    }
    if (end - start > 2) for (const order of this.#orders) if (order !== null) this.#partition(order, start, end);
    return this.#partition(this.#members, start, end);
  }

  #partition(order: Uint32Array, start: number, end: number): number {
    let [middle, held] = [start, 0];
    for (let k = start; k < end; k++) {
      const sample = order[k] as number;
      if (this.#goesLeft[sample] === 1) order[middle++] = sample;
      else this.#spare[held++] = sample;
    }
    for (let k = 0; k < held; k++) order[middle + k] = this.#spare[k] as number;
    return middle;
  }
}

/** The middle, or the lower value where the two are neighbours among the doubles and the middle would be the upper. */
function between(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle < above ? middle : below;
}
