import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { HeapSamples } from "./heap-samples.ts";
import { Inputs } from "./inputs.ts";
import type { Example, Target } from "./target.ts";

/** A decoder that takes longer hangs its tab. */
export const MAX_DECODE_MS = 100;
/** A busy machine, or a collection of garbage, may stop any single run: what takes longer than this runs again. */
const DOUBTFUL_MS = 10;
const MOST_RUNS = 4;
/** Each with its input; more say no more. */
const MAX_FAULTS = 20;

export interface TargetCounts {
  readonly name: string;
  inputs: number;
  accepted: number;
  /** Refused, but past the first check. */
  refused: number;
  formless: number;
}

/** A broken promise, with what it takes to see it again: seed and place, and the input's first bytes. */
export interface Fault {
  readonly target: string;
  readonly what: string;
  readonly at: number;
  readonly input: string;
}

export interface FuzzResult {
  readonly targets: readonly TargetCounts[];
  readonly faults: readonly Fault[];
  readonly slow: number;
  readonly slowest: { readonly target: string; readonly ms: number; readonly at: number };
  /** After garbage collection, in the first tenth and in the last; medians, in bytes. */
  readonly heapFirst: number;
  readonly heapLast: number;
}

/** Reads `inputs` mutated encodings, as many of each target. Which they are follows from the seed. */
export function fuzzFormats(targets: readonly Target[], inputs: number, seed: number): FuzzResult {
  const run = new Run(targets, seed);
  const heap = new HeapSamples(inputs);
  for (let at = 0; at < inputs; at++) {
    heap.sampleAt(at);
    run.tryInput(at);
  }
  return { ...run.result, ...heap.medians };
}

class Run {
  readonly #inputs: Inputs;
  readonly #targets: readonly Target[];
  readonly #counts: readonly TargetCounts[];
  readonly #faults: Fault[] = [];
  #slow = 0;
  #slowest = { target: "", ms: 0, at: 0 };

  constructor(targets: readonly Target[], seed: number) {
    this.#inputs = new Inputs(targets, seed);
    this.#targets = targets;
    this.#counts = targets.map(({ name }) => ({ name, inputs: 0, accepted: 0, refused: 0, formless: 0 }));
  }

  get result(): Omit<FuzzResult, "heapFirst" | "heapLast"> {
    return { targets: this.#counts, faults: this.#faults, slow: this.#slow, slowest: this.#slowest };
  }

  tryInput(at: number): void {
    const { place, example, input, isUnchanged } = this.#inputs.at(at);
    const [counts, target] = [this.#counts[place], this.#targets[place]];
    if (counts === undefined || target === undefined) return;
    const fault = (what: string): void => {
      if (this.#faults.length < MAX_FAULTS) this.#faults.push({ target: counts.name, what, at, input: shown(input) });
    };
    counts.inputs++;
    try {
      const read = this.#timed(counts.name, at, () => example.read(input));
      if (read.ok) {
        counts.accepted++;
        const broken = target.isTrusted && !isUnchanged ? null : brokenRoundTrip(example, read.value);
        if (broken !== null) fault(broken);
      } else {
        if (target.formless.test(read.reason)) counts.formless++;
        else counts.refused++;
        if (isUnchanged) fault(`a valid input is refused: ${read.reason}`);
      }
    } catch (error) {
      fault(`threw ${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  #timed<T>(name: string, at: number, decode: () => T): T {
    let best = Number.POSITIVE_INFINITY;
    let value: T;
    let runs = 0;
    do {
      const start = performance.now();
      value = decode();
      best = Math.min(best, performance.now() - start);
      runs++;
    } while (best > DOUBTFUL_MS && runs < MOST_RUNS);
    if (best > MAX_DECODE_MS) this.#slow++;
    if (best > this.#slowest.ms) this.#slowest = { target: name, ms: best, at };
    return value;
  }
}

/** What is accepted must come back equal from our own encoding of it, and that one must be the same each time. */
function brokenRoundTrip(example: Example, value: unknown): string | null {
  const again = example.rewrite(value);
  if (again === null) return "what was accepted cannot be encoded";
  const read = example.read(again);
  if (!read.ok) return `what was accepted is refused when encoded again: ${read.reason}`;
  if (!isDeepStrictEqual(read.value, value)) return "what was accepted comes back as something else";
  return isDeepStrictEqual(example.rewrite(read.value), again) ? null : "what was accepted is encoded in two ways";
}

const MAX_SHOWN_BYTES = 2_000;

function shown(input: unknown): string {
  const bytes = input instanceof ArrayBuffer ? new Uint8Array(input) : input;
  if (bytes instanceof Uint8Array) return Buffer.from(bytes.subarray(0, MAX_SHOWN_BYTES)).toString("base64");
  const text: string | undefined = JSON.stringify(bytes);
  return (text ?? "undefined").slice(0, MAX_SHOWN_BYTES);
}
