import type { DraftErrors, DraftForm } from "../draft.ts";
import { DEEPGA_DEFAULTS, DEEPGA_FIELDS, type DeepGaField, deepGaWords } from "./deepga-form.ts";
import { TextField } from "./Fields.tsx";

interface DeepGaFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

const LABELS: Readonly<Record<DeepGaField, string>> = {
  population: "Genomes in a generation",
  survivors: "Survivors",
  champions: "Champions",
  sigma: "Mutation (sigma)",
  validationEpisodes: "Re-test episodes",
};

/** How generations are bred; an empty box shows the default it stands for. */
export function DeepGaFields({ form, errors, onChange }: DeepGaFieldsProps) {
  const words = deepGaWords(form);
  return (
    <>
      <div className="two">
        {DEEPGA_FIELDS.map((field) => (
          <TextField
            key={field}
            field={`deepga-${field}`}
            label={LABELS[field]}
            numeric
            placeholder={String(DEEPGA_DEFAULTS[field])}
            value={form.deepga[field] ?? ""}
            errors={errors}
            onChange={(text) => onChange({ deepga: { ...form.deepga, [field]: text } })}
          />
        ))}
        <TextField
          field="experiments"
          label="Studies side by side"
          numeric
          value={form.experiments}
          errors={errors}
          onChange={(experiments) => onChange({ experiments })}
        />
      </div>
      {words === null ? null : <p className="hp">{words}</p>}
    </>
  );
}
