import { useCallback, useRef, useState } from "react";
import type { EngineApi, StudyDraft, TestRun } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";

/** Three: enough to see that parameters vary, quick enough to press twice. */
export const TEST_TRIALS = 3;

export type TestRunState =
  | { readonly kind: "none" }
  | { readonly kind: "running" }
  | { readonly kind: "stopped" }
  | { readonly kind: "done"; readonly run: TestRun; readonly draft: StudyDraft }
  | { readonly kind: "refused"; readonly message: string; readonly draft: StudyDraft | null };

export interface TestRunControl {
  readonly state: TestRunState;
  readonly start: (engine: EngineApi, draft: StudyDraft) => void;
  readonly stop: (engine: EngineApi) => void;
}

/** One test run at a time; what a stopped run still answers is ignored. */
export function useTestRun(): TestRunControl {
  const [state, setState] = useState<TestRunState>({ kind: "none" });
  const current = useRef(0);
  const start = useCallback((engine: EngineApi, draft: StudyDraft) => {
    const mine = ++current.current;
    const settle = (next: TestRunState): void => {
      if (mine === current.current) setState(next);
    };
    setState({ kind: "running" });
    engine.testRun(draft, TEST_TRIALS).then(
      (run) => settle({ kind: "done", run, draft }),
      (thrown: unknown) => settle({ kind: "refused", message: sentenceOf(thrown), draft }),
    );
  }, []);
  const stop = useCallback((engine: EngineApi) => {
    current.current++;
    setState({ kind: "stopped" });
    engine
      .stopTestRun()
      .catch((thrown: unknown) => setState({ kind: "refused", message: sentenceOf(thrown), draft: null }));
  }, []);
  return { state, start, stop };
}

/** True when `now`, what a test run would run (null: nothing that could), is not what the shown result is about. */
export function isOutdated(state: TestRunState, now: StudyDraft | null): boolean {
  if (state.kind !== "done" && state.kind !== "refused") return false;
  return state.draft !== null && (now === null || JSON.stringify(now) !== JSON.stringify(state.draft));
}

/** The first error of a run, of the load or of a trial, or null. */
export function firstError(state: TestRunState): TestRun["error"] {
  if (state.kind !== "done") return null;
  return state.run.error ?? state.run.trials.find((trial) => trial.error !== null)?.error ?? null;
}
