import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { CoresPicker, lentWords } from "../../parts/CoresPicker.tsx";
import { PRUNER_WORDS } from "../../parts/study/pruner-words.ts";
import { SAMPLER_WORDS } from "../../parts/study/sampler-words.ts";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { AccessField } from "../AccessField.tsx";
import { BudgetFields } from "./BudgetFields.tsx";
import { DeepGaFields } from "./DeepGaFields.tsx";
import { SelectField, TextField } from "./Fields.tsx";
import { MoreSettings } from "./MoreSettings.tsx";
import { ObjectiveRows } from "./ObjectiveRows.tsx";
import { PrunerFields } from "./PrunerFields.tsx";
import { choosePruner, PRUNER_NAMES } from "./pruner-form.ts";
import { SamplerFields } from "./SamplerFields.tsx";
import { FORM_SAMPLERS } from "./sampler-form.ts";
import { sideBySideWords, studiesIn } from "./side-by-side.ts";

interface SettingsFormProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly mostCores: number;
  /** The last test run that has ended. */
  readonly tried: TestRun | null;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** Everything about a study but its objective. */
export function SettingsForm({ form, errors, mostCores, tried, onChange }: SettingsFormProps) {
  const pruner = (
    <SelectField
      id="field-pruner"
      label="Pruner"
      value={form.pruner}
      options={PRUNER_NAMES.map((name) => [name, PRUNER_WORDS[name].option] as const)}
      hint={PRUNER_WORDS[form.pruner].hint}
      onChange={(name) => onChange(choosePruner(form, name))}
    />
  );
  const sampler = (
    <SelectField
      id="field-sampler"
      label="Sampler"
      value={form.sampler}
      options={FORM_SAMPLERS.map((name) => [name, SAMPLER_WORDS[name].option] as const)}
      error={errors.sampler}
      hint={SAMPLER_WORDS[form.sampler].hint}
      onChange={(name) => onChange({ sampler: name })}
    />
  );
  const breeds = form.sampler === "deepga" && form.experiment === null;
  const several = sideBySideWords(form.name, studiesIn(form), form.cores);
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
      <ObjectiveRows form={form} errors={errors} onChange={onChange} />
      {form.experiment === null ? (
        breeds ? (
          <>
            {sampler}
            <DeepGaFields form={form} errors={errors} onChange={onChange} />
          </>
        ) : (
          <>
            <div className="two">
              {sampler}
              {pruner}
            </div>
            <SamplerFields form={form} errors={errors} tried={tried} onChange={onChange} />
          </>
        )
      ) : (
        pruner
      )}
      {breeds ? null : <PrunerFields form={form} errors={errors} onChange={onChange} />}
      {form.experiment === null ? (
        <BudgetFields form={form} errors={errors} onChange={onChange} />
      ) : (
        <p className="q sm">
          The experiment's variants are the budget: the study goes on until every one has been run. So there is no
          sampler, no start point and no seed to set.
        </p>
      )}
      <TextField
        field="timeoutSeconds"
        label="Stop a trial after"
        numeric
        after="seconds"
        value={form.timeoutSeconds}
        errors={errors}
        onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
      />
      <MoreSettings form={form} errors={errors} tried={tried} onChange={onChange} />
      <AccessField form={form} onChange={onChange} />
      <div className="fld">
        <span className="lb">
          {form.cores === 0
            ? "Cores to lend: none, your tab only watches"
            : `Cores to lend: your tab works too, on ${lentWords(form.cores, mostCores)}`}
        </span>
        <CoresPicker
          id="field-cores"
          cores={form.cores}
          least={0}
          most={mostCores}
          size="small"
          errorId={errors.cores === undefined ? undefined : "cores-error"}
          onChange={(cores) => onChange({ cores })}
        />
        <p className="err" id="cores-error" role={errors.cores === undefined ? undefined : "alert"}>
          {errors.cores}
        </p>
      </div>
      {several === null ? null : (
        <p className="sm" role="status">
          {several}
        </p>
      )}
      <p className="q sm">
        You get the link when you publish. Keep one tab open, yours or a volunteer's: the swarm lives in open tabs, not
        on a server.
      </p>
    </div>
  );
}
