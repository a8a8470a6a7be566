import type { ReactNode } from "react";
import type { DraftErrors, Field } from "../draft.ts";

interface FieldFrameProps {
  readonly id: string;
  readonly label: string;
  readonly error?: string | undefined;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A label, its control, and beneath it what is wrong or what helps. */
function FieldFrame({ id, label, error, hint, children }: FieldFrameProps) {
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      {children}
      {error === undefined ? null : (
        <p className="err" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p className="hp" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly field: Exclude<Field, "source">;
  readonly label: string;
  readonly value: string;
  readonly errors: DraftErrors;
  readonly hint?: ReactNode;
  /** Shown behind the box, for example "seconds". */
  readonly after?: string;
  readonly numeric?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** One line of text or a number; `id` is `field-<name>`, so that the form can move the focus there. */
export function TextField({
  field,
  label,
  value,
  errors,
  hint,
  after,
  numeric = false,
  placeholder,
  onChange,
}: TextFieldProps) {
  const id = `field-${field}`;
  const error = errors[field];
  return (
    <FieldFrame id={id} label={label} error={error} hint={hint}>
      <div className="row">
        <input
          className="in"
          id={id}
          value={value}
          placeholder={placeholder}
          autoComplete="off"
          inputMode={numeric ? "decimal" : "text"}
          {...describedBy(id, error, hint)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {after === undefined ? null : <span className="q nw">{after}</span>}
      </div>
    </FieldFrame>
  );
}

interface TextAreaProps extends Omit<TextFieldProps, "after" | "numeric"> {
  readonly rows: number;
  /** Data rather than words. */
  readonly mono?: boolean;
}

/** Several lines of text, found by the form as a `TextField` is. */
export function TextArea({ field, label, value, errors, hint, placeholder, rows, mono, onChange }: TextAreaProps) {
  const id = `field-${field}`;
  const error = errors[field];
  return (
    <FieldFrame id={id} label={label} error={error} hint={hint}>
      <textarea
        className={mono ? "in mono" : "in"}
        id={id}
        rows={rows}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={!mono}
        wrap={mono ? "off" : "soft"}
        {...describedBy(id, error, hint)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

interface SelectFieldProps<T extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly error?: string | undefined;
  readonly hint?: string;
  readonly onChange: (value: T) => void;
}

/** One of a few, as the platform's own list. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { id, label, value, options, error, hint, onChange } = props;
  return (
    <FieldFrame id={id} label={label} error={error} hint={hint}>
      <select
        className="in"
        id={id}
        value={value}
        {...describedBy(id, error, hint)}
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
    </FieldFrame>
  );
}

function describedBy(id: string, error: string | undefined, hint: ReactNode) {
  const ids = [error === undefined ? "" : `${id}-error`, hint === undefined ? "" : `${id}-hint`];
  const named = ids.filter((each) => each !== "").join(" ");
  return { "aria-invalid": error !== undefined, "aria-describedby": named === "" ? undefined : named };
}
