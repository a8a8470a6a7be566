import { useEffect, useReducer, useRef, useState } from "react";
import type { Pace, TrainingOrder } from "../../worker/training/training-api.ts";
import { startAll } from "./side-by-side.ts";
import { startTraining, type Training } from "./training-client.ts";
import { afterEvent, isActive, newTrainingState, type TrainingEvent, type TrainingState } from "./training-state.ts";

export interface Trainings {
  /** In the order in which they were ordered; none before the first start. */
  readonly states: readonly TrainingState[];
  /** Also where those that were training have ended just then, and only others wait. */
  readonly isPaused: boolean;
  readonly start: (orders: readonly TrainingOrder[], pace: Pace) => void;
  readonly setPace: (pace: Pace) => void;
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly finish: () => void;
  /** Ends what runs and forgets what ran. */
  readonly clear: () => void;
}

type Change =
  | { readonly kind: "ordered"; readonly run: number; readonly orders: readonly TrainingOrder[] }
  | { readonly kind: "told"; readonly run: number; readonly index: number; readonly event: TrainingEvent };

interface Run {
  /** What an earlier run still tells is of no interest. */
  readonly run: number;
  readonly states: readonly TrainingState[];
}

function changed(before: Run, change: Change): Run {
  if (change.kind === "ordered") return { run: change.run, states: change.orders.map(newTrainingState) };
  if (change.run !== before.run) return before;
  const states = before.states.map((state, i) => (i === change.index ? afterEvent(state, change.event) : state));
  return { ...before, states };
}

/** Two trainings at once, and one on a machine that has no core to spare. */
const atOnce = (): number => ((navigator.hardwareConcurrency || 2) > 1 ? 2 : 1);

/** Trainings in workers, which end when the page is left. */
export function useTrainings(): Trainings {
  const [{ states }, change] = useReducer(changed, { run: 0, states: [] });
  const training = useRef<Training | null>(null);
  const runs = useRef(0);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => () => training.current?.kill(), []);
  const start = (orders: readonly TrainingOrder[], pace: Pace): void => {
    training.current?.kill();
    setHeld(false);
    const run = ++runs.current;
    change({ kind: "ordered", run, orders });
    training.current = startAll(orders, atOnce(), pace, startTraining, (index, event) =>
      change({ kind: "told", run, index, event }),
    );
  };
  return {
    states,
    isPaused: isHeld && states.some(isActive),
    start,
    clear: () => start([], "fast"),
    setPace: (pace) => training.current?.setPace(pace),
    pause() {
      setHeld(true);
      training.current?.pause();
    },
    goOn() {
      setHeld(false);
      training.current?.goOn();
    },
    finish() {
      setHeld(false);
      training.current?.finish();
    },
  };
}
