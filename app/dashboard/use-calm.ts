import { useLayoutEffect, useState } from "react";
import { askAfter } from "./ask-after.ts";

/** Values that come once a second come a little sooner or later than that. */
const EARLY_MS = 100;
/** A value that is late is most often followed by one that is due: then both are drawn in one frame. */
const LATE_MS = 1_100;

/**
 * `value`, renewed at most about once per `intervalMs`, and at once where `urgency` is another; the last one always arrives. A
 * value that is due comes in the same frame.
 */
export function useCalm<T>(value: T, intervalMs: number, urgency = ""): T {
  const [shown, setShown] = useState({ value, urgency, sinceMs: Number.NEGATIVE_INFINITY });
  const isNew = !Object.is(value, shown.value) || urgency !== shown.urgency;
  const isUrgent = urgency !== shown.urgency;
  // What is set in here is rendered before anything is painted.
  useLayoutEffect(() => {
    if (!isNew) return undefined;
    const renew = (): void => setShown({ value, urgency, sinceMs: performance.now() });
    const waitMs = isUrgent ? 0 : shown.sinceMs + intervalMs - performance.now();
    return askAfter(waitMs <= EARLY_MS ? 0 : waitMs + LATE_MS, renew);
  }, [isNew, isUrgent, value, urgency, shown.sinceMs, intervalMs]);
  return shown.value;
}
