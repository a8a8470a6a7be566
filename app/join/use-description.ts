import { useCallback, useEffect, useState } from "react";
import type { EngineApi, StudyDescription } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";

export type Found =
  | { readonly kind: "asking" }
  /** `looking`: it may still turn up. */
  | { readonly kind: "missing"; readonly reason: string; readonly looking: boolean }
  | { readonly kind: "found"; readonly description: StudyDescription };

/** The study behind a link, and how to look for it anew. */
export function useDescription(
  engine: EngineApi,
  studyId: string,
  secret: string | null,
): readonly [Found, () => void] {
  const [found, setFound] = useState<Found>({ kind: "asking" });
  const ask = useCallback(() => {
    let wanted = true;
    const show = (now: Found): void => {
      if (wanted) setFound(now);
    };
    engine
      .describe(studyId, (reason) => show({ kind: "missing", reason, looking: true }), secret)
      .then(
        (description) => show({ kind: "found", description }),
        (thrown: unknown) => show({ kind: "missing", reason: sentenceOf(thrown), looking: false }),
      );
    return () => {
      wanted = false;
    };
  }, [engine, studyId, secret]);
  useEffect(ask, [ask]);
  const askAgain = (): void => {
    setFound({ kind: "asking" });
    ask();
  };
  return [found, askAgain];
}
