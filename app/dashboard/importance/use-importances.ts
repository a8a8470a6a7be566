import { useEffect, useRef, useState } from "react";
import type { ImportancePage } from "../../../agent/view/importance-page.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";
import { askAfter } from "../ask-after.ts";
import type { TrialsAsOf } from "../trials/use-trials.ts";

/** The engine thinks over each answer for up to a fifth of a second, and bars that move more often are not read. */
const REFRESH_MS = 4_000;
/** Of fewer new trials than this share of those there were, no bar moves by as much as a person sees. */
const MORE = 0.05;
/** But the count beside the bars is read, too. */
const AT_LEAST_EVERY_MS = 30_000;
/** Nobody looks at a study that moves on: the answer only has to be there, and not be very old, when somebody scrolls to it. */
const UNSEEN_MS = 60_000;

interface Found {
  readonly page: ImportancePage | null;
  readonly failure: string | null;
}

interface Asked extends TrialsAsOf {
  readonly key: string;
  readonly ms: number;
}

/** Milliseconds until it is time to ask; null when the last answer is still right, or nobody answers any more. */
export function importancesDelay(
  before: Asked | null,
  key: string,
  now: TrialsAsOf & { readonly inSight: boolean },
  nowMs: number,
): number | null {
  if (now.state === "left") return null;
  if (before === null || key !== before.key) return 0;
  const isSame = now.heldCount === before.heldCount && now.trialCount === before.trialCount;
  if (isSame && now.state === before.state) return null;
  const isMore = now.state !== before.state || now.trialCount - before.trialCount >= MORE * before.trialCount;
  // The end comes once, and what stands there then stays.
  const isAtRest = now.state === "finished" || now.state === "paused";
  const rhythmMs = isAtRest ? REFRESH_MS : !now.inSight ? UNSEEN_MS : isMore ? REFRESH_MS : AT_LEAST_EVERY_MS;
  return Math.max(0, before.ms + rhythmMs - nowMs);
}

/** Which parameters matter for an objective; asked for again while the study moves on, every few seconds at most. */
export function useImportances(
  engine: EngineApi,
  studyId: string,
  objective: number,
  { heldCount, trialCount, state }: TrialsAsOf,
  inSight: boolean,
): Found {
  const [found, setFound] = useState<Found>({ page: null, failure: null });
  const asked = useRef<Asked | null>(null);
  /** The newest answer, and what the question was. */
  const answered = useRef<{ readonly key: string; readonly revision: number } | null>(null);
  useEffect(() => {
    const key = JSON.stringify([studyId, objective]);
    const now = { heldCount, trialCount, state };
    const ask = (): void => {
      asked.current = { key, ...now, ms: performance.now() };
      const since = answered.current?.key === key ? answered.current.revision : null;
      engine.importances(studyId, { objective, since }).then(
        (page) => {
          // An answer to another question than the newest is too late.
          if (asked.current?.key !== key || page === null) return;
          answered.current = { key, revision: page.revision };
          setFound({ page, failure: null });
        },
        (thrown: unknown) => {
          if (asked.current?.key === key) setFound(({ page }) => ({ page, failure: sentenceOf(thrown) }));
        },
      );
    };
    return askAfter(importancesDelay(asked.current, key, { ...now, inSight }, performance.now()), ask);
  }, [engine, studyId, objective, heldCount, trialCount, state, inSight]);
  return found;
}
