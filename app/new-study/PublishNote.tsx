import type { Ref } from "react";
import { Note } from "../parts/Note.tsx";
import type { PublishStep } from "./use-publish.ts";

interface PublishNoteProps {
  /** Takes the focus when the study is refused: the next Tab is at "Publish anyway", and an Enter held too long is not. */
  readonly ref: Ref<HTMLDivElement>;
  readonly step: PublishStep;
  readonly onAnyway: () => void;
}

/** Why a study is not published yet, and the second press that publishes it all the same. */
export function PublishNote({ ref, ...shown }: PublishNoteProps) {
  if (shown.step.kind === "idle" || shown.step.kind === "publishing") return null;
  return (
    <div ref={ref} tabIndex={-1}>
      <Why {...shown} />
    </div>
  );
}

function Why({ step, onAnyway }: Omit<PublishNoteProps, "ref">) {
  if (step.kind === "failed")
    return (
      <Note tone="error" icon="x" role="alert" title="Not published.">
        {step.message}
      </Note>
    );
  if (step.kind !== "trying" && step.kind !== "unproven") return null;
  const action = (
    <button type="button" className="b s" onClick={onAnyway}>
      Publish anyway
    </button>
  );
  return step.kind === "trying" ? (
    <Note tone="plain" icon="play" role="status" title="Trying it here first." action={action}>
      The study is published as soon as one trial has ended with a value.
    </Note>
  ) : (
    <Note
      tone="warn"
      icon="warn"
      role="alert"
      title="Not published yet: no trial has ended with a value here."
      action={action}
    >
      Volunteers' tabs would fare as shown below. Mend it and publish again, or publish it as it is
      {step.isListed
        ? ": it opens by its link, and this seed lists it only once a trial has ended with a value."
        : ": it opens by its link."}
    </Note>
  );
}
