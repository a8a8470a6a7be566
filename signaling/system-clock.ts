import type { Clock } from "../agent/ports.ts";

/** The machine's own time. Timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
