/** The trials of a trainable, each once, in their order: peers share them by a hash, as they share a grid. */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import type { RunningPoint, SampleRequest, Sampler } from "../sampler.ts";
import { type Distribution, fromInternal, intDistribution, type ParamValue } from "../space/distribution.ts";

/** `name` is the one parameter, a whole number 0..count-1. Throws `MisuseError` for a count that is none. */
export function variantsSampler(name: string, count: number): Sampler {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new MisuseError("There are no variants to try; give one at least.");
  const known = new WeakMap<History, Tried>();
  const triedOf = (history: History): Tried => {
    const tried = known.get(history) ?? new Tried(name, count);
    known.set(history, tried);
    tried.update(history);
    return tried;
  };
  return {
    name: "variants",
    usesRunning: true,
    space: { names: [name], distributions: [intDistribution(0, count - 1)] },
    sample(request) {
      const next = triedOf(request.history).next(request);
      const values = request.space.names.map((param): ParamValue => (param === name ? (next ?? 0) : 0));
      return { values, mixtures: null, isOthers: next === null && request.isMine !== undefined };
    },
    isExhausted: (history, running = []) => triedOf(history).isDone(running),
    progress: (history) => ({ tried: triedOf(history).count, fault: null }),
    noteDropped: (history, trial) => triedOf(history).note(trial),
  };
}

/** Which variants a history has. */
class Tried {
  readonly #name: string;
  readonly #tried: Uint8Array;
  #count = 0;
  #revision = -1;
  #row = 0;
  /** All before it are tried. */
  #first = 0;

  constructor(name: string, count: number) {
    this.#name = name;
    this.#tried = new Uint8Array(count);
  }

  get count(): number {
    return this.#count;
  }

  update(history: History): void {
    // What was tried stays so, whatever became of its row.
    if (this.#revision !== history.revision) this.#row = 0;
    this.#revision = history.revision;
    for (; this.#row < history.size; this.#row++) {
      const { names, distributions } = history.space(this.#row);
      const i = names.indexOf(this.#name);
      if (i >= 0) this.#add(fromInternal(distributions[i] as Distribution, history.param(this.#row, i)));
    }
  }

  note({ space, params }: RunningPoint): void {
    this.#add(params[space.names.indexOf(this.#name)]);
  }

  /** The first that nobody has tried or tries, and that is this peer's, or the last; null if there is none. */
  next({ running, isMine, fromEnd }: SampleRequest): number | null {
    const busy = this.#busy(running);
    while (this.#first < this.#tried.length && this.#tried[this.#first] === 1) this.#first++;
    const count = this.#tried.length;
    for (let k = this.#first; k < count; k++) {
      const i = fromEnd === true ? count - 1 - (k - this.#first) : k;
      if (this.#tried[i] === 0 && !busy.has(i) && (isMine === undefined || isMine(i))) return i;
    }
    return null;
  }

  isDone(running: readonly RunningPoint[]): boolean {
    const left = this.#tried.length - this.#count;
    return left === 0 || (running.length > 0 && left === this.#busy(running).size);
  }

  /** Those that run and were not tried before. */
  #busy(running: readonly RunningPoint[]): Set<number> {
    const busy = new Set<number>();
    for (const { space, params } of running) {
      const value = params[space.names.indexOf(this.#name)];
      if (typeof value === "number" && this.#tried[value] === 0) busy.add(value);
    }
    return busy;
  }

  #add(value: ParamValue | undefined): void {
    if (typeof value !== "number" || this.#tried[value] !== 0) return;
    this.#tried[value] = 1;
    this.#count += 1;
  }
}
