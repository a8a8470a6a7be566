import type { DraftErrors, DraftForm } from "../draft.ts";
import { type BudgetKind, budgetKindOf, budgetKindsFor } from "./budget-form.ts";
import { SelectField, TextField } from "./Fields.tsx";

const KINDS: Readonly<Record<BudgetKind, string>> = {
  rounds: "Rounds for each volunteer",
  trials: "Trials in all",
  generations: "Generations",
  time: "A time limit",
  open: "Until stopped",
};

interface BudgetFieldsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** How much the study does, and in which rhythm tabs take in what others found. */
export function BudgetFields({ form, errors, onChange }: BudgetFieldsProps) {
  const kind = budgetKindOf(form);
  const choice = (
    <SelectField
      id="field-budget"
      label="Budget"
      value={kind}
      options={budgetKindsFor(form.sampler).map((each) => [each, KINDS[each]] as const)}
      onChange={(budget) => onChange({ budget })}
    />
  );
  const limit = <Limit kind={kind} form={form} errors={errors} onChange={onChange} />;
  // Generations have no rounds: who has a result of every genome opens the next.
  return form.sampler === "deepga" ? (
    <>
      <div className="two">
        {choice}
        {limit}
      </div>
      <p className="hp">{BRED_MEANING[kind]}</p>
    </>
  ) : (
    <>
      {choice}
      <div className="two">
        {limit}
        <TextField
          field="trialsPerRound"
          label="Trials per round"
          numeric
          value={form.trialsPerRound}
          errors={errors}
          onChange={(trialsPerRound) => onChange({ trialsPerRound })}
        />
      </div>
      <p className="hp">{MEANING[kind]}</p>
    </>
  );
}

function Limit({ kind, form, errors, onChange }: BudgetFieldsProps & { readonly kind: BudgetKind }) {
  switch (kind) {
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
    case "generations":
      return (
        <TextField
          field="generations"
          label="Generations"
          numeric
          value={form.generations}
          errors={errors}
          onChange={(generations) => onChange({ generations })}
        />
      );
    case "open":
      return null;
  }
}

const MEANING: Readonly<Record<BudgetKind, string>> = {
  rounds:
    "Each volunteer runs this many; the tabs of one browser share them. Before each round a tab takes in what the others found.",
  trials: "The swarm stops after this many. Before each round a tab takes in what the others found.",
  generations: "",
  time: "Counted from publishing. Before each round a tab takes in what the others found.",
  open: "Tabs work until their owners stop them. Before each round a tab takes in what the others found.",
};

const BRED_MEANING: Readonly<Record<BudgetKind, string>> = {
  rounds: "",
  trials: "",
  generations:
    "All tabs share the work of each. A genome is a list of seeds, one for each generation, and has 1,000 at most.",
  time: "Counted from publishing; a generation that is open then is not finished. A genome has at most 1,000 seeds, one for each generation.",
  open: "Tabs work until their owners stop them, or after 1,000 generations: a genome has no more seeds.",
};
