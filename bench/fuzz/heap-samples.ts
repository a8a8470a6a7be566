import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Measurements of the heap in the first tenth, and as many in the last. */
const HEAP_SAMPLES = 5;

/** What a run of so many inputs holds after garbage collection, at its beginning and at its end. */
export class HeapSamples {
  readonly #collect: () => void;
  readonly #places: ReadonlySet<number>;
  readonly #inputs: number;
  readonly #first: number[] = [];
  readonly #last: number[] = [];

  constructor(inputs: number) {
    setFlagsFromString("--expose-gc");
    this.#collect = runInNewContext("gc") as () => void;
    this.#inputs = inputs;
    const tenth = inputs / 10;
    // At the very start nothing is compiled and no cache has what it may hold.
    const places = Array.from({ length: HEAP_SAMPLES }, (_, i) => Math.floor((tenth * (i + 1)) / HEAP_SAMPLES));
    this.#places = new Set(places.flatMap((place) => [place, inputs - 1 - Math.floor(tenth) + place]));
  }

  sampleAt(at: number): void {
    if (!this.#places.has(at)) return;
    // What lay outside the heap, as buffers do, is counted off only when the next collection begins.
    this.#collect();
    this.#collect();
    const { heapUsed, external } = process.memoryUsage();
    (at < this.#inputs / 2 ? this.#first : this.#last).push(heapUsed + external);
  }

  get medians(): { readonly heapFirst: number; readonly heapLast: number } {
    return { heapFirst: middle(this.#first), heapLast: middle(this.#last) };
  }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
