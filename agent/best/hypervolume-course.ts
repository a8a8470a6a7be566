import { hypervolume } from "../../study/pareto/hypervolume.ts";
import { lossesFrom } from "../../study/pareto/losses.ts";

/** What entered the front, and after how many trials. */
interface Entry {
  readonly trials: number;
  readonly losses: readonly number[];
}

export interface CoursePoint {
  readonly trials: number;
  readonly value: number;
}

/** Entries kept: with more every second one goes, the newest never. */
const MAX_ENTRIES = 2_000;
/** Points of the course, and of each front that is measured, by the number of objectives: the cost of one grows with both. */
const EFFORT: readonly (readonly [points: number, front: number])[] = [
  [0, 0],
  [0, 0],
  [200, 1_000],
  [40, 300],
  [20, 80],
  [10, 40],
];
const LEAST_EFFORT: readonly [points: number, front: number] = [5, 24];

/**
 * How the hypervolume grew, measured from one point for the whole course: a tenth beyond the worst of whatever stood on the
 * front. It is worked out anew when it is asked for and something has entered since.
 */
export class HypervolumeCourse {
  #entries: Entry[] = [];
  #trials = 0;
  #known: { readonly reference: readonly number[]; readonly course: readonly CoursePoint[] } | null = null;
  #isStale = false;

  /** A trial was heard of. */
  count(): void {
    this.#trials++;
  }

  /** It is on the front. */
  enter(losses: Float64Array): void {
    this.#entries.push({ trials: this.#trials, losses: [...losses] });
    if (this.#entries.length > MAX_ENTRIES) {
      const { length } = this.#entries;
      this.#entries = this.#entries.filter((_, i) => (length - 1 - i) % 2 === 0);
    }
    this.#isStale = true;
  }

  forget(): void {
    this.#entries = [];
    this.#known = null;
    this.#isStale = false;
  }

  /** Losses of the reference and the course, the last point now; null before the first entry. */
  get(): { readonly reference: readonly number[]; readonly course: readonly CoursePoint[] } | null {
    if (this.#isStale) {
      this.#isStale = false;
      this.#known = courseOf(this.#entries);
    }
    const last = this.#known?.course.at(-1);
    if (this.#known === null || last === undefined || last.trials === this.#trials) return this.#known;
    return { ...this.#known, course: [...this.#known.course, { trials: this.#trials, value: last.value }] };
  }
}

function courseOf(entries: readonly Entry[]): { reference: readonly number[]; course: CoursePoint[] } {
  const objectives = entries[0]?.losses.length ?? 0;
  const [points, frontSize] = EFFORT[objectives] ?? LEAST_EFFORT;
  const reference = Array.from({ length: objectives }, (_, i) => {
    const losses = entries.map((entry) => entry.losses[i] ?? 0);
    const [best, worst] = [Math.min(...losses), Math.max(...losses)];
    return worst + (worst > best ? 0.1 * (worst - best) : 0.1 * Math.abs(worst) || 1);
  });
  const course: CoursePoint[] = [];
  let front: Entry[] = [];
  let next = 0;
  for (let k = 1; k <= points; k++) {
    const end = Math.round((k * entries.length) / points);
    if (end === next) continue;
    for (const entry of entries.slice(next, end)) front = withEntry(front, entry);
    next = end;
    const trials = entries[end - 1]?.trials ?? 0;
    course.push({ trials, value: hypervolume(lossesFrom(thin(front, frontSize)), reference) });
  }
  return { reference, course };
}

function withEntry(front: readonly Entry[], entry: Entry): Entry[] {
  const left = front.filter(({ losses }) => !losses.every((loss, i) => (entry.losses[i] ?? 0) <= loss));
  left.push(entry);
  return left;
}

function thin(front: readonly Entry[], count: number): readonly (readonly number[])[] {
  const losses = front.map((entry) => entry.losses);
  if (losses.length <= count) return losses;
  const sorted = losses.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return Array.from({ length: count }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (count - 1))] ?? []);
}
