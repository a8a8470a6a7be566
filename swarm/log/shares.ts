import type { PeerId } from "../ids.ts";
export interface Share {
  readonly peer: PeerId;
  readonly amount: number;
}

/** How much of a table each key holds, and which holds most. Amounts in one step count as equal. */
export class Shares {
  private readonly stepSize: number;
  /** As large as what is counted: keys that hold nothing are not kept. */
  private readonly amounts = new Map<PeerId, number>();
  private readonly bySteps = new Map<number, Set<PeerId>>();
  private topStep = 0;

  constructor(stepSize: number) {
    this.stepSize = stepSize;
  }

  of(peer: PeerId): number {
    return this.amounts.get(peer) ?? 0;
  }

  /** `change` may be negative. */
  add(peer: PeerId, change: number): void {
    const before = this.of(peer);
    const after = before + change;
    if (after > 0) this.amounts.set(peer, after);
    else this.amounts.delete(peer);
    const [from, to] = [this.stepOf(before), this.stepOf(after)];
    if (from === to) return;
    const left = this.bySteps.get(from);
    left?.delete(peer);
    if (left?.size === 0) this.bySteps.delete(from);
    if (to === 0) return;
    const joined = this.bySteps.get(to) ?? new Set();
    this.bySteps.set(to, joined.add(peer));
    this.topStep = Math.max(this.topStep, to);
  }

  /** Of those in the highest step, the one that has been there longest. */
  most(): Share | null {
    while (this.topStep > 0 && !this.bySteps.has(this.topStep)) this.topStep -= 1;
    for (const peer of this.bySteps.get(this.topStep) ?? []) return { peer, amount: this.of(peer) };
    return null;
  }

  private stepOf(amount: number): number {
    return Math.ceil(amount / this.stepSize);
  }
}
