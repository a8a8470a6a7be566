import { hypervolume } from "../../study/pareto/hypervolume.ts";

export interface CoursePoint {
  readonly trials: number;
  readonly value: number;
}

interface Measured {
  readonly reference: readonly number[];
  readonly course: readonly CoursePoint[];
}

/** Entries kept: with more every second one goes, but neither the newest nor the best of an objective. */
const MAX_ENTRIES = 1_000;
/** Points of a course made anew, and of each front that is measured, by the number of objectives: about 10 ms in all. */
const EFFORT: readonly (readonly [points: number, front: number])[] = [
  [0, 0],
  [0, 0],
  [100, 300],
  [50, 200],
  [16, 40],
  [12, 24],
  [10, 18],
  [10, 13],
  [10, 11],
];
const LEAST_EFFORT: readonly [points: number, front: number] = [8, 8];
/** After measuring, so many times as long without: it takes at most a twentieth of the time. */
const REST = 20;

/**
 * How the hypervolume grew, measured from one point for the whole course: a tenth beyond the worst of whatever stood on the
 * front. Of a large front the even selection that is measured covers a little less, never more; the course never falls.
 *
 * Losses so far out that a volume could be infinite are left out, as if they had never been on the front: with two
 * objectives those beyond 3e153.
 */
export class HypervolumeCourse {
  #objectives = 0;
  #count = 0;
  /** The `j`th loss of entry `i` is `at[i * objectives + j]`. */
  #at = new Float64Array(0);
  /** After how many trials each entered the front, and left it: Infinity while it is there. */
  readonly #entered = new Float64Array(MAX_ENTRIES);
  readonly #left = new Float64Array(MAX_ENTRIES);
  /** Ever, by objective. */
  #best = new Float64Array(0);
  #worst = new Float64Array(0);
  #trials = 0;
  #measured: Measured | null = null;
  #isStale = false;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  /** A trial was heard of. */
  count(): void {
    this.#trials++;
  }

