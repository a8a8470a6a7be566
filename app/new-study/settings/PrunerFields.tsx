import { PRUNER_WORDS } from "../../parts/study/pruner-words.ts";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { SelectField, TextField } from "./Fields.tsx";
import { fieldsOf, IN_HINDSIGHT, type PrunerField, WRAPPED } from "./pruner-form.ts";

interface PrunerFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** Label, and what an empty box means. */
const WORDS: Readonly<Record<PrunerField, readonly [label: string, ifEmpty: string]>> = {
  percentile: ["Keep the best, in percent", ""],
  lower: ["Stop below", "no bound"],
  upper: ["Stop above", "no bound"],
  patience: ["Steps without improvement", ""],
  minDelta: ["An improvement is more than", "0"],
  pThreshold: ["Stop if its chance is below", "0.1"],
  minResource: ["First check at step", "a first one that fits"],
  maxResource: ["Steps of a whole trial", "as the longest so far"],
  reductionFactor: ["Of how many one goes on", ""],
  minEarlyStoppingRate: ["First checks to leave out", "0"],
  bootstrapCount: ["Trials that stop in any case", "0"],
  startupTrials: ["Whole trials to wait for", "5"],
  startupSteps: ["Shared steps to wait for", "2"],
  minTrials: ["Reports needed at a step", "1"],
  warmupSteps: ["No check before step", "0"],
  intervalSteps: ["Steps between checks", "1"],
  hindsight: ["A trial is judged", ""],
};

const HINDSIGHT = [
  ["", "When it comes to a check"],
  [IN_HINDSIGHT, "Again at every report"],
] as const;

const REPORTER = "the script tells by reporter({ timesteps_total, \u2026 })";

const ifEmpty = (form: DraftForm, field: PrunerField): string => {
  if (field === "reductionFactor") return form.pruner === "halving" ? "4" : "3";
  if (field === "minResource" && form.pruner === "hyperband") return "1";
  if (field === "maxResource" && form.pruner === "halving") return "no end";
  return WORDS[field][1];
};

/** The chosen pruner's options; an empty box shows the default it stands for. */
export function PrunerFields({ form, errors, onChange }: PrunerFieldsProps) {
  const fields = fieldsOf(form.pruner);
  if (fields.length === 0) return null;
  const setOption = (field: PrunerField, text: string) =>
    onChange({ prunerOptions: { ...form.prunerOptions, [field]: text } });
  return (
    <>
      <div className="two">
        {fields.map((field) =>
          field === "hindsight" ? (
            <SelectField
              key={field}
              id="field-hindsight"
              label={WORDS[field][0]}
              value={form.prunerOptions[field] === IN_HINDSIGHT ? IN_HINDSIGHT : ""}
              options={HINDSIGHT}
              onChange={(text) => setOption(field, text)}
            />
          ) : (
            <TextField
              key={field}
              field={field}
              label={WORDS[field][0]}
              numeric
              placeholder={ifEmpty(form, field)}
              value={form.prunerOptions[field] ?? ""}
              errors={errors}
              onChange={(text) => setOption(field, text)}
            />
          ),
        )}
        {form.pruner === "patient" ? (
          <SelectField
            id="field-wrapped"
            label="Then ask"
            value={form.wrapped}
            options={WRAPPED.map(
              (name) => [name, name === "none" ? "Nobody: stop" : PRUNER_WORDS[name].option] as const,
            )}
            onChange={(wrapped) => onChange({ wrapped })}
          />
        ) : null}
      </div>
      <p className="hp">
        Works on what {form.experiment === null ? "the objective tells by trial.report(value, step)" : REPORTER}. Empty
        boxes are the defaults.
      </p>
    </>
  );
}
