import type { Pace, TrainingOrder } from "../../worker/training/training-api.ts";
import type { StartTraining, Training } from "./training-client.ts";
import type { TrainingEvent } from "./training-state.ts";

/** Several trainings, some at once and the others when their turn comes. */
export function startAll(
  orders: readonly TrainingOrder[],
  atOnce: number,
  firstPace: Pace,
  start: StartTraining,
  tell: (index: number, event: TrainingEvent) => void,
): Training {
  const running = new Map<number, Training>();
  let next = 0;
  let pace = firstPace;
  let isPaused = false;
  const startNext = (): void => {
    if (isPaused) return;
    while (running.size < atOnce && next < orders.length) {
      const [index, order] = [next, orders[next]];
      next += 1;
      if (order === undefined) continue;
      const training = start(order, pace, (event) => {
        tell(index, event);
        if (event.kind !== "ended" && event.kind !== "failed") return;
        running.delete(index);
        startNext();
      });
      running.set(index, training);
    }
  };
  const each = (act: (training: Training) => void): void => {
    for (const training of running.values()) act(training);
  };
  startNext();
  return {
    setPace(wanted) {
      pace = wanted;
      each((training) => training.setPace(wanted));
    },
    pause() {
      isPaused = true;
      each((training) => training.pause());
    },
    goOn() {
      isPaused = false;
      each((training) => training.goOn());
      startNext();
    },
    finish() {
      const waiting = next;
      next = orders.length;
      for (let index = waiting; index < orders.length; index++) tell(index, { kind: "ended" });
      each((training) => training.finish());
    },
    kill() {
      next = orders.length;
      each((training) => training.kill());
      running.clear();
    },
  };
}
