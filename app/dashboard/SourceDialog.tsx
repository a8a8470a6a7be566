import { useEffect, useRef } from "react";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import { AuthorLine } from "../parts/AuthorLine.tsx";
import { SourceView } from "../parts/code/SourceView.tsx";
import { Icon } from "../parts/Icon.tsx";

interface SourceDialogProps {
  readonly description: StudyDescription;
  /** Line to mark, from 1. */
  readonly marked: number | null;
  readonly onClose: () => void;
}

/** The code this study runs, to read at any time. */
export function SourceDialog({ description, marked, onClose }: SourceDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    element.showModal();
    element.querySelector(`[data-line="${marked ?? 1}"]`)?.scrollIntoView({ block: "center" });
  }, [marked]);
  const { spec, objectiveHash, studyId } = description;
  return (
    <dialog ref={dialog} className="sheet broad" aria-label="The code of this study" onClose={onClose}>
      <div className="row">
        <AuthorLine author={spec.author} />
        <button type="button" className="b ghost ico sp" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </div>
      <dl className="facts">
        <dt>Code hash</dt>
        <dd className="mono hash">{objectiveHash}</dd>
        <dt>Study</dt>
        <dd className="mono hash">{studyId}</dd>
      </dl>
      <SourceView
        title="What every tab runs"
        label="Code of the study"
        source={spec.objective.source}
        marked={marked}
      />
    </dialog>
  );
}
