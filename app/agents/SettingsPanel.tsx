import { useId, useState } from "react";
import { CLAMPS, COMMUNICATIONS, ownWords, toldWords } from "./agents-words.ts";
import {
  DEFAULT_FORM,
  type NumberField,
  readSettings,
  type SettingsErrors,
  type SettingsForm,
} from "./settings-form.ts";

interface SettingsPanelProps {
  readonly form: SettingsForm;
  readonly errors: SettingsErrors;
  /** They cannot be changed while agents are trained by them. */
  readonly isLocked: boolean;
  /** What is compared is not set here. */
  readonly compared: "communication" | "clamped" | null;
  readonly onChange: (change: Partial<SettingsForm>) => void;
}

const FIELDS: readonly (readonly [field: NumberField, label: string])[] = [
  ["agents", "Agents"],
  ["parameters", "Parameters"],
  ["target", "Target"],
  ["tolerance", "Tolerance"],
  ["episodes", "Episodes"],
  ["steps", "Steps, at most"],
  ["hidden", "Hidden units"],
  ["learningRate", "Learning rate"],
  ["seed", "Seed"],
];

/** Who owns how much follows from these. */
const OWNED: ReadonlySet<NumberField> = new Set(["agents", "parameters"]);
const OWNS_ID = "agents-own";

/** All settings of a training; folded where the screen is narrow. */
export function SettingsPanel({ form, errors, isLocked, compared, onChange }: SettingsPanelProps) {
  const [isOpen, setOpen] = useState(() => !matchMedia("(max-width: 720px)").matches);
  const read = readSettings(form);
  const isDefault = JSON.stringify(form) === JSON.stringify(DEFAULT_FORM);
  return (
    <section className="p agset" style={{ "--c": 17 } as React.CSSProperties} aria-labelledby="agset">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="agset">Settings</h2>
          <span className="hint">{read.ok && !isOpen ? shortWords(form) : ""}</span>
        </summary>
        <fieldset disabled={isLocked}>
          <legend className="sr">Settings of the training</legend>
          <div className="agfields">
            {FIELDS.map(([field, label]) => (
              <NumberInput
                key={field}
                field={field}
                label={label}
                value={form[field]}
                error={errors[field]}
                onChange={(value) => onChange({ [field]: value })}
              />
            ))}
            <p className="q sm owns" id={OWNS_ID}>
              {read.ok ? ownWords(read.order.settings) : ""}
            </p>
          </div>
          {compared === "communication" ? null : (
            <Choice
              label="What agents tell each other"
              options={COMMUNICATIONS}
              value={form.communication}
              hint={read.ok ? eachWords(read.order.settings) : ""}
              onChange={(communication) => onChange({ communication })}
            />
          )}
          {compared === "clamped" ? null : (
            <Choice
              label="Where the clamp holds all parameters"
              options={CLAMPS}
              value={form.clamped}
              onChange={(clamped) => onChange({ clamped })}
            />
          )}
          <p className="q sm agnote">
            {isLocked ? (
              "Stop to change them."
            ) : isDefault ? (
              notebookWords(compared)
            ) : (
              <button type="button" className="lnk" onClick={() => onChange(DEFAULT_FORM)}>
                Back to the defaults
              </button>
            )}
          </p>
        </fieldset>
      </details>
    </section>
  );
}

function eachWords(settings: Parameters<typeof toldWords>[0]): string {
  const told = toldWords(settings);
  return `Each agent is told ${told} ${told === "1" ? "number" : "numbers"} a step.`;
}

const notebookWords = (compared: SettingsPanelProps["compared"]): string =>
  compared === "clamped"
    ? "The notebook's, but for the seed."
    : "The notebook's, but for seed and clamp: where that leaves nothing to learn by, the episode ends.";

const shortWords = ({ agents, parameters, target, seed }: SettingsForm): string =>
  `${agents} agents, ${parameters} parameters, target ${target}, seed ${seed}`;

interface NumberInputProps {
  readonly field: NumberField;
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function NumberInput({ field, label, value, error, onChange }: NumberInputProps) {
  const id = `agents-${field}`;
  const described = [error === undefined ? "" : `${id}-error`, OWNED.has(field) ? OWNS_ID : ""].join(" ").trim();
  return (
    <div className={error === undefined ? "fld" : "fld wrong"}>
      <label htmlFor={id}>{label}</label>
      <input
        className="in"
        id={id}
        value={value}
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={error !== undefined}
        aria-describedby={described === "" ? undefined : described}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {error === undefined ? null : (
        <p className="err" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly hint?: string;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, options, value, hint, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      <select
        className="in"
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p className="hp" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
