import { useState } from "react";
import { MAX_DESCRIPTION_LENGTH } from "../../../study/spec/spec-limits.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { formatCount, plural } from "../../parts/numbers.ts";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { SelectField, TextArea, TextField } from "./Fields.tsx";
import { FromTestRun } from "./FromTestRun.tsx";
import { fixedOf, pointsOf } from "./from-test-run.ts";
import { moreSet } from "./more-set.ts";
import { StopFields } from "./StopFields.tsx";
import { descriptionOf } from "./text-fields.ts";
import { readStartPoints } from "./typed/start-points.ts";

interface MoreSettingsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  /** The last test run that has ended. */
  readonly tried: TestRun | null;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

function unsetOf({ experiment, sampler }: DraftForm): string {
  if (experiment !== null) return "description, stop rules";
  return sampler === "deepga" ? "description, seed, stop rules" : "description, seed, start points, stop rules";
}

/** What most studies do without, behind one line that says what of it is set. */
export function MoreSettings(props: MoreSettingsProps) {
  const { form, errors, onChange } = props;
  const set = moreSet(form);
  // As it was restored; then whoever opens or closes it decides.
  const [open] = useState(set.length > 0);
  return (
    <details className="more" open={open}>
      <summary>
        <span className="lb">More settings</span>
        <span className="q sm">{set.length > 0 ? set.join(", ") : unsetOf(form)}</span>
      </summary>
      <div className="morebody">
        <TextArea
          field="description"
          label="Description"
          rows={4}
          placeholder="What is it for? Volunteers read it before they join."
          value={form.description}
          errors={errors}
          hint={`Plain text, ${formatCount(descriptionOf(form.description).length)} of ${formatCount(MAX_DESCRIPTION_LENGTH)} characters.`}
          onChange={(description) => onChange({ description })}
        />
        <h2>What trials tell</h2>
        <TextField
          field="metrics"
          label="Further metrics"
          placeholder="accuracy, size"
          value={form.metrics}
          errors={errors}
          hint={
            <>
              Names, with commas between. Told by <code>{"trial.report({ accuracy }, step)"}</code>.
            </>
          }
          onChange={(metrics) => onChange({ metrics })}
        />
        <TextField
          field="constraints"
          label="Constraints"
          placeholder="weight, cost"
          value={form.constraints}
          errors={errors}
          hint={
            <>
              Names for <code>{'trial.setConstraint("weight", value)'}</code>; above 0 is violated.
            </>
          }
          onChange={(constraints) => onChange({ constraints })}
        />
        {form.experiment === null ? (
          form.sampler === "deepga" ? (
            <BredFields {...props} />
          ) : (
            <TriedFields {...props} />
          )
        ) : null}
        <h2>What ends the study early</h2>
        <StopFields form={form} errors={errors} onChange={onChange} />
      </div>
    </details>
  );
}

/** What is tried, and in which order: nothing of it is there to set where there are variants. */
function TriedFields(props: MoreSettingsProps) {
  const { form, errors, tried, onChange } = props;
  return (
    <>
      <h2>What is tried</h2>
      <PointFields {...props} />
      <TextArea
        field="startPoints"
        label="Start points"
        rows={4}
        mono
        placeholder={"x, y\n1.5, 0\n-2, 1"}
        value={form.startPoints}
        errors={errors}
        hint={
          <>
            {startWords(form.startPoints, errors.startPoints !== undefined)}{" "}
            {form.startPoints.trim() === "" ? (
              <FromTestRun
                run={tried}
                field="startPoints"
                textOf={pointsOf}
                onChange={(startPoints) => onChange({ startPoints })}
              />
            ) : null}
          </>
        }
        onChange={(startPoints) => onChange({ startPoints })}
      />
      <TextField
        field="repeats"
        label="My objective is noisy: repeats"
        placeholder="none: it is not"
        numeric
        value={form.repeats}
        errors={errors}
        hint="Points that look best are run so many times again with fresh chance, 8 for example, and their mean counts: no lucky value is the best."
        onChange={(repeats) => onChange({ repeats })}
      />
      <TextField
        field="seed"
        label="Seed"
        placeholder="none: fresh chance in every tab"
        value={form.seed}
        errors={errors}
        hint="What is tried follows from it: with one core, two people who publish the same text get the same trials."
        onChange={(seed) => onChange({ seed })}
      />
    </>
  );
}

/** Generations have neither points nor parameters to keep: all of them follows from the seed. */
function BredFields({ form, errors, onChange }: MoreSettingsProps) {
  return (
    <>
      <h2>What is tried</h2>
      <TextField
        field="seed"
        label="Seed"
        placeholder="none: chance of this study alone"
        value={form.seed}
        errors={errors}
        hint="Every genome follows from it: two people who publish the same text with it get the same generations."
        onChange={(seed) => onChange({ seed })}
      />
    </>
  );
}

function PointFields({ form, errors, tried, onChange }: MoreSettingsProps) {
  return (
    <>
      <SelectField
        id="field-wrapper"
        label="Points the sampler may try"
        value={form.wrapper}
        options={[
          ["none", "Any"],
          ["distinct", "No point twice"],
          ["partial-fixed", "Some parameters fixed"],
        ]}
        onChange={(wrapper) => onChange({ wrapper })}
      />
      {form.wrapper === "partial-fixed" ? (
        <TextArea
          field="fixed"
          label="Fixed parameters"
          rows={3}
          mono
          placeholder={"x: 3\ncolour: red"}
          value={form.fixed}
          errors={errors}
          hint={
            <>
              A line for each, or JSON. The sampler chooses the others.{" "}
              {form.fixed.trim() === "" ? (
                <FromTestRun run={tried} field="fixed" textOf={fixedOf} onChange={(fixed) => onChange({ fixed })} />
              ) : null}
            </>
          }
          onChange={(fixed) => onChange({ fixed })}
        />
      ) : null}
    </>
  );
}

/** How many there are, or what is wrong with them, unless that is said already. */
function startWords(typed: string, isSaid: boolean): string {
  const how = "Tried before all others. Rows beneath a line of names, or JSON: an array of objects.";
  const points = readStartPoints(typed);
  if (!points.ok) return isSaid ? how : points.reason;
  return points.value.length === 0 ? how : `${plural(points.value.length, "start point")}, tried before all others.`;
}
