import { useRef, useState } from "react";
import { useLocation } from "wouter";
import type { EngineApi, StudyDraft } from "../../worker/engine/engine-api.ts";
import { sentenceOf } from "../page-engine.ts";
import type { DraftForm } from "./draft.ts";
import { dropForm, keepForm } from "./draft-storage.ts";
import { publishAll } from "./publish-all.ts";
import type { OneStudy } from "./settings/side-by-side.ts";
import { type TestRunControl, type TestRunState, useTestRun, verdictOf } from "./test-run/use-test-run.ts";

/** What is published, and what a test run of it runs. */
export interface Publication {
  /** At least one; the first is opened. */
  readonly studies: readonly OneStudy[];
  readonly testDraft: StudyDraft;
  /** The draft that stays behind; null: none. */
  readonly left: DraftForm | null;
}

type Step =
  | { readonly kind: "idle" }
  | { readonly kind: "waiting"; readonly publication: Publication }
  | { readonly kind: "publishing" }
  /** Why it did not work, as a sentence. */
  | { readonly kind: "failed"; readonly message: string };

/** trying: a trial must end with a value first, and one runs. unproven: none has, so only a second press publishes. */
export type PublishStep =
  | Exclude<Step, { kind: "waiting" }>
  | { readonly kind: "trying" | "unproven"; readonly isListed: boolean };

export interface Publishing {
  readonly step: PublishStep;
  /** The test runs that also decide about publishing. */
  readonly test: TestRunControl;
  /** Publishes once a trial has ended with a value, in a test run of now or before. */
  readonly submit: (engine: EngineApi, publication: Publication) => void;
  /** The second press: publishes whatever the trials say. */
  readonly publishAnyway: (engine: EngineApi) => void;
  /** What was to be published is another thing by now. */
  readonly forget: () => void;
}

/** Publishes a draft that has given a value here, then opens its dashboard with the invite link on top. */
export function usePublish(): Publishing {
  const [, navigate] = useLocation();
  const [step, setStep] = useState<Step>({ kind: "idle" });
  /** What is published as soon as a trial has ended with a value. */
  const waiting = useRef<{ readonly engine: EngineApi; readonly publication: Publication } | null>(null);
  const send = (engine: EngineApi, { studies, left }: Publication): void => {
    waiting.current = null;
    setStep({ kind: "publishing" });
    engine.stopTestRun().catch((error: unknown) => console.warn("The test run was not stopped.", error));
    publishAll(engine, studies).then(
      (studyId) => {
        navigate(`/s/${studyId}`, { state: { published: true } });
        if (left === null) dropForm();
        else keepForm(left);
      },
      (thrown: unknown) => setStep({ kind: "failed", message: sentenceOf(thrown) }),
    );
  };
  const test = useTestRun((state) => {
    const wanted = waiting.current;
    if (wanted !== null && verdictOf(state, wanted.publication.testDraft) === "value")
      send(wanted.engine, wanted.publication);
  });
  const submit = (engine: EngineApi, publication: Publication): void => {
    const verdict = verdictOf(test.state, publication.testDraft);
    if (verdict === "value") {
      send(engine, publication);
      return;
    }
    waiting.current = { engine, publication };
    setStep({ kind: "waiting", publication });
    if (verdict === "untried") test.start(engine, publication.testDraft);
  };
  return {
    step: stepShown(step, test.state),
    test,
    submit,
    publishAnyway: (engine) => {
      if (step.kind === "waiting") send(engine, step.publication);
    },
    forget: () => {
      waiting.current = null;
      setStep((before) => (before.kind === "publishing" ? before : { kind: "idle" }));
    },
  };
}

function stepShown(step: Step, state: TestRunState): PublishStep {
  if (step.kind !== "waiting") return step;
  const { studies, testDraft } = step.publication;
  const isTrying = verdictOf(state, testDraft) === "pending";
  return { kind: isTrying ? "trying" : "unproven", isListed: studies.some(({ draft }) => draft.listed) };
}
