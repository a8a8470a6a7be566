import { useEffect, useRef, useState } from "react";
import type { EngineApi, TrialPage, TrialQuery } from "../../worker/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";

/** A table that changes more often cannot be read. */
const REFRESH_MS = 2000;

interface FoundTrials {
  readonly page: TrialPage | null;
  readonly failure: string | null;
}

/** The page of trials that `query` asks for; asked again when `heldCount` changed, every two seconds at most. */
export function useTrials(engine: EngineApi, studyId: string, query: TrialQuery, heldCount: number): FoundTrials {
  const [found, setFound] = useState<FoundTrials>({ page: null, failure: null });
  const { offset, limit, sort, only } = query;
  const asked = useRef({ key: "", heldCount: -1, ms: -Infinity });
  useEffect(() => {
    let current = true;
    const key = [studyId, offset, limit, sort, only].join();
    const before = asked.current;
    if (key === before.key && heldCount === before.heldCount) return;
    const wait = key === before.key ? Math.max(0, before.ms + REFRESH_MS - performance.now()) : 0;
    const timer = setTimeout(() => {
      asked.current = { key, heldCount, ms: performance.now() };
      engine.trials(studyId, { offset, limit, sort, only }).then(
        (page) => current && setFound({ page, failure: null }),
        (thrown: unknown) => current && setFound((before) => ({ ...before, failure: sentenceOf(thrown) })),
      );
    }, wait);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [engine, studyId, offset, limit, sort, only, heldCount]);
  return found;
}
