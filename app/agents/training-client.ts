import { proxy, wrap } from "comlink";
import type { Pace, TrainingOrder, TrainingWorker } from "../../worker/training/training-api.ts";
import { sentenceOf } from "../page-engine.ts";
import type { TrainingEvent } from "./training-state.ts";

/** A training in a worker of its own. After it has ended or failed none of these does anything. */
export interface Training {
  setPace(pace: Pace): void;
  pause(): void;
  goOn(): void;
  /** No further episode; it evaluates what has been learnt, and ends. Called again, or while it evaluates, it ends at once. */
  finish(): void;
  /** Its worker is gone when this returns, and nothing is told any more. */
  kill(): void;
}

export type StartTraining = (order: TrainingOrder, pace: Pace, tell: (event: TrainingEvent) => void) => Training;

/** An episode that lasts longer when it is to be the last one is not waited for. */
const FINISH_LIMIT_MS = 3_000;
const CUT_OFF = "It was stopped in the middle of an episode, which took longer than 3 s, and was not evaluated.";
const NOT_STARTED = "The training's worker could not start. Is the seed reachable? Reload the page to try again.";

export const startTraining: StartTraining = (order, pace, tell) => {
  const worker = new Worker(new URL("../../worker/training/main.ts", import.meta.url), {
    type: "module",
    name: "Agents' training",
  });
  const remote = wrap<TrainingWorker>(worker);
  let isOver = false;
  let isEvaluating = false;
  let limit: ReturnType<typeof setTimeout> | undefined;
  const kill = (): void => {
    isOver = true;
    clearTimeout(limit);
    worker.terminate();
  };
  const end = (event: TrainingEvent): void => {
    if (isOver) return;
    kill();
    tell(event);
  };
  worker.addEventListener("error", (event) => {
    console.error("A training's worker failed.", event.message);
    end({ kind: "failed", message: NOT_STARTED });
  });
  const failed = (thrown: unknown): void => end({ kind: "failed", message: sentenceOf(thrown) });
  tell({ kind: "begun" });
  remote
    .train(
      order,
      pace,
      proxy((progress) => {
        if (isOver) return;
        if (progress.judged !== null) {
          isEvaluating = true;
          clearTimeout(limit);
        }
        tell({ kind: "progress", progress });
      }),
    )
    .then(() => end({ kind: "ended" }), failed);
  let isFinishing = false;
  return {
    setPace(next) {
      if (!isOver) remote.setPace(next).catch(failed);
    },
    pause() {
      if (isOver) return;
      tell({ kind: "paused" });
      remote.pause().catch(failed);
    },
    goOn() {
      if (isOver) return;
      tell({ kind: "went on" });
      remote.goOn().catch(failed);
    },
    finish() {
      if (isOver) return;
      if (isFinishing || isEvaluating) {
        end({ kind: "ended" });
        return;
      }
      isFinishing = true;
      tell({ kind: "finishing" });
      limit = setTimeout(() => end({ kind: "failed", message: CUT_OFF }), FINISH_LIMIT_MS);
      remote.finish().catch(failed);
    },
    kill,
  };
};
