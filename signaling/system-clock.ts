import type { DatedClock } from "../agent/ports.ts";

/** The process's own time, whatever the machine's clock is set to. Timers do not keep the process alive. */
export const systemClock: DatedClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
