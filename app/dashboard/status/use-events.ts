import { useEffect, useState } from "react";
import type { TrialEvent } from "../../../agent/view/courses.ts";
import { inTimeOrder } from "../../../agent/view/time-order.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";

/** While somebody reads: often enough to see it happen, seldom enough to read it. */
const ASK_AGAIN_MS = 1500;
/** As many as the engine tells at once. */
const PAGE = 500;
/** Of a long log the page holds the newest; as many as are looked through for one trial. */
const MAX_HELD = 10_000;

interface KnownEvents {
  /** As they happened, the newest last; null until all that the engine holds are here. */
  readonly events: readonly TrialEvent[] | null;
  /** How many there have been, held or not. */
  readonly total: number;
  /** Trials that ended too soon to be listed. */
  readonly short: number;
  readonly failure: string | null;
}

/** The study's log, asked for while this is on the page, and then for what is new; once alone after leaving. */
export function useEvents(engine: EngineApi, studyId: string, live: boolean): KnownEvents {
  const [known, setKnown] = useState<KnownEvents>({ events: null, total: 0, short: 0, failure: null });
  useEffect(() => {
    let open = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let events: readonly TrialEvent[] = [];
    const ask = async (): Promise<void> => {
      const answer = await engine.events(studyId, { after: events.at(-1)?.sequence ?? 0, limit: PAGE });
      if (!open) return;
      events = [...events, ...answer.events].slice(-MAX_HELD);
      if (answer.events.length > 0 && (events.at(-1)?.sequence ?? 0) < answer.last) return ask();
      setKnown({
        events: inTimeOrder(events, ({ trial }) => trial),
        total: answer.last,
        short: answer.shortTrials,
        failure: null,
      });
    };
    const follow = (): void => {
      ask()
        .catch((thrown: unknown) => {
          if (open) setKnown((before) => ({ ...before, failure: sentenceOf(thrown) }));
        })
        .finally(() => {
          if (open && live) timer = setTimeout(follow, ASK_AGAIN_MS);
        });
    };
    follow();
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, [engine, studyId, live]);
  return known;
}
