import type { RunningPoint } from "../../sampler.ts";
import type { Distribution } from "../../space/distribution.ts";
import type { Observations } from "./observations.ts";
import { ParzenCrowd, type ValueOf } from "./parzen-crowd.ts";
import type { EffectiveRules } from "./tpe-options.ts";
import { magicClip, steppedClip } from "./tpe-rules.ts";

/** Slots for trials that run; doubled when they are too few. */
const FIRST_ROOM = 16;

/** Past this share of changes sorting anew is cheaper than inserting. */
const MAX_CHANGED = 1 / 8;

/** What stands in the crowd: observations but the good, and points that run. */
export interface Bad {
  readonly observations: Observations;
  /** Numbers of the good observations, ascending. */
  readonly good: readonly number[];
  /** The coordinates of what runs. */
  readonly running: ReadonlyMap<RunningPoint, readonly number[]>;
}

/** The density of the bad, kept up from one proposal to the next: running points have the first slots, observations the rest. */
export class TpeBad {
  readonly #distributions: readonly Distribution[];
  readonly #rules: EffectiveRules;
  #crowd: ParzenCrowd;
  #room = 0;
  #slots = new Map<RunningPoint, number>();
  #points: (readonly number[])[] = [];
  #read = 0;
  #forgotten = 0;
  #good: ReadonlySet<number> = new Set();

  constructor(distributions: readonly Distribution[], rules: EffectiveRules) {
    this.#distributions = distributions;
    this.#rules = rules;
    this.#crowd = new ParzenCrowd(distributions, rules.priorWeight, rules.considerEndpoints);
  }

  /** The density as of now; the next call changes it. */
  density(bad: Bad): ParzenCrowd {
    const { observations, running } = bad;
    const good = new Set(bad.good);
    const count = observations.size - good.size + running.size;
    const isMoved = this.#forgotten !== observations.forgotten || running.size > this.#room;
    const left = [...this.#slots].filter(([point]) => !running.has(point));
    const came = [...running.keys()].filter((point) => !this.#slots.has(point));
    const turned = [...good, ...this.#good].filter((i) => i < this.#read && good.has(i) !== this.#good.has(i));
    const changes = observations.size - this.#read + left.length + came.length + turned.length;
    this.#good = good;
    if (isMoved || changes > count * MAX_CHANGED) this.#linkAll(bad, count);
    else if (changes > 0) {
      this.#crowd.setNarrowest(this.#narrowest(count), count);
      this.#linkRunning(left, came, bad);
      this.#linkObservations(turned, bad);
    } else return this.#crowd;
    this.#read = observations.size;
    this.#forgotten = observations.forgotten;
    this.#crowd.setWeights(this.#rules.weights(count), this.#room);
    return this.#crowd;
  }

  #narrowest(count: number): number {
    return this.#rules.sharpShare > 0 ? steppedClip(count) : magicClip(count);
  }

  #linkRunning(left: readonly (readonly [RunningPoint, number])[], came: readonly RunningPoint[], bad: Bad): void {
    for (const [point, slot] of left) {
      this.#crowd.unlink(slot);
      this.#slots.delete(point);
    }
    let slot = 0;
    for (const point of came) {
      while (this.#crowd.isLinked(slot)) slot++;
      this.#slots.set(point, slot);
      this.#points[slot] = bad.running.get(point) ?? [];
      this.#crowd.link(slot, this.#valuesOf(bad));
    }
  }

  #linkObservations(turned: readonly number[], bad: Bad): void {
    const valueOf = this.#valuesOf(bad);
    for (const i of turned) if (this.#good.has(i)) this.#crowd.unlink(this.#room + i);
    for (const i of turned) if (!this.#good.has(i)) this.#crowd.link(this.#room + i, valueOf);
    for (let i = this.#read; i < bad.observations.size; i++) {
      if (!this.#good.has(i)) this.#crowd.link(this.#room + i, valueOf);
    }
  }

  #linkAll(bad: Bad, count: number): void {
    const { observations, running } = bad;
    while (this.#room < running.size) this.#room = Math.max(FIRST_ROOM, 2 * this.#room);
    this.#points = [...running.values()];
    this.#slots = new Map([...running.keys()].map((point, slot) => [point, slot]));
    const slots = new Uint32Array(count);
    let next = 0;
    while (next < running.size) slots[next] = next++;
    for (let i = 0; i < observations.size; i++) if (!this.#good.has(i)) slots[next++] = this.#room + i;
    const { priorWeight, considerEndpoints } = this.#rules;
    this.#crowd = new ParzenCrowd(this.#distributions, priorWeight, considerEndpoints);
    this.#crowd.setNarrowest(this.#narrowest(count), count);
    this.#crowd.linkAll(slots, this.#valuesOf(bad));
  }

  #valuesOf({ observations }: Bad): ValueOf {
    const columns = this.#distributions.map((_, d) => observations.values(d));
    return (slot, d) =>
      slot < this.#room ? (this.#points[slot]?.[d] ?? 0) : (columns[d]?.[slot - this.#room] as number);
  }
}
