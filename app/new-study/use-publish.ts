import { useState } from "react";
import { useLocation } from "wouter";
import type { EngineApi, StudyDraft } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import { dropForm } from "./draft-storage.ts";

interface Publishing {
  readonly publish: (engine: EngineApi, draft: StudyDraft, cores: number) => void;
  readonly busy: boolean;
  /** Why the last try did not work, as a sentence. */
  readonly failure: string | null;
}

/** Publishes a draft, then opens its dashboard with the invite link on top. */
export function usePublish(): Publishing {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const publish = (engine: EngineApi, draft: StudyDraft, cores: number): void => {
    setBusy(true);
    setFailure(null);
    engine.createStudy(draft, cores).then(
      (studyId) => {
        navigate(`/s/${studyId}`, { state: { published: true } });
        dropForm();
      },
      (thrown: unknown) => {
        setFailure(sentenceOf(thrown));
        setBusy(false);
      },
    );
  };
  return { publish, busy, failure };
}
