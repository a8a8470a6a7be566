import { useEffect, useState } from "react";
import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { sentenceOf } from "../../page-engine.ts";

type FoundTrial =
  | { readonly kind: "asking" }
  /** `why` is a sentence. */
  | { readonly kind: "missing"; readonly why: string }
  | { readonly kind: "found"; readonly row: TrialSummary };

const NOT_HELD = "This tab does not hold this trial's parameters any more.";

/** One trial with everything that this tab holds of it; a finished trial never changes, so it is asked for once. */
export function useTrial(engine: EngineApi, studyId: string, trial: string): FoundTrial {
  const [found, setFound] = useState<FoundTrial>({ kind: "asking" });
  useEffect(() => {
    let wanted = true;
    const show = (now: FoundTrial): void => {
      if (wanted) setFound(now);
    };
    engine.trials(studyId, { offset: 0, limit: 1, sort: "newest", only: "all", trial }).then(
      ({ rows: [row] }) => show(row === undefined ? { kind: "missing", why: NOT_HELD } : { kind: "found", row }),
      (thrown: unknown) => show({ kind: "missing", why: sentenceOf(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [engine, studyId, trial]);
  return found;
}
