import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import { isBefore } from "./agreed-order.ts";

/** Held at most; with more, every second one goes, in the order of the first objective, but never an extreme. */
export const MAX_HELD = 1_500;

export interface FrontMember {
  readonly trial: FinishedTrial;
  /** The values as something to minimise. */
  readonly losses: Float64Array;
}

/**
 * The best trade-offs among all complete, feasible trials with finite values: none known is better in one objective and as
 * good in all others. Of trials with equal values the first in the agreed order stands for all, so tabs that know the same
 * trials name the same front.
 */
export class Front {
  readonly #directions: readonly Direction[];
  #members: FrontMember[] = [];

  constructor(directions: readonly Direction[]) {
    this.#directions = directions;
  }

  /** By the first objective, then by the others. */
  get members(): readonly FrontMember[] {
    return this.#members;
  }

  /** The losses of a trial that may stand on a front; null of any other. */
  lossesOf(trial: FinishedTrial): Float64Array | null {
    if (trial.state !== "complete" || !trial.values.every(Number.isFinite) || violationOf(trial.constraints) > 0)
      return null;
    return Float64Array.from(trial.values, (value, i) => (this.#directions[i] === "maximize" ? -value : value));
  }

  /** True if the trial is on the front now with values that no other has. */
  consider(trial: FinishedTrial): boolean {
    const losses = this.lossesOf(trial);
    if (losses === null) return false;
    const members = this.#members;
    // Only what comes before in this order can rule it out, and it only what comes after.
    const place = placeOf(members, losses);
    const next = members[place];
    if (next !== undefined && compareLosses(next.losses, losses) === 0) {
      if (isBefore(trial, next.trial)) members[place] = { trial, losses };
      return false;
    }
    if (!this.admits(losses)) return false;
    let kept = place;
    for (let i = place; i < members.length; i++) {
      const member = members[i] as FrontMember;
      if (!isAsGood(losses, member.losses)) members[kept++] = member;
    }
    members.length = kept;
    members.splice(place, 0, { trial, losses });
    if (members.length > MAX_HELD) this.#members = thinned(members);
    return true;
  }

  /** Whether the trial would be on the front, also in the place of one with equal values that comes after it. */
  wouldTake(trial: FinishedTrial): boolean {
    const losses = this.lossesOf(trial);
    if (losses === null) return false;
    const equal = this.#members[placeOf(this.#members, losses)];
    if (equal !== undefined && compareLosses(equal.losses, losses) === 0) return isBefore(trial, equal.trial);
    return this.admits(losses);
  }

  /** Whether no member is better in one objective and as good in all others. */
  admits(losses: ArrayLike<number>): boolean {
    const members = this.#members;
    const place = placeOf(members, losses);
    const next = members[place];
    if (next !== undefined && compareLosses(next.losses, losses) === 0) return true;
    // The nearest first: with two objectives it alone decides.
    for (let i = place - 1; i >= 0; i--) if (isAsGood((members[i] as FrontMember).losses, losses)) return false;
    return true;
  }

  forget(): void {
    this.#members = [];
  }

  hasAny(logs: ReadonlySet<LogId>): boolean {
    return this.#members.some(({ trial }) => logs.has(trial.log));
  }
}

/** Nowhere worse. */
function isAsGood(a: Float64Array, b: ArrayLike<number>): boolean {
  for (let j = 0; j < a.length; j++) if ((a[j] as number) > (b[j] as number)) return false;
  return true;
}

/** By the first objective, then by the others; 0 only if all are equal. */
function compareLosses(a: Float64Array, b: ArrayLike<number>): number {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return (a[j] as number) < (b[j] as number) ? -1 : 1;
  return 0;
}

/** How many members come before the losses. */
function placeOf(members: readonly FrontMember[], losses: ArrayLike<number>): number {
  let [low, high] = [0, members.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareLosses((members[middle] as FrontMember).losses, losses) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function thinned(members: readonly FrontMember[]): FrontMember[] {
  const extremes = extremesOf(members);
  return members.filter((member, i) => i % 2 === 0 || extremes.has(member));
}

/** The best of each objective. */
function extremesOf(members: readonly FrontMember[]): ReadonlySet<FrontMember> {
  const extremes = new Set<FrontMember>();
  for (let i = 0; i < (members[0]?.losses.length ?? 0); i++) {
    const best = members.reduce((least, member) => ((member.losses[i] ?? 0) < (least.losses[i] ?? 0) ? member : least));
    extremes.add(best);
  }
  return extremes;
}

/** At most `count` members, in their order: evenly, and the best of each objective. */
export function selected(sorted: readonly FrontMember[], count: number): readonly FrontMember[] {
  if (sorted.length <= count) return sorted;
  const extremes = extremesOf(sorted);
  const room = count - extremes.size;
  const chosen = new Set(extremes);
  for (let k = 0; k < room; k++) {
    const member = sorted[Math.round((k * (sorted.length - 1)) / Math.max(1, room - 1))];
    if (member !== undefined) chosen.add(member);
  }
  return sorted.filter((member) => chosen.has(member));
}
