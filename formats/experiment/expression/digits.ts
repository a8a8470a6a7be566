import type { Budget } from "./budget.ts";

/** What a machine computes at once. */
const SMALL = 1n << 53n;
/** Of a larger one, so many bits take a step more. */
const BITS_A_STEP = 64;

/** Pays for the digits of a whole number, `times` over; small ones are free. */
export function spendDigits(value: bigint, budget: Budget, times = 1): void {
  if (value > SMALL || value < -SMALL)
    budget.spend(Math.ceil((times * Math.log2(Math.abs(Number(value)))) / BITS_A_STEP));
}
