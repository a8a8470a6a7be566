import type { OwnTraining } from "../../../formats/experiment/experiment.ts";
import type { DraftForm } from "../draft.ts";
import { UNNAMED } from "./files/take-files.ts";
import { OWN_SCRIPT } from "./own-training.ts";

interface OwnNoteProps {
  readonly form: DraftForm;
  readonly trains: OwnTraining | null;
  readonly ownSource: string | null;
  readonly onChange: (part: Partial<DraftForm>) => void;
}

/** Says what trains where the file names an algorithm: this page, or the script in the editor. */
export function OwnNote({ form, trains, ownSource, onChange }: OwnNoteProps) {
  if (trains === null) return null;
  if (ownSource === null)
    return (
      <p className="q sm">
        The script in the editor stands in for this page's own {trains.algorithm}. Empty the editor to train with that.
      </p>
    );
  const held = form.source.trim() === "" ? null : (form.scriptFile ?? UNNAMED);
  return (
    <>
      <p className="q sm">
        {trains.algorithm} of this page trains {trains.env}: no script is needed.
        {held === null ? null : ` ${held}, which the editor holds, is not used.`}
      </p>
      {held === null ? (
        <button
          type="button"
          className="b s start"
          onClick={() => onChange({ source: ownSource, scriptFile: OWN_SCRIPT, language: "auto" })}
        >
          Show its script
        </button>
      ) : (
        <button type="button" className="b s start" onClick={() => onChange({ scriptFile: null })}>
          Take {held} for it
        </button>
      )}
    </>
  );
}
