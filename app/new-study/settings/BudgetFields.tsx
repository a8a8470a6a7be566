import type { DraftErrors, DraftForm } from "../draft.ts";
import type { BudgetKind } from "./budget-form.ts";
import { SelectField, TextField } from "./Fields.tsx";

const KINDS: readonly (readonly [BudgetKind, string])[] = [
  ["rounds", "Rounds for each volunteer"],
  ["trials", "Trials in all"],
  ["time", "A time limit"],
  ["open", "Until stopped"],
];

interface BudgetFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** How much the study does, and in which rhythm tabs take in what others found. */
export function BudgetFields({ form, errors, onChange }: BudgetFieldsProps) {
  return (
    <>
      <SelectField
        id="field-budget"
        label="Budget"
        value={form.budget}
        options={KINDS}
        onChange={(budget) => onChange({ budget })}
      />
      <div className="two">
        <Limit form={form} errors={errors} onChange={onChange} />
        <TextField
          field="trialsPerRound"
          label="Trials per round"
          numeric
          value={form.trialsPerRound}
          errors={errors}
          onChange={(trialsPerRound) => onChange({ trialsPerRound })}
        />
      </div>
      <p className="hp">{meaning(form)}</p>
    </>
  );
}

function Limit({ form, errors, onChange }: BudgetFieldsProps) {
  switch (form.budget) {
    case "rounds":
      return (
        <TextField
          field="rounds"
          label="Rounds"
          numeric
          value={form.rounds}
          errors={errors}
          onChange={(rounds) => onChange({ rounds })}
        />
      );
    case "trials":
      return (
        <TextField
          field="total"
          label="Total trials"
          numeric
          value={form.total}
          errors={errors}
          onChange={(total) => onChange({ total })}
        />
      );
    case "time":
      return (
        <TextField
          field="seconds"
          label="Time limit"
          numeric
          after="seconds"
          value={form.seconds}
          errors={errors}
          onChange={(seconds) => onChange({ seconds })}
        />
      );
    case "open":
      return null;
  }
}

function meaning({ budget }: DraftForm): string {
  switch (budget) {
    case "rounds":
      return "Each volunteer runs this many; the tabs of one browser share them. Before each round a tab takes in what the others found.";
    case "trials":
      return "The swarm stops after this many. Before each round a tab takes in what the others found.";
    case "time":
      return "Counted from publishing. Before each round a tab takes in what the others found.";
    case "open":
      return "Tabs work until their owners stop them. Before each round a tab takes in what the others found.";
  }
}
