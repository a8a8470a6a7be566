import { useEffect, useRef, useState } from "react";
import type { AgentState } from "../../../agent/agent-state.ts";
import type { TrialsPage, TrialsQuery } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";
import { askAfter } from "../ask-after.ts";

/** While trials come in: a table that changes more often cannot be read. */
const BUSY_REFRESH_MS = 2000;
/** Of what still arrives after that: the counts beside the table stand still, so its own must agree soon. */
const CALM_REFRESH_MS = 500;

interface FoundTrials {
  readonly page: TrialsPage | null;
  /** How many trials there were when the page was asked for. */
  readonly trialCount: number | null;
  readonly failure: string | null;
}

/** What the newest snapshot tells of the trials: another count or state means the page may be stale. */
export interface TrialsAsOf {
  readonly heldCount: number;
  readonly trialCount: number;
  readonly state: AgentState;
}

interface Asked extends TrialsAsOf {
  readonly key: string;
  readonly ms: number;
}

/** Milliseconds until the page is asked for again; null when what was asked last is still right, or nobody answers any more. */
export function refreshDelay(
  before: Asked | null,
  key: string,
  now: TrialsAsOf,
  nowMs: number,
  busyMs: number = BUSY_REFRESH_MS,
): number | null {
  if (now.state === "left") return null;
  if (before === null || key !== before.key) return 0;
  const stateChanged = now.state !== before.state;
  if (!stateChanged && now.heldCount === before.heldCount && now.trialCount === before.trialCount) return null;
  // The first trials and the last ones are waited for.
  if (stateChanged || before.heldCount === 0) return 0;
  const refreshMs = now.state === "running" || now.state === "watching" ? busyMs : CALM_REFRESH_MS;
  return Math.max(0, before.ms + refreshMs - nowMs);
}

/**
 * The page of trials that `query` asks for; asked again when the study has moved on, every two seconds at most or every
 * `busyMs`, and not while it is held.
 */
export function useTrials(
  engine: EngineApi,
  studyId: string,
  query: TrialsQuery,
  asOf: TrialsAsOf,
  held: boolean,
  busyMs?: number,
): FoundTrials {
  const [found, setFound] = useState<FoundTrials>({ page: null, trialCount: null, failure: null });
  const { offset, limit, sort, only } = query;
  const { heldCount, trialCount, state } = asOf;
  const asked = useRef<Asked | null>(null);
  useEffect(() => {
    if (held) return undefined;
    const key = [studyId, offset, limit, sort, only].join();
    const now = { heldCount, trialCount, state };
    const ask = (): void => {
      asked.current = { key, ...now, ms: performance.now() };
      // Answers come in the order of the questions; one to another question is too late.
      const settle = (change: (before: FoundTrials) => FoundTrials): void => {
        if (asked.current?.key === key) setFound(change);
      };
      engine.trials(studyId, { offset, limit, sort, only }).then(
        (page) => settle(() => ({ page, trialCount, failure: null })),
        (thrown: unknown) => settle((before) => ({ ...before, failure: sentenceOf(thrown) })),
      );
    };
    return askAfter(refreshDelay(asked.current, key, now, performance.now(), busyMs), ask);
  }, [engine, studyId, offset, limit, sort, only, heldCount, trialCount, state, held, busyMs]);
  return found;
}
