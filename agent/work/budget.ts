import type { Budget } from "../../study/spec/spec.ts";
import { type OwnQuota, quotaTotal } from "./asking/own-quota.ts";
import { NO_ORDERS, type Orders } from "./orders.ts";
import type { LogProgress } from "./work-totals.ts";

/** What a peer knows of the work done, by itself and by others. */
export interface WorkKnown {
  readonly nowMs: number;
  /** How long the study has been going on; null while that is not known yet. */
  readonly studyMs: number | null;
  /** Finished by this profile in all its logs. */
  readonly ownFinished: number;
  /** Of them, since this start; absent: all. */
  readonly startFinished?: number;
  /** Asked by this log and not yet finished. */
  readonly ownRunning: number;
  /** Running in other tabs of this profile. */
  readonly siblingsRunning: number;
  /** Another working tab of this profile goes first: it runs what is left at the end. */
  readonly yields: boolean;
  /** Finished in the whole swarm, own included. */
  readonly swarmFinished: number;
  /** Running elsewhere, as others say. */
  readonly othersRunning: number;
  /**
   * Of `swarmFinished` less `unborne`, and of `othersRunning`, what is of those whom nobody bears out; `likelyRunning`: as far as tabs
   * as this one run as many.
   */
  readonly doubtful: { readonly finished: number; readonly running: number; readonly likelyRunning: number };
  /** Of `swarmFinished`, what strangers say and nothing that is held here bears out. */
  readonly unborne: number;
  /** Peers that work now, this one included. */
  readonly workers: number;
  /** Generations that have closed, and the part of the open one that is done; 0 where none are bred. */
  readonly generations: { readonly closed: number; readonly openShare: number };
}

/**
 * Under a total budget everybody may ask for its share of what is left, once in this time: long enough for the news of
 * all others to arrive (they tell every second), so that together they do not ask for much more than is left.
 */
export const SHARE_WINDOW_MS = 1_500;

/**
 * Those whom nobody bears out count together for at most a twentieth of a total budget; until a tenth of it is done by
 * others, for a tenth, so that a swarm of newcomers does not overrun it.
 */
const DOUBTFUL_SHARE = 1 / 20;
const DOUBTFUL_SHARE_AT_FIRST = 1 / 10;
/** So long, once, nothing is begun that is left only because some are not known: a check of theirs may be under way. */
const CHECKS_WITHIN_MS = 2_500;

/** Until it can have heard of the others, a peer takes no more than if there were so many. */
export const ASSUMED_WORKERS = 8;

/**
 * How much this peer may still ask for.
 * Under `rounds` exactly rounds x trialsPerRound per profile, and what a person adds to it: over reloads because what is
 * finished is stored before it is sent. Two tabs of one profile count each other's finished and running trials as soon as they hear of them (1 s); the
 * last trials are for one of them alone. Together they may still exceed the budget by what they begin before they have heard
 * of each other at all, and with trials so short that a whole budget fits into that second.
 * Under `trials` the swarm may exceed the total by about two trials for each other working peer: each rounds its share up,
 * and some of what the others ran lately is not known yet. More than ASSUMED_WORKERS who join a study of trivial trials within
 * the same 1.5 s may exceed it by an eighth each.
 * Under `generations` everybody runs what a generation still needs until so many have closed.
 * Under `time` nothing begins before it is known how long the study has been going on.
 */
export class BudgetMeter {
  /** As published. */
  readonly #published: Budget;
  /** With what the author has added. */
  #budget: Budget;
  #orders: Orders = NO_ORDERS;
  #addedRounds: number;
  /** What the person allows besides; undefined: as much as the budget does. */
  readonly #quota: OwnQuota | undefined;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #share = 0;
  /** Since when something is left only because some are not known; null: it never was. */
  #doubtsSinceMs: number | null = null;
  #awaitsChecks = false;
  #askedInWindow = 0;
  #askedBefore = 0;
  #knowsOthers = false;

  /** `addedRounds`: what this profile has been asked to run beyond a budget of rounds. */
  constructor(budget: Budget, addedRounds = 0, quota?: OwnQuota) {
    this.#quota = quota;
    this.#published = budget;
    this.#budget = budget;
    this.#addedRounds = addedRounds;
  }

