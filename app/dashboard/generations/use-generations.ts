import { useEffect, useRef, useState } from "react";
import type { AgentState } from "../../../agent/agent-state.ts";
import type { GenerationsPage, GenerationsSummary } from "../../../agent/generations/generations-page.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";
import { askAfter } from "../ask-after.ts";

/** Generations that close more often cannot be followed. */
const REFRESH_MS = 1_000;

interface Found {
  readonly page: GenerationsPage | null;
  readonly failure: string | null;
}

/** How far the study is. A generation that was closed here may be replaced by what the swarm closed: the open one changes with it. */
export interface GenerationsAsOf extends Pick<GenerationsSummary, "closed" | "known"> {
  readonly state: AgentState;
}

interface Asked extends GenerationsAsOf {
  readonly studyId: string;
  readonly ms: number;
}

/** Milliseconds until it is time to ask; null when the last answer is still right, or nobody answers any more. */
export function generationsDelay(
  before: Asked | null,
  studyId: string,
  now: GenerationsAsOf,
  nowMs: number,
): number | null {
  if (now.state === "left") return null;
  if (before === null || studyId !== before.studyId) return 0;
  if (now.closed === before.closed && now.known === before.known && now.state === before.state) return null;
  return Math.max(0, before.ms + REFRESH_MS - nowMs);
}

/** The closed generations; asked for again while the study moves on, once a second at most, and then only what is new. */
export function useGenerations(
  engine: Pick<EngineApi, "generations">,
  studyId: string,
  { closed, known, state }: GenerationsAsOf,
): Found {
  const [found, setFound] = useState<Found>({ page: null, failure: null });
  const asked = useRef<Asked | null>(null);
  /** The newest answer, and of which study. */
  const answered = useRef<{ readonly studyId: string; readonly revision: number } | null>(null);
  useEffect(() => {
    const now = { closed, known, state };
    const ask = (): void => {
      asked.current = { studyId, ...now, ms: performance.now() };
      const since = answered.current?.studyId === studyId ? answered.current.revision : null;
      engine.generations(studyId, { since }).then(
        (page) => {
          if (asked.current?.studyId !== studyId || page === null) return;
          answered.current = { studyId, revision: page.revision };
          setFound({ page, failure: null });
        },
        (thrown: unknown) => {
          if (asked.current?.studyId === studyId) setFound(({ page }) => ({ page, failure: sentenceOf(thrown) }));
        },
      );
    };
    return askAfter(generationsDelay(asked.current, studyId, now, performance.now()), ask);
  }, [engine, studyId, closed, known, state]);
  return found;
}
