import type { Proposal } from "../../study/trial/proposal.ts";

/** A trial that lost its worker this often is failed instead of run again. */
export const MAX_LOSSES = 2;
/** A worker may also vanish through another study's fault; past this many times somebody is to blame after all. */
export const MAX_ABANDONMENTS = 10;

interface Suspicion {
  losses: number;
  abandonments: number;
}

/**
 * Proposals that must run again as they are (same number, same values): after a pause, or because their worker was lost.
 * Where it is not known which trial of a batch was to blame, each runs alone until one is found out.
 */
export class WorkQueue {
  #together: Proposal[] = [];
  #alone: Proposal[] = [];
  readonly #suspicions = new Map<number, Suspicion>();

  get size(): number {
    return this.#together.length + this.#alone.length;
  }

  /** Stopped through no fault of theirs. */
  giveBack(proposals: readonly Proposal[]): void {
    for (const proposal of proposals) {
      (this.#suspicions.has(proposal.number) ? this.#alone : this.#together).push(proposal);
    }
  }

  /** One of them took its worker down, nobody knows which. */
  suspect(proposals: readonly Proposal[]): void {
    for (const proposal of proposals) {
      this.#suspicionOf(proposal.number);
      this.#alone.push(proposal);
    }
  }

  /** This one was running when its worker was lost. True if it may run again. */
  mayRetry(proposal: Proposal, abandoned: boolean): boolean {
    const suspicion = this.#suspicionOf(proposal.number);
    if (abandoned) suspicion.abandonments++;
    else suspicion.losses++;
    if (suspicion.losses >= MAX_LOSSES || suspicion.abandonments >= MAX_ABANDONMENTS) return false;
    this.#alone.push(proposal);
    return true;
  }

  /** The one to blame is found: those never seen running when a worker was lost may run together again. */
  exonerate(): void {
    const cleared = this.#alone.filter(({ number }) => this.#isClear(number));
    if (cleared.length === 0) return;
    this.#alone = this.#alone.filter(({ number }) => !this.#isClear(number));
    for (const { number } of cleared) this.#suspicions.delete(number);
    this.#together.push(...cleared);
  }

  /** The trial has ended: nothing is held against its number any more. */
  settle(number: number): void {
    if (this.#suspicions.size > 0) this.#suspicions.delete(number);
  }

  /** What runs next: one that must run alone, else up to `count` together. Empty when nothing waits. */
  take(count: number): Proposal[] {
    const next = this.#alone.shift();
    return next === undefined ? this.#together.splice(0, count) : [next];
  }

  /** Gives up to `count` of them up for good, those that must run alone last. */
  drop(count: number): Proposal[] {
    const dropped = this.#together.splice(Math.max(0, this.#together.length - count));
    if (dropped.length < count)
      dropped.push(...this.#alone.splice(Math.max(0, this.#alone.length + dropped.length - count)));
    for (const { number } of dropped) this.settle(number);
    return dropped;
  }

  /** Gives up for good those that `isSurplus` says. */
  dropWhere(isSurplus: (proposal: Proposal) => boolean): Proposal[] {
    const dropped = Array.from(this).filter(isSurplus);
    if (dropped.length === 0) return dropped;
    const gone = new Set(dropped);
    this.#alone = this.#alone.filter((proposal) => !gone.has(proposal));
    this.#together = this.#together.filter((proposal) => !gone.has(proposal));
    for (const { number } of dropped) this.settle(number);
    return dropped;
  }

  /** All that wait, for the leases. */
  *[Symbol.iterator](): Iterator<Proposal> {
    yield* this.#alone;
    yield* this.#together;
  }

  #isClear(number: number): boolean {
    const suspicion = this.#suspicions.get(number);
    return suspicion === undefined || suspicion.losses + suspicion.abandonments === 0;
  }

  #suspicionOf(number: number): Suspicion {
    const suspicion = this.#suspicions.get(number) ?? { losses: 0, abandonments: 0 };
    this.#suspicions.set(number, suspicion);
    return suspicion;
  }
}