  /** It is on the front. */
  enter(losses: Float64Array): void {
    if (!isMeasurable(losses)) return;
    if (this.#count === 0) this.#begin(losses.length);
    if (this.#count === MAX_ENTRIES) this.#thinOut();
    this.#leave(losses);
    this.#at.set(losses, this.#count * this.#objectives);
    this.#entered[this.#count] = this.#trials;
    this.#left[this.#count] = Number.POSITIVE_INFINITY;
    this.#count++;
    for (let j = 0; j < losses.length; j++) {
      const loss = losses[j] as number;
      if (loss < (this.#best[j] as number)) this.#best[j] = loss;
      if (loss > (this.#worst[j] as number)) this.#worst[j] = loss;
    }
    this.#isStale = true;
  }

  forget(): void {
    this.#count = 0;
    this.#measured = null;
    this.#isStale = false;
  }

  /**
   * Losses of the reference and the course, the last point now; null before the first entry. `now` gives milliseconds: after
   * measuring, what entered since waits until the cost of it is small in the time that has passed.
   */
  get(now: () => number): Measured | null {
    if (this.#isStale) {
      const beganMs = now();
      if (beganMs >= this.#restsUntilMs) {
        this.#isStale = false;
        this.#measured = this.#measure();
        const endedMs = now();
        this.#restsUntilMs = endedMs + REST * (endedMs - beganMs);
      }
    }
    const last = this.#measured?.course.at(-1);
    if (this.#measured === null || last === undefined || last.trials === this.#trials) return this.#measured;
    return { ...this.#measured, course: [...this.#measured.course, { trials: this.#trials, value: last.value }] };
  }

  #begin(objectives: number): void {
    this.#objectives = objectives;
    this.#at = new Float64Array(MAX_ENTRIES * objectives);
    this.#best = new Float64Array(objectives).fill(Number.POSITIVE_INFINITY);
    this.#worst = new Float64Array(objectives).fill(Number.NEGATIVE_INFINITY);
  }

  /** What is nowhere better than the losses is off the front. */
  #leave(losses: Float64Array): void {
    const objectives = this.#objectives;
    const [at, left] = [this.#at, this.#left];
    for (let i = 0; i < this.#count; i++) {
      if (left[i] !== Number.POSITIVE_INFINITY) continue;
      let j = 0;
      while (j < objectives && (losses[j] as number) <= (at[i * objectives + j] as number)) j++;
      if (j === objectives) left[i] = this.#trials;
    }
  }

  #thinOut(): void {
    const objectives = this.#objectives;
    const extremes = new Set(Array.from(this.#best, (_, j) => this.#lowest(j)));
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      if ((this.#count - 1 - i) % 2 === 1 && !extremes.has(i)) continue;
      this.#at.copyWithin(kept * objectives, i * objectives, (i + 1) * objectives);
      this.#entered[kept] = this.#entered[i] as number;
      this.#left[kept] = this.#left[i] as number;
      kept++;
    }
    this.#count = kept;
  }

  /** The entry still on the front with the lowest `j`th loss. */
  #lowest(j: number): number {
    let [lowest, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.#count; i++) {
      const loss = this.#at[i * this.#objectives + j] as number;
      if (this.#left[i] === Number.POSITIVE_INFINITY && loss < least) [lowest, least] = [i, loss];
    }
    return lowest;
  }

  /** From the same reference the course only goes on; from another all of it is made anew. */
  #measure(): Measured {
    const [points, size] = EFFORT[this.#objectives] ?? LEAST_EFFORT;
    const reference = this.#reference();
    const isSame = this.#measured?.reference.every((loss, j) => loss === reference[j]) ?? false;
    const course = isSame ? [...(this.#measured?.course ?? [])] : [];
    const byFirst = this.#byFirstLoss();
    for (const trials of isSame ? [this.#enteredAt(this.#count - 1)] : this.#moments(points)) {
      const volume = hypervolume(this.#frontAfter(trials, byFirst, size), reference);
      const value = Math.max(volume, course.at(-1)?.value ?? 0);
      if (course.at(-1)?.trials === trials) course.pop();
      course.push({ trials, value });
    }
    const { length } = course;
    return {
      reference,
      course: length > 2 * points ? course.filter((_, k) => (length - 1 - k) % 2 === 0) : course,
    };
  }

  #reference(): readonly number[] {
    return Array.from(this.#worst, (worst, j) => {
      const best = this.#best[j] as number;
      return worst + (worst > best ? 0.1 * (worst - best) : 0.1 * Math.abs(worst) || 1);
    });
  }

  #enteredAt(entry: number): number {
    return this.#entered[entry] as number;
  }

  /** Evenly over the entries, the last one included. */
  #moments(points: number): readonly number[] {
    const moments = new Set<number>();
    for (let k = 1; k <= points; k++) {
      const end = Math.round((k * this.#count) / points);
      if (end > 0) moments.add(this.#enteredAt(end - 1));
    }
    return [...moments];
  }

  #byFirstLoss(): Int32Array {
    const loss = (i: number): number => this.#at[i * this.#objectives] as number;
    return Int32Array.from({ length: this.#count }, (_, i) => i).sort((a, b) => loss(a) - loss(b) || a - b);
  }

  /** At most `size` of those that were on the front after so many trials, evenly by their first loss. */
  #frontAfter(trials: number, byFirst: Int32Array, size: number) {
    const objectives = this.#objectives;
    const front = byFirst.filter((i) => (this.#entered[i] as number) <= trials && (this.#left[i] as number) > trials);
    const count = Math.min(front.length, size);
    const at = new Float64Array(count * objectives);
    for (let k = 0; k < count; k++) {
      const i = front[count < 2 ? 0 : Math.round((k * (front.length - 1)) / (count - 1))] as number;
      at.set(this.#at.subarray(i * objectives, (i + 1) * objectives), k * objectives);
    }
    return { at, count, objectives };
  }
}

/** A volume from a tenth beyond the range is finite if no loss is beyond a quarter of the root of the largest number. */
function isMeasurable(losses: Float64Array): boolean {
  const limit = Number.MAX_VALUE ** (1 / losses.length) / 4;
  for (let j = 0; j < losses.length; j++) if (!(Math.abs(losses[j] as number) <= limit)) return false;
  return true;
}
