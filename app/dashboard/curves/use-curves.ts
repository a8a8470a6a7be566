import { useEffect, useRef, useState } from "react";
import { type CurvesPage, type CurvesQuery, MAX_CURVES } from "../../../agent/view/curves-page.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";
import { askAfter } from "../ask-after.ts";
import type { TrialsAsOf } from "../trials/use-trials.ts";
import { type HeldCurve, heldCurves } from "./held-curves.ts";

/** Curves that change more often cannot be followed. */
const REFRESH_MS = 1_000;

export interface FoundCurves extends Omit<CurvesPage, "curves"> {
  readonly across: CurvesQuery["across"];
  readonly curves: readonly HeldCurve[];
}

interface Found {
  readonly page: FoundCurves | null;
  readonly failure: string | null;
}

/** How far the study is; what runs here comes further with each beat. */
interface CurvesAsOf extends TrialsAsOf {
  readonly beat: number;
}

/** What was asked last, for what, and when. */
interface Asked extends CurvesAsOf {
  readonly key: string;
  readonly ms: number;
}

/** Milliseconds until it is time to ask; null when what was asked last is still right, or nobody answers any more. */
export function askDelay(before: Asked | null, key: string, now: CurvesAsOf, nowMs: number): number | null {
  if (now.state === "left") return null;
  if (before === null || key !== before.key) return 0;
  const isSame = now.heldCount === before.heldCount && now.trialCount === before.trialCount;
  if (isSame && now.state === before.state && now.beat === before.beat) return null;
  return Math.max(0, before.ms + REFRESH_MS - nowMs);
}

/** The page of curves of `metric`; asked for again when the study has moved on, once a second at most, and then only for what is new. */
export function useCurves(
  engine: EngineApi,
  studyId: string,
  { metric, across }: Pick<CurvesQuery, "metric" | "across">,
  { heldCount, trialCount, state }: TrialsAsOf,
): Found {
  const [found, setFound] = useState<Found>({ page: null, failure: null });
  const beat = useBeat(state === "running");
  const asked = useRef<Asked | null>(null);
  /** The answer to the newest question there was one to, and what the question was. */
  const answered = useRef<{ readonly key: string; readonly page: FoundCurves } | null>(null);
  useEffect(() => {
    const key = JSON.stringify([studyId, metric, across]);
    const now = { heldCount, trialCount, state, beat };
    const ask = (): void => {
      asked.current = { key, ...now, ms: performance.now() };
      const before = answered.current?.key === key ? answered.current.page : null;
      const known = before?.curves.flatMap((one) => (one.state === "running" ? [] : [one.trial])) ?? [];
      const query = { metric, across, limit: MAX_CURVES, since: before?.revision ?? null, known };
      engine.curves(studyId, query).then(
        (page) => {
          // An answer to another question than the newest is too late.
          if (asked.current?.key !== key || page === null) return;
          const shown = { ...page, across, curves: heldCurves(page, before?.curves ?? []) };
          answered.current = { key, page: shown };
          setFound({ page: shown, failure: null });
        },
        (thrown: unknown) => {
          if (asked.current?.key === key) setFound(({ page }) => ({ page, failure: sentenceOf(thrown) }));
        },
      );
    };
    return askAfter(askDelay(asked.current, key, now, performance.now()), ask);
  }, [engine, studyId, metric, across, heldCount, trialCount, state, beat]);
  return found;
}

/** Counts on, once in REFRESH_MS. */
function useBeat(isOn: boolean): number {
  const [beat, setBeat] = useState(0);
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => document.hidden || setBeat((count) => count + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isOn]);
  return beat;
}
