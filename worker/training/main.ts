// The worker that one training of agents runs in; the page ends it with the training. The text is our own: no jail is needed.
import { expose } from "comlink";
import type { Pace, TrainingWorker } from "./training-api.ts";
import { TrainingRun } from "./training-run.ts";

/** As often as the page repaints its charts; slowly they are to move, not to jump. */
const TELL_MS: Readonly<Record<Pace, number>> = { fast: 250, slow: 100 };
/** Between two looks at what the page wants; slowly it is an episode's time, so that the notebook's thousand take 40 s. */
const SLICE_MS = 40;

let pace: Pace = "fast";
let isPaused = false;
let hasToFinish = false;
let wake = (): void => {};

/** Lets messages in. */
const breathe = (ms = 0): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const untilWoken = (): Promise<void> =>
  new Promise((resolve) => {
    wake = resolve;
  });

const worker: TrainingWorker = {
  async train(order, firstPace, tell) {
    pace = firstPace;
    const run = new TrainingRun(order);
    let toldMs = performance.now();
    try {
      while (!run.isOver) {
        if (hasToFinish) run.stopLearning();
        const beganMs = performance.now();
        const isSlow = pace === "slow" && run.isLearning;
        const untilMs = isSlow ? beganMs : beganMs + SLICE_MS;
        do run.advance();
        while (!run.isOver && performance.now() < untilMs);
        if (performance.now() - toldMs >= TELL_MS[pace]) {
          toldMs = performance.now();
          await tell(run.takeProgress());
        }
        await breathe(isSlow ? Math.max(0, beganMs + SLICE_MS - performance.now()) : 0);
        if (!isPaused) continue;
        await tell(run.takeProgress());
        if (isPaused) await untilWoken();
      }
    } finally {
      // Where it ends before its time, what it came to is shown as well.
      await tell(run.takeProgress());
    }
  },
  setPace(next) {
    pace = next;
  },
  pause() {
    isPaused = true;
  },
  goOn() {
    isPaused = false;
    wake();
  },
  finish() {
    hasToFinish = true;
    isPaused = false;
    wake();
  },
};

expose(worker);
