/** Allows `burst` at once and `perSecond` in the long run. */
export class TokenBucket {
  private readonly burst: number;
  private readonly perSecond: number;
  private tokens: number;
  private atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.tokens = burst;
    this.atMs = nowMs;
  }

  /** Takes `amount` if it is there, all or nothing. */
  take(amount: number, nowMs: number): boolean {
    if (this.available(nowMs) < amount) return false;
    this.tokens -= amount;
    return true;
  }

  /** Takes `amount` whether it is there or not. What is then owed comes back like any other; beyond `maxDebt` it is forgiven. */
  spend(amount: number, maxDebt: number, nowMs: number): void {
    const left = this.available(nowMs);
    this.tokens = Math.max(left - amount, Math.min(left, -maxDebt));
  }

  /** Less than nothing while something is owed. */
  available(nowMs: number): number {
    this.tokens = Math.min(this.burst, this.tokens + (Math.max(0, nowMs - this.atMs) / 1000) * this.perSecond);
    this.atMs = Math.max(this.atMs, nowMs);
    return this.tokens;
  }

  refill(): void {
    this.tokens = this.burst;
  }
}
