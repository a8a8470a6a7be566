import { Note } from "../../parts/Note.tsx";
import type { DraftForm } from "../draft.ts";
import { STARTER, STARTER_FILE } from "./experiment-form.ts";
import { looksTrainable } from "./looks-trainable.ts";

interface LooksTrainableProps {
  readonly form: DraftForm;
  readonly onChange: (part: Partial<DraftForm>) => void;
}

/** Offers what a script needs that is written as train(config, reporter): an experiment, which says its variants. */
export function LooksTrainable({ form, onChange }: LooksTrainableProps) {
  if (form.experiment !== null || !looksTrainable(form.source)) return null;
  return (
    <Note
      tone="plain"
      icon="hexagon"
      title="This looks like train(config, reporter)."
      action={
        <button
          type="button"
          className="b s"
          onClick={() => {
            onChange({ experiment: STARTER, experimentFile: STARTER_FILE });
            document.getElementById("field-experiment")?.focus();
          }}
        >
          Add an experiment file
        </button>
      }
    >
      Such a script needs an experiment file, which says the variants to train. Drop yours here, or begin with one.
    </Note>
  );
}
