import { contains, type ParamValue, sameValue } from "../../../study/space/distribution.ts";
import type { FinishedTrial } from "../../../study/trial/trial.ts";
import type { Division } from "./division.ts";

type StartPoint = Readonly<Record<string, ParamValue>>;

/** Others' start points are waited for this long before the sampler chooses anything: whoever has them may have gone. */
export const WAIT_FOR_OTHERS_MS = 10_000;
/** What a start point may take beyond its trial's limit before somebody else takes it. */
const GRACE_MS = 10_000;

export interface StartPointsOptions {
  readonly points: readonly StartPoint[];
  readonly trialTimeoutMs: number;
  readonly division: Division;
}

export interface TakenPoint {
  readonly index: number;
  readonly values: StartPoint;
}

/**
 * The author's start points, each run by the tab that it falls to, before the sampler chooses anything. If that one does
 * not, the next takes over after the time that a trial may take, so each is run once, or twice where a tab vanished.
 */
export class StartPoints {
  readonly #options: StartPointsOptions;
  /** Indices that no trial is known to have ended at, in order. */
  readonly #open: Set<number>;
  readonly #own = new Set<number>();
  /** Since when a point has been running elsewhere, as others say; and since when it has been open for the next in line. */
  readonly #claimedMs = new Map<number, number>();
  readonly #openMs = new Map<number, number>();
  #waitingMs: number | null = null;

  constructor(options: StartPointsOptions) {
    this.#options = options;
    this.#open = new Set(options.points.keys());
  }

  /** A trial has ended, here or elsewhere. */
  note(trial: FinishedTrial): void {
    const { startPoint } = trial;
    if (startPoint === undefined || !this.#isAt(trial, this.#options.points[startPoint])) return;
    this.#open.delete(startPoint);
    this.#own.delete(startPoint);
  }

  /** Whether the trial has the author's values, as far as it asked for them in ranges that have them: the mark alone is a claim. */
  #isAt({ space, params }: FinishedTrial, point: StartPoint | undefined): boolean {
    if (point === undefined) return false;
    return space.names.every((name, i) => {
      const distribution = space.distributions[i];
      if (distribution === undefined || !Object.hasOwn(point, name)) return true;
      const wanted = point[name];
      return sameValue(params[i], wanted) || !contains(distribution, wanted);
    });
  }

  /** Those of this tab that run or wait to, for the others to keep away from. */
  get running(): readonly number[] {
    return [...this.#own];
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** The next ones that fall to this tab, at most `count`. `claimed`: those that others say they run. */
  take(count: number, claimed: ReadonlySet<number>, nowMs: number): TakenPoint[] {
    const taken: TakenPoint[] = [];
    for (const index of this.#open) {
      if (taken.length >= count) break;
      const values = this.#options.points[index];
      if (values === undefined || this.#own.has(index) || this.#isClaimed(index, claimed, nowMs)) continue;
      if (!this.#isTurn(index, nowMs)) continue;
      this.#own.add(index);
      taken.push({ index, values });
    }
    return taken;
  }

  /** A trial at this point will not be run here after all. */
  giveUp(index: number): void {
    this.#own.delete(index);
  }

  /** Whether the sampler should wait: others have yet to begin what falls to them, and may still do. */
  awaitsOthers(claimed: ReadonlySet<number>, nowMs: number): boolean {
    for (const index of this.#open) {
      if (this.#own.has(index) || claimed.has(index)) continue;
      this.#waitingMs ??= nowMs;
      return nowMs - this.#waitingMs < WAIT_FOR_OTHERS_MS;
    }
    return false;
  }

  #isClaimed(index: number, claimed: ReadonlySet<number>, nowMs: number): boolean {
    if (!claimed.has(index)) return false;
    const sinceMs = this.#claimedMs.get(index) ?? nowMs;
    this.#claimedMs.set(index, sinceMs);
    return nowMs - sinceMs < this.#turnMs;
  }

  /** The next in line waits as long as a trial may take, the one after it twice as long. */
  #isTurn(index: number, nowMs: number): boolean {
    const sinceMs = this.#openMs.get(index) ?? nowMs;
    this.#openMs.set(index, sinceMs);
    return this.#options.division.rankOf(index) <= (nowMs - sinceMs) / this.#turnMs;
  }

  get #turnMs(): number {
    return this.#options.trialTimeoutMs + GRACE_MS;
  }
}
