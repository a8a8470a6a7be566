import type { DatedClock } from "../agent/ports.ts";

/** The worker's own clock and timers: a browser slows a hidden page's timers, a worker's it does not. */
export const systemClock: DatedClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
