import { useRef, useState } from "react";
import type { EngineApi, StudyDraft, TestRun } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";

/** Three: enough to see that parameters vary, quick enough to press twice. */
export const TEST_TRIALS = 3;

export type TestRunState =
  | { readonly kind: "none" }
  /** `run` is what has ended so far, null before anything has. */
  | { readonly kind: "running"; readonly run: TestRun | null; readonly draft: StudyDraft }
  | { readonly kind: "done"; readonly run: TestRun; readonly draft: StudyDraft }
  | { readonly kind: "refused"; readonly message: string; readonly draft: StudyDraft | null };

export interface TestRunControl {
  readonly state: TestRunState;
  readonly start: (engine: EngineApi, draft: StudyDraft) => void;
  /** What has ended by then is the result. */
  readonly stop: (engine: EngineApi) => void;
}

/** One test run at a time; what a former one still answers is ignored. `onNews` hears of every trial that ends. */
export function useTestRun(onNews: (state: TestRunState) => void): TestRunControl {
  const [state, setState] = useState<TestRunState>({ kind: "none" });
  const current = useRef(0);
  const start = (engine: EngineApi, draft: StudyDraft): void => {
    const mine = ++current.current;
    const show = (next: TestRunState): void => {
      if (mine !== current.current) return;
      setState(next);
      onNews(next);
    };
    setState({ kind: "running", run: null, draft });
    const onProgress = (run: TestRun): void => show({ kind: "running", run, draft });
    engine.testRun(draft, TEST_TRIALS, onProgress).then(
      (run) => show({ kind: "done", run, draft }),
      (thrown: unknown) => show({ kind: "refused", message: sentenceOf(thrown), draft }),
    );
  };
  const stop = (engine: EngineApi): void => {
    engine
      .stopTestRun()
      .catch((thrown: unknown) => setState({ kind: "refused", message: sentenceOf(thrown), draft: null }));
  };
  return { state, start, stop };
}

/** True when `now`, what a test run would run (null: nothing that could), is not what the state is about. */
export function isOutdated(state: TestRunState, now: StudyDraft | null): boolean {
  if (state.kind === "none") return false;
  return state.draft !== null && (now === null || JSON.stringify(now) !== JSON.stringify(state.draft));
}

/** The first error of a run, of the load or of a trial, or null. */
export function firstError(state: TestRunState): TestRun["error"] {
  if (state.kind !== "done") return null;
  return state.run.error ?? state.run.trials.find((trial) => trial.error !== null)?.error ?? null;
}

/** Which trial, from 1, `firstError` is about; null where the objective does not even load. */
export const failedTrial = (run: TestRun): number | null =>
  run.error === null ? run.trials.findIndex(({ error }) => error !== null) + 1 || null : null;

/** Whether a trial has ended with a value: what an objective must show before it is published without a word. */
export const hasValue = (run: TestRun | null): boolean =>
  run?.trials.some(({ state }) => state === "complete") ?? false;

/** What the trials say about publishing `now`: it has given a value, it has not, that is not known yet, or nobody tried. */
export function verdictOf(state: TestRunState, now: StudyDraft): "value" | "no-value" | "pending" | "untried" {
  if (state.kind === "none" || isOutdated(state, now)) return "untried";
  if (state.kind === "refused") return "no-value";
  if (hasValue(state.run)) return "value";
  return state.kind === "running" ? "pending" : "no-value";
}
