import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import { isBefore } from "./agreed-order.ts";

/** Held at most; with more, every second one goes, in the order of the first objective, but never an extreme. */
const MAX_HELD = 4_000;

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
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      if (member === undefined || !isAsGood(member.losses, losses)) continue;
      if (isAsGood(losses, member.losses)) {
        if (isBefore(trial, member.trial)) members[i] = { trial, losses };
      } else if (i > 0) {
        // What rules out one trial likely rules out the next.
        members.splice(i, 1);
        members.unshift(member);
      }
      return false;
    }
    this.#members = members.filter((member) => !isAsGood(losses, member.losses));
    this.#members.push({ trial, losses });
    if (this.#members.length > MAX_HELD) this.#members = thinned(this.#members);
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
function isAsGood(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!((a[i] ?? 0) <= (b[i] ?? 0))) return false;
  return true;
}

/** By the first objective, then by the others; equal members do not occur. */
export function byLosses(a: FrontMember, b: FrontMember): number {
  for (let i = 0; i < a.losses.length; i++) {
    const difference = (a.losses[i] ?? 0) - (b.losses[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function thinned(members: readonly FrontMember[]): FrontMember[] {
  const extremes = extremesOf(members);
  return members.toSorted(byLosses).filter((member, i) => i % 2 === 0 || extremes.has(member));
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

/** At most `count` members in the order of the first objective: evenly, and the best of each objective. */
export function selected(members: readonly FrontMember[], count: number): FrontMember[] {
  const sorted = members.toSorted(byLosses);
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
