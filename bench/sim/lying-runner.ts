import type { ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../agent/ports.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";

/** What a liar says that a trial came to; `count`: how many it has told before. */
export type Lie = (outcome: TrialOutcome, count: number) => TrialOutcome;

/** A runner whose agent tells what no trial of it came to: everything else about that agent is as of an honest one. */
export function lyingRunner(inner: TrialRunner, lie: Lie): TrialRunner {
  let count = 0;
  return {
    openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
      return inner.openSlot(program, {
        onReady: () => events.onReady(),
        onLoadFailed: (error) => events.onLoadFailed(error),
        onReport: (number, step, value) => events.onReport(number, step, value),
        onFinished: (outcomes) => events.onFinished(outcomes.map((outcome) => lie(outcome, count++))),
        onLost: (error) => events.onLost(error),
      });
    },
  };
}
