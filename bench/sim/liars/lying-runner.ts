import type { ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../../agent/ports.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";

/** What a liar says that a trial came to; `count`: how many it has told before. */
export type Lie = (outcome: TrialOutcome, count: number) => TrialOutcome;

/**
 * A runner whose agent tells what no trial of it came to. Trials of others it runs again as everybody does, and says truly what it
 * found: so it is vouched for, if anybody is.
 */
export function lyingRunner(inner: TrialRunner, lie: Lie): TrialRunner {
  let count = 0;
  return {
    openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
      let isCheck = false;
      const told = (outcome: TrialOutcome): TrialOutcome => (isCheck ? outcome : lie(outcome, count++));
      const slot = inner.openSlot(program, {
        onReady: () => events.onReady(),
        onLoadFailed: (error) => events.onLoadFailed(error),
        onReport: (number, step, value) => events.onReport(number, step, value),
        onFinished: (outcomes) => events.onFinished(outcomes.map(told)),
        onLost: (error) => events.onLost(error),
      });
      return {
        run: (batch) => {
          isCheck = batch.pruner.kind === "replay";
          slot.run(batch);
        },
        refreshPruner: (snapshot) => slot.refreshPruner(snapshot),
        restart: (error) => slot.restart(error),
        close: () => slot.close(),
      };
    },
  };
}
