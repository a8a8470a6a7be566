/**
 * Whether trials fail because of where they are, or whatever they try: told by the nearest others, which fail alike in a
 * region in which the objective fails, and not if a worker crashes now and then (Cover and Hart 1967, nearest
 * neighbours; compared with the plain share of failures by leaving one out).
 */

/** The newest trials are compared: a search that moves on meets other ground. */
const WINDOW = 128;
/** Neighbours asked, and how many times the plain share counts beside them. */
const NEIGHBOURS = 5;
const PRIOR = 1;
/** Log likelihood ratio from which on neighbours are believed. A single failure amid successes is well below. */
const LEAST_EVIDENCE = -1;

/** One study's finished trials as points: numbers from 0 to 1, categories by index, so that those of one are near each other. */
export class Failures {
  readonly #dimensions: number;
  readonly #points: Float64Array;
  readonly #failed = new Uint8Array(WINDOW);
  #count = 0;
  #failures = 0;
  #areByPlace: boolean | null = true;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#points = new Float64Array(WINDOW * dimensions);
  }

  /** Takes in a finished trial. */
  add(point: Float64Array, hasFailed: boolean): void {
    const slot = this.#count % WINDOW;
    this.#failures += (hasFailed ? 1 : 0) - (this.#failed[slot] as number);
    this.#points.set(point, slot * this.#dimensions);
    this.#failed[slot] = hasFailed ? 1 : 0;
    this.#count += 1;
    // Without failures nothing is learned about them.
    if (this.#failures > 0) this.#areByPlace = null;
  }

  /** True also while no more than one has succeeded. */
  get areByPlace(): boolean {
    this.#areByPlace ??= this.#judge();
    return this.#areByPlace;
  }

  #judge(): boolean {
    const known = Math.min(this.#count, WINDOW);
    if (this.#failures >= known - 1) return true;
    let evidence = 0;
    for (let i = 0; i < known; i++) {
      const hasFailed = this.#failed[i] === 1;
      // Of the others, as if nearly nothing were known, so that neither share is ever 0.
      const share = (this.#failures - (hasFailed ? 1 : 0) + 0.5) / known;
      const near = this.#nearest(i, known);
      const believed = (near.failed + PRIOR * share) / (near.count + PRIOR);
      evidence += hasFailed ? Math.log(believed / share) : Math.log((1 - believed) / (1 - share));
    }
    return evidence > LEAST_EVIDENCE;
  }

  /** How many of the nearest others failed. */
  #nearest(i: number, known: number): { readonly failed: number; readonly count: number } {
    const distances: number[] = [];
    const failed: number[] = [];
    for (let j = 0; j < known; j++) {
      if (j === i) continue;
      const distance = this.#distance(i, j);
      let at = distances.length;
      while (at > 0 && (distances[at - 1] as number) > distance) at--;
      if (at >= NEIGHBOURS) continue;
      distances.splice(at, 0, distance);
      failed.splice(at, 0, this.#failed[j] as number);
      if (distances.length > NEIGHBOURS) {
        distances.pop();
        failed.pop();
      }
    }
    return { failed: failed.reduce((sum, it) => sum + it, 0), count: failed.length };
  }

  #distance(i: number, j: number): number {
    const D = this.#dimensions;
    let sum = 0;
    for (let d = 0; d < D; d++) sum += ((this.#points[i * D + d] as number) - (this.#points[j * D + d] as number)) ** 2;
    return sum;
  }
}
