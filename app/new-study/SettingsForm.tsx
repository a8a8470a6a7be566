import { CoresPicker } from "../parts/CoresPicker.tsx";
import { PRUNER_WORDS } from "../parts/pruner-words.ts";
import { SAMPLER_WORDS } from "../parts/sampler-words.ts";
import { BudgetFields } from "./BudgetFields.tsx";
import { type DraftErrors, type DraftForm, FORM_SAMPLERS } from "./draft.ts";
import { SelectField, TextField } from "./Fields.tsx";
import { PrunerFields } from "./PrunerFields.tsx";
import { choosePruner, PRUNER_NAMES } from "./pruner-form.ts";

interface SettingsFormProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly mostCores: number;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** Everything about a study but its objective. */
export function SettingsForm({ form, errors, mostCores, onChange }: SettingsFormProps) {
  return (
    <div className="set">
      <TextField
        field="name"
        label="Study name"
        placeholder="What should volunteers see?"
        value={form.name}
        errors={errors}
        onChange={(name) => onChange({ name })}
      />
      <div className="two">
        <SelectField
          id="field-direction"
          label="Direction"
          value={form.direction}
          options={[
            ["minimize", "Minimize"],
            ["maximize", "Maximize"],
          ]}
          onChange={(direction) => onChange({ direction })}
        />
        <TextField
          field="unit"
          label="Unit"
          placeholder="optional, like km/s"
          value={form.unit}
          errors={errors}
          onChange={(unit) => onChange({ unit })}
        />
      </div>
      <div className="two">
        <SelectField
          id="field-sampler"
          label="Sampler"
          value={form.sampler}
          options={FORM_SAMPLERS.map((name) => [name, SAMPLER_WORDS[name].option] as const)}
          hint={SAMPLER_WORDS[form.sampler].hint}
          onChange={(sampler) => onChange({ sampler })}
        />
        <SelectField
          id="field-pruner"
          label="Pruner"
          value={form.pruner}
          options={PRUNER_NAMES.map((name) => [name, PRUNER_WORDS[name].option] as const)}
          hint={PRUNER_WORDS[form.pruner].hint}
          onChange={(pruner) => onChange(choosePruner(form, pruner))}
        />
      </div>
      <PrunerFields form={form} errors={errors} onChange={onChange} />
      <BudgetFields form={form} errors={errors} onChange={onChange} />
      <TextField
        field="timeoutSeconds"
        label="Stop a trial after"
        numeric
        after="seconds"
        value={form.timeoutSeconds}
        errors={errors}
        onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
      />
      <label className="sw1">
        <input
          type="checkbox"
          role="switch"
          checked={form.listed}
          onChange={(event) => onChange({ listed: event.currentTarget.checked })}
        />
        <span>
          List on this seed for anyone to join
          <small className="q"> {form.listed ? "" : "Off: only people with the link can."}</small>
        </span>
      </label>
      <div className="fld">
        <span className="lb">
          Cores to lend: your tab works too, on {form.cores} of {mostCores}
        </span>
        <CoresPicker cores={form.cores} most={mostCores} size="small" onChange={(cores) => onChange({ cores })} />
      </div>
      <p className="q sm">
        You get the link when you publish. Keep one tab open, yours or a volunteer's: the swarm lives in open tabs, not
        on a server.
      </p>
    </div>
  );
}
