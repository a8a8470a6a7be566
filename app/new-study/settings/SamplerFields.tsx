import type { TestRun } from "../../../worker/engine/engine-api.ts";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { SelectField, TextArea, TextField } from "./Fields.tsx";
import { FromTestRun } from "./FromTestRun.tsx";
import { gridOf } from "./from-test-run.ts";
import { isChoiceField, SAMPLER_CHOICES, type SamplerField, samplerFieldsOf } from "./sampler-form.ts";

interface SamplerFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly tried: TestRun | null;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** Label, and what an empty box means. */
const WORDS: Readonly<Record<SamplerField, readonly [label: string, ifEmpty: string]>> = {
  startupTrials: ["Random trials first", "as many as fit"],
  candidates: ["Candidates for each trial", "as many as fit"],
  multivariate: ["Model parameters together", "As it is best"],
  sigma0: ["First step, of the range", "as it is best"],
  population: ["Trials in a generation", "by the parameters"],
  restart: ["Restarts", "None"],
  populationSize: ["Trials in a generation", "50"],
  divisions: ["Divisions of each objective", "as many as fit"],
  crossover: ["Crossover", "SBX"],
  mutation: ["Mutation", "Polynomial"],
  sequence: ["Sequence", "Sobol"],
  scramble: ["Scrambled", "Yes"],
};

const CHOICE_WORDS: Readonly<Record<string, string>> = {
  true: "Yes",
  false: "No",
  none: "None",
  ipop: "Larger each time (IPOP)",
  bipop: "Large and small (BIPOP)",
  uniform: "Uniform",
  "blx-alpha": "BLX-α",
  sbx: "SBX",
  vsbx: "vSBX",
  spx: "SPX",
  undx: "UNDX",
  redraw: "Drawn anew",
  polynomial: "Polynomial",
  sobol: "Sobol",
  halton: "Halton",
};

/** The chosen sampler's options; an empty box shows the default it stands for. */
export function SamplerFields({ form, errors, tried, onChange }: SamplerFieldsProps) {
  const fields = samplerFieldsOf(form.sampler);
  const set = (field: SamplerField, text: string): void =>
    onChange({ samplerOptions: { ...form.samplerOptions, [field]: text } });
  if (form.sampler === "grid")
    return (
      <TextArea
        field="grid"
        label="Values to try"
        rows={4}
        mono
        placeholder={"x: -1, 0, 1\ncolour: red, green"}
        value={form.grid}
        errors={errors}
        hint={
          <>
            A line for each parameter, or JSON. Every combination is tried once.{" "}
            {form.grid.trim() === "" ? (
              <FromTestRun run={tried} field="grid" textOf={gridOf} onChange={(grid) => onChange({ grid })} />
            ) : null}
          </>
        }
        onChange={(grid) => onChange({ grid })}
      />
    );
  if (fields.length === 0) return null;
  return (
    <div className="two">
      {fields.map((field) => {
        const [label, ifEmpty] = WORDS[field];
        const value = form.samplerOptions[field] ?? "";
        return isChoiceField(field) ? (
          <SelectField
            key={field}
            id={`field-sampler-${field}`}
            label={label}
            value={value}
            options={choicesOf(field, ifEmpty)}
            error={errors[`sampler-${field}`]}
            onChange={(text) => set(field, text)}
          />
        ) : (
          <TextField
            key={field}
            field={`sampler-${field}`}
            label={label}
            numeric
            placeholder={ifEmpty}
            value={value}
            errors={errors}
            onChange={(text) => set(field, text)}
          />
        );
      })}
    </div>
  );
}

const choicesOf = (
  field: keyof typeof SAMPLER_CHOICES,
  ifEmpty: string,
): readonly (readonly [value: string, label: string])[] => [
  ["", `${ifEmpty} (default)`],
  ...SAMPLER_CHOICES[field].map((value) => [value, CHOICE_WORDS[value] ?? value] as const),
];
