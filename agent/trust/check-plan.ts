import type { Rng } from "../../study/rng.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { AuthorBook } from "./author-book.ts";
import type { CheckBudget } from "./check-budget.ts";
import type { Claim } from "./claims.ts";
import type { Vouching } from "./vouching.ts";

/** Own runs that vouch fully for an author, after which checks of it become rare. */
const FIRST_CHECKS = 2;

/** Of whoever told something wrong one trial in so many is run again: ten that agree give its word back. */
const PARDON_CHANCE = 1 / 10;

/** A trial of somebody else that is to be run here again. */
export interface Check {
  readonly trial: FinishedTrial;
  readonly author: PeerId;
  /** What for: a claim of the best, to know a stranger, or to see whether one who is known still tells the truth. */
  readonly why: "claim" | "first" | "spot";
}

interface PlanSources {
  /** The claim to look at now; `isDone`: own rounds are over. */
  readonly claims: { standing(isDone: boolean): Claim | null };
  readonly vouching: Vouching;
  readonly book: AuthorBook;
  readonly budget: CheckBudget;
  /** This tab's own chance. */
  readonly rng: Rng;
  /** Whether others bear an author out that no own run vouches for. */
  readonly isBorneOut: (author: PeerId) => boolean;
  /** Whether others found a trial's author wrong for whom own runs vouch. */
  readonly isSuspect: (trial: FinishedTrial, author: PeerId) => boolean;
  /** From 0 to below 1, this tab's own: of equals each tab begins with another one. */
  readonly turnOf: (author: PeerId) => number;
  /** Attesting keys of a trial that no own run vouches for: one run vouches for all of them. */
  readonly unknownAttesters: (trial: FinishedTrial, author: PeerId) => readonly PeerId[];
}

/**
 * What to run again next. Claims of the best first, the newest standing one only; then strangers, those first of whom most is
 * learned at once; then, with a chance that falls with every pass, those who are known.
 */
export class CheckPlan {
  readonly #sources: PlanSources;
  /** Authors with a trial under way here. */
  readonly #busy = new Set<PeerId>();
  /** Trials told by an author when its turn for a spot check was decided last. */
  readonly #spottedAt = new Map<PeerId, number>();

  constructor(sources: PlanSources) {
    this.#sources = sources;
  }

  /**
   * Null: nothing to check now. `isDone`: own rounds are over, and claims take what is lent. `isWaiting`: nothing of one's own
   * runs before it is known who the others are.
   */
  next(isDone: boolean, isWaiting = false): Check | null {
    const { claims, budget } = this.#sources;
    const claim = claims.standing(isDone);
    const waits = isWaiting && budget.allowsWaiting;
    const mayLook = budget.allows(true);
    if (claim !== null && !this.#busy.has(claim.author) && (isDone || mayLook))
      return this.#begin({ trial: claim.trial, author: claim.author, why: "claim" });
    if (!isDone && (waits || mayLook)) {
      // Whose first trial is known to be true counts, and waiting for more would be in vain.
      const first = this.#first(waits ? 1 : FIRST_CHECKS);
      if (first !== null) return this.#begin(first, waits);
    }
    if (!isDone && !budget.allows(false)) return null;
    // Claims alone are worth the power of a tab whose rounds are done.
    const spot = isDone ? null : this.#spot();
    return spot === null ? null : this.#begin(spot);
  }

  /** The check has come to its end, or was given up. */
  ended(author: PeerId): void {
    this.#busy.delete(author);
  }

  #begin(check: Check, waits = false): Check {
    if (waits) this.#sources.budget.waited();
    this.#busy.add(check.author);
    return check;
  }

  /** Of those for whom fewer than `wanted` own runs vouch: the author whose trial says most about most. */
  #first(wanted: number): Check | null {
    const { vouching, book, unknownAttesters } = this.#sources;
    let best: Check | null = null;
    let bestRank = Number.NEGATIVE_INFINITY;
    for (const author of book.authors()) {
      const passes = vouching.passes(author);
      if (this.#busy.has(author) || passes >= wanted || vouching.standing(author) === "wrong") continue;
      const isVouched = vouching.isVouched(author);
      const isBorneOut = !isVouched && this.#sources.isBorneOut(author);
      // Who is borne out counts already.
      if (wanted === 1 && (isVouched || isBorneOut)) continue;
      const sampled = passes === 0 ? null : book.sampleOf(author);
      for (const trial of sampled === null ? book.bestsOf(author) : [sampled]) {
        const isSuspect = !isVouched && this.#sources.isSuspect(trial, author);
        // A lie takes three runs, and says of nobody else anything.
        if (isSuspect && wanted === 1) continue;
        // Whoever is known to nobody's run goes before who is known to others', and those before who is known to one's own.
        const known = isVouched ? 2_000 : isBorneOut || isSuspect ? 1_000 : 0;
        const attesters = unknownAttesters(trial, author);
        // What waits for it are the trials of all of them.
        const worth = wanted === 1 ? this.#toldBy([author, ...attesters]) : attesters.length;
        const rank = worth + this.#sources.turnOf(author) - known;
        if (rank > bestRank) [best, bestRank] = [{ trial, author, why: "first" }, rank];
      }
    }
    return best;
  }

  /** Trials of those that nobody bears out yet. */
  #toldBy(authors: readonly PeerId[]): number {
    const { book, isBorneOut } = this.#sources;
    return authors.reduce((sum, author) => sum + (isBorneOut(author) ? 0 : book.told(author)), 0);
  }

  /** After each further trial with the chance 1 / passes, as BOINC replicates. */
  #spot(): Check | null {
    const { vouching, book, rng } = this.#sources;
    for (const author of book.authors()) {
      const told = book.told(author);
      const before = this.#spottedAt.get(author) ?? 0;
      const standing = vouching.standing(author);
      if (told === before || this.#busy.has(author) || (standing !== "full" && standing !== "wrong")) continue;
      this.#spottedAt.set(author, told);
      const each = standing === "full" ? 1 / vouching.passes(author) : PARDON_CHANCE;
      const chance = 1 - (1 - each) ** (told - before);
      if (rng.next() >= chance) continue;
      // The best of its trials and any of them in turns: a liar can make neither safe.
      const trial = rng.next() < 0.5 ? book.bestOf(author) : book.sampleOf(author);
      if (trial !== null) return { trial, author, why: "spot" };
    }
    return null;
  }
}
