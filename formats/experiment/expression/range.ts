import type { Budget } from "./budget.ts";
import { refuseValue } from "./fault.ts";
import { listOf, MAX_LIST_LENGTH, type Sequence, type Value, wholeArgument } from "./value.ts";

/** Python's `range(stop)`, `range(start, stop)`, `range(start, stop, step)`, all its items at once. */
export function rangeOf(first: Value, second: Value | undefined, third: Value | undefined, budget: Budget): Sequence {
  const start = second === undefined ? 0n : wholeArgument(first);
  const stop = wholeArgument(second ?? first);
  const step = third === undefined ? 1n : wholeArgument(third);
  if (step === 0n) return refuseValue("the step of a range is not 0");
  const reach = step > 0n ? stop - start : start - stop;
  const size = step > 0n ? step : -step;
  const count = reach <= 0n ? 0n : (reach + size - 1n) / size;
  if (count > BigInt(MAX_LIST_LENGTH)) return refuseValue(`a range has at most ${MAX_LIST_LENGTH} items here`);
  budget.spend(Number(count));
  return listOf(
    Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step),
    "range",
  );
}
