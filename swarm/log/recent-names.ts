import { mix } from "../mix.ts";
import type { LogSeed } from "./levels.ts";

/** Segments by name, the newest of them, 8 bytes each: a name drives out whichever stood in its place. */
export class RecentNames {
  private readonly slots: number;
  private highs: Uint32Array | null = null;
  private lows = new Uint32Array(0);

  constructor(slots: number) {
    this.slots = slots;
  }

  add(seed: LogSeed, index: number): void {
    this.highs ??= new Uint32Array(this.slots);
    if (this.lows.length === 0) this.lows = new Uint32Array(this.slots);
    const { slot, high, low } = this.place(seed, index);
    this.highs[slot] = high;
    this.lows[slot] = low;
  }

  has(seed: LogSeed, index: number): boolean {
    if (this.highs === null) return false;
    const { slot, high, low } = this.place(seed, index);
    return this.highs[slot] === high && this.lows[slot] === low;
  }

  private place(seed: LogSeed, index: number): { readonly slot: number; readonly high: number; readonly low: number } {
    const high = mix(seed.low ^ mix(index ^ seed.high));
    // Never both 0, as in a slot that nothing stands in.
    const low = (mix(high ^ seed.high ^ index) | 1) >>> 0;
    return { slot: high % this.slots, high, low };
  }
}