  /** What the author wants now, all commands together. */
  obey(orders: Orders): void {
    if (orders === this.#orders) return;
    this.#orders = orders;
    this.#budget = extended(this.#published, orders.extension);
  }

  /** The author has ended the study: nothing begins any more. */
  get stopped(): boolean {
    return this.#orders.stopped;
  }

  get addedRounds(): number {
    return this.#addedRounds;
  }

  /** Rounds that this profile runs in all; null under any other budget. */
  get rounds(): number | null {
    if (this.#quota !== undefined) return this.#quota.rounds;
    return this.#budget.kind === "rounds" ? this.#budget.rounds + this.#addedRounds : null;
  }

  /** Generations that are bred in all; null under any other budget. */
  get generations(): number | null {
    return this.#budget.kind === "generations" ? this.#budget.generations : null;
  }

  /** Once the rounds are done, as many again as the budget has, after all that have been run. Nothing under any other budget. */
  addBudget(known: WorkKnown): void {
    if (this.stopped || this.rounds === null || this.#budget.kind !== "rounds" || !this.isSpent(known)) return;
    // Another browser of this profile may have added rounds that this one has not been told of, and finished them.
    this.#addedRounds = Math.max(this.rounds, Math.ceil(known.ownFinished / this.#budget.trialsPerRound));
  }

  /** Trials this peer may ask for now; `asked` tells the meter how many it took. */
  allowance(known: WorkKnown): number {
    if (this.stopped) return 0;
    return Math.min(this.#quotaLeft(known), this.#budgetAllowance(known));
  }

  /** Trials that the person lets this peer begin yet. */
  #quotaLeft(known: WorkKnown): number {
    const quota = this.#quota;
    return quota === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, quotaTotal(quota) - countedBy(quota, known) - known.ownRunning);
  }

  #budgetAllowance(known: WorkKnown): number {
    const budget = this.#budget;
    if (budget.kind === "rounds") {
      const recent = this.#askedLately(known.nowMs);
      // The one who goes first may have begun as many as we did lately, and not have heard of ours.
      const kept = known.yields ? Math.max(budget.trialsPerRound, recent) : 0;
      return Math.max(0, this.#left(known) - kept);
    }
    if (budget.kind === "trials") {
      this.#awaitsChecks = this.#mayBeSpent(known, budget.total);
      return this.#awaitsChecks ? 0 : this.#shareLeft(known);
    }
    if (budget.kind === "generations") return this.isSpent(known) ? 0 : Number.POSITIVE_INFINITY;
    if (budget.kind !== "time") return Number.POSITIVE_INFINITY;
    return known.studyMs !== null && !this.isSpent(known) ? Number.POSITIVE_INFINITY : 0;
  }

  /** How many of the trials asked for are more than is left: while this peer rested, others have run them. */
  surplus(known: WorkKnown): number {
    if (this.stopped) return known.ownRunning;
    return Math.max(0, -this.#left(known));
  }

  asked(count: number): void {
    this.#askedInWindow += count;
  }

  /** Whether nothing of the budget is left to anybody, now and later. */
  isSpent(known: WorkKnown): boolean {
    if (this.stopped) return true;
    if (this.#quota !== undefined && countedBy(this.#quota, known) >= quotaTotal(this.#quota)) return true;
    const budget = this.#budget;
    if (budget.kind === "rounds") return known.ownFinished >= this.#ownTotal;
    if (budget.kind === "trials") return finishedOf(known, budget.total) >= budget.total;
    if (budget.kind === "generations") return known.generations.closed >= budget.generations;
    if (budget.kind !== "time") return false;
    return known.studyMs !== null && known.studyMs >= 1_000 * budget.seconds;
  }

  /** Trials of the whole swarm that there is reason to show: what keys say that are not known counts as far as it does for the budget. */
  finished(known: WorkKnown): number {
    const budget = this.#budget;
    return budget.kind === "trials" ? finishedOf(known, budget.total) : known.swarmFinished - known.unborne;
  }

  /** 0..1; null when the study runs until stopped. */
  progress(known: WorkKnown): number | null {
    if (this.#quota !== undefined) return share(countedBy(this.#quota, known), quotaTotal(this.#quota));
    const budget = this.#budget;
    if (budget.kind === "open") return null;
    if (budget.kind === "generations") {
      const { closed, openShare } = known.generations;
      return share(closed < budget.generations ? closed + openShare : closed, budget.generations);
    }
    if (budget.kind === "rounds") return share(known.ownFinished, this.#ownTotal);
    if (budget.kind === "trials") return share(finishedOf(known, budget.total), budget.total);
    return share(known.studyMs ?? 0, 1_000 * budget.seconds);
  }

  /** Trials that this profile runs in all. */
  get #ownTotal(): number {
    const { rounds } = this;
    return rounds === null || this.#budget.kind !== "rounds"
      ? Number.POSITIVE_INFINITY
      : rounds * this.#budget.trialsPerRound;
  }

  /** Asked for within the last one to two windows. */
  #askedLately(nowMs: number): number {
    const sinceMs = nowMs - this.#windowStartMs;
    if (sinceMs >= SHARE_WINDOW_MS || sinceMs < 0) {
      this.#askedBefore = sinceMs < 2 * SHARE_WINDOW_MS ? this.#askedInWindow : 0;
      this.#askedInWindow = 0;
      this.#windowStartMs = nowMs;
    }
    return this.#askedBefore + this.#askedInWindow;
  }

  /** Trials that nobody has run or runs; below 0 if more are asked for than the budget has. Endless where none are counted. */
  #left(known: WorkKnown): number {
    const budget = this.#budget;
    if (budget.kind === "rounds") {
      return this.#ownTotal - known.ownFinished - known.ownRunning - known.siblingsRunning;
    }
    if (budget.kind !== "trials") return Number.POSITIVE_INFINITY;
    const { total } = budget;
    const left = total - believableOf(known, total);
    // While something is left whoever is right, most of those who are not known yet are newcomers like this one.
    return left > 0 ? left : total - finishedOf(known, total) - known.ownRunning - runningOf(known);
  }

  /** Whether nothing was allowed of late because checks may show that nothing is left, and none has shown otherwise since. */
  awaitsChecks(known: () => WorkKnown): boolean {
    if (this.#awaitsChecks && this.#budget.kind === "trials")
      this.#awaitsChecks = this.#mayBeSpent(known(), this.#budget.total);
    return this.#awaitsChecks;
  }

  /** Whether more is left than if everybody were believed as far as can be, and a check may still change that. */
  #mayBeSpent(known: WorkKnown, total: number): boolean {
    // What there is room for counts already, checked or not.
    if (known.doubtful.finished <= doubtfulRoom(known, total) || believableOf(known, total) < total) return false;
    this.#doubtsSinceMs ??= known.nowMs;
    return Math.abs(known.nowMs - this.#doubtsSinceMs) < CHECKS_WITHIN_MS;
  }

  #shareLeft(known: WorkKnown): number {
    const left = this.#left(known);
    if (left <= 0) return 0;
    const sinceMs = known.nowMs - this.#windowStartMs;
    if (sinceMs >= SHARE_WINDOW_MS || sinceMs < 0) {
      // The others have likely done as much as we did and not told it yet.
      const isFirst = this.#windowStartMs === Number.NEGATIVE_INFINITY;
      const workers = isFirst ? Math.max(known.workers, ASSUMED_WORKERS) : Math.max(1, known.workers);
      const recent = sinceMs < 2 * SHARE_WINDOW_MS ? this.#askedInWindow : 0;
      const untold = recent * (known.workers - 1);
      this.#windowStartMs = known.nowMs;
      this.#share = Math.max(0, Math.ceil((left - untold) / workers));
      this.#askedInWindow = 0;
      this.#knowsOthers = !isFirst;
    }
    if (known.workers <= 1 && this.#knowsOthers) return left;
    return Math.min(left, Math.max(0, this.#share - this.#askedInWindow));
  }
}

/** More of what the budget counts; other units are of no use to it. */
function extended(budget: Budget, extension: Orders["extension"]): Budget {
  switch (budget.kind) {
    case "rounds":
      return { ...budget, rounds: budget.rounds + extension.rounds };
    case "trials":
      return { ...budget, total: budget.total + extension.trials };
    case "time":
      return { ...budget, seconds: budget.seconds + extension.seconds };
    case "generations":
      return { ...budget, generations: budget.generations + extension.generations };
    case "open":
      return budget;
  }
}

const countedBy = ({ counts }: OwnQuota, { ownFinished, startFinished }: WorkKnown): number =>
  counts === "profile" ? ownFinished : (startFinished ?? ownFinished);

const doubtfulRoom = ({ swarmFinished, unborne, doubtful }: WorkKnown, total: number): number =>
  total * (swarmFinished - unborne - doubtful.finished < total / 10 ? DOUBTFUL_SHARE_AT_FIRST : DOUBTFUL_SHARE);

/** Trials that have been run or run now if all are believed: what is told here, and of what strangers say that it runs a part. */
function believableOf(
  { swarmFinished, unborne, ownRunning, othersRunning, doubtful }: WorkKnown,
  total: number,
): number {
  const theirs = Math.min(doubtful.likelyRunning, total * DOUBTFUL_SHARE);
  return swarmFinished - unborne + ownRunning + othersRunning - doubtful.running + theirs;
}

/** Trials that count as finished under a total budget: who says much more than it has told takes nobody else's room. */
function finishedOf(known: WorkKnown, total: number): number {
  const { swarmFinished, unborne, doubtful } = known;
  return Math.floor(swarmFinished - unborne - Math.max(0, doubtful.finished - doubtfulRoom(known, total)));
}

/** And as running elsewhere: of those who are not known none, for what never ends would hold up the last of a budget for ever. */
const runningOf = ({ othersRunning, doubtful }: WorkKnown): number => othersRunning - doubtful.running;

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 1);

/**
 * Whether `sibling` goes before `own`, two working logs of one profile: the one that is clearly ahead, else the smaller id.
 * However old what each knows of the other is, never does each hold that the other goes first.
 */
export function goesFirst(sibling: LogProgress, own: LogProgress, clear: number): boolean {
  const ahead = sibling.finished - own.finished;
  return Math.abs(ahead) > clear ? ahead > 0 : sibling.log < own.log;
}
