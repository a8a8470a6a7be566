import { Icon } from "../../parts/Icon.tsx";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { SelectField, TextField } from "./Fields.tsx";
import { useFocusOnceThere } from "./ObjectiveRows.tsx";
import { namesIn } from "./objectives-form.ts";
import { MAX_RULES, type RuleRow } from "./stop-form.ts";

const BOUNDS: readonly (readonly [RuleRow["bound"], string])[] = [
  ["at-least", "at least"],
  ["at-most", "at most"],
];

interface StopFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** What ends the study before its budget does. */
export function StopFields({ form, errors, onChange }: StopFieldsProps) {
  const { objectives, rules } = form;
  const [only] = objectives;
  const names = [...objectives.map(({ name }) => name.trim()), ...namesIn(form.metrics)].filter((name) => name !== "");
  const focused = useFocusOnceThere();
  const change = (at: number, part: Partial<RuleRow>): void =>
    onChange({ rules: rules.map((rule, i) => (i === at ? { ...rule, ...part } : rule)) });
  return (
    <>
      <div className="two">
        {objectives.length === 1 && only !== undefined ? (
          <TextField
            field="target"
            label="Best value reached"
            numeric
            placeholder="never"
            {...(only.unit.trim() === "" ? {} : { after: only.unit.trim().slice(0, 8) })}
            value={form.target}
            errors={errors}
            onChange={(target) => onChange({ target })}
          />
        ) : null}
        <TextField
          field="noImprovement"
          label="Trials without a better one"
          numeric
          placeholder="never"
          value={form.noImprovement}
          errors={errors}
          onChange={(noImprovement) => onChange({ noImprovement })}
        />
      </div>
      {rules.map((rule, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other identity, and hold no state
        <fieldset key={at} className="rulerow">
          <legend>A trial with</legend>
          <SelectField
            id={`field-rule${at}Metric`}
            label="Metric"
            value={rule.metric}
            options={[
              ...(names.includes(rule.metric) ? [] : [[rule.metric, "Choose"] as const]),
              ...names.map((name) => [name, name] as const),
            ]}
            error={errors[`rule${at}Metric`]}
            onChange={(metric) => change(at, { metric })}
          />
          <SelectField
            id={`field-rule${at}Bound`}
            label="Is"
            value={rule.bound}
            options={BOUNDS}
            onChange={(bound) => change(at, { bound })}
          />
          <TextField
            field={`rule${at}Value`}
            label="Value"
            numeric
            value={rule.value}
            errors={errors}
            onChange={(value) => change(at, { value })}
          />
          <button
            type="button"
            className="b ghost ico"
            aria-label={`Remove stop rule ${at + 1}`}
            title="Remove"
            onClick={() => {
              onChange({ rules: rules.filter((_, i) => i !== at) });
              focused("add-rule");
            }}
          >
            <Icon name="x" />
          </button>
        </fieldset>
      ))}
      {rules.length < MAX_RULES ? (
        <button
          type="button"
          id="add-rule"
          className="lnk sm start"
          onClick={() => {
            onChange({ rules: [...rules, { metric: names.at(-1) ?? "", bound: "at-most", value: "" }] });
            focused(`field-rule${rules.length}Metric`);
          }}
        >
          Add a rule on a metric
        </button>
      ) : null}
    </>
  );
}
