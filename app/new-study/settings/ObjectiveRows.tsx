import { useEffect, useRef, useState } from "react";
import type { Direction } from "../../../study/spec/spec.ts";
import { MAX_OBJECTIVES } from "../../../study/spec/spec-limits.ts";
import { Icon } from "../../parts/Icon.tsx";
import type { DraftErrors, DraftForm } from "../draft.ts";
import { SelectField, TextField } from "./Fields.tsx";
import { type ObjectiveRow, showsNames, withObjective, withoutObjective } from "./objectives-form.ts";

const DIRECTIONS: readonly (readonly [Direction, string])[] = [
  ["minimize", "Minimize"],
  ["maximize", "Maximize"],
];

interface ObjectiveRowsProps {
  readonly form: DraftForm;
  readonly errors: DraftErrors;
  readonly onChange: (change: Partial<DraftForm>) => void;
}

/** What the study is after: one value as a direction and a unit, several as rows with names. */
export function ObjectiveRows({ form, errors, onChange }: ObjectiveRowsProps) {
  const { objectives } = form;
  const focused = useFocusOnceThere();
  const change = (at: number, part: Partial<ObjectiveRow>): void =>
    onChange({ objectives: objectives.map((row, i) => (i === at ? { ...row, ...part } : row)) });
  const fieldsOf = (row: ObjectiveRow, at: number) => (
    <>
      <SelectField
        id={objectives.length === 1 ? "field-direction" : `field-objective${at}Direction`}
        label="Direction"
        value={row.direction}
        options={DIRECTIONS}
        onChange={(direction) => change(at, { direction })}
      />
      <TextField
        field={`objective${at}Unit`}
        label="Unit"
        placeholder={objectives.length === 1 ? "optional, like km/s" : "optional"}
        value={row.unit}
        errors={errors}
        onChange={(unit) => change(at, { unit })}
      />
    </>
  );
  const nameOf = (row: ObjectiveRow, at: number) => (
    <TextField
      field={`objective${at}Name`}
      label={objectives.length === 1 ? "Name of the value" : "Name"}
      placeholder="like loss"
      value={row.name}
      errors={errors}
      onChange={(name) => change(at, { name })}
    />
  );
  const [only] = objectives;
  return (
    <div className="objectives">
      {objectives.length === 1 && only !== undefined ? (
        <>
          {showsNames(form) || form.experiment !== null ? nameOf(only, 0) : null}
          <div className="two">{fieldsOf(only, 0)}</div>
        </>
      ) : (
        objectives.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no other identity, and hold no state
          <fieldset key={at} className="objrow">
            <legend>Objective {at + 1}</legend>
            {nameOf(row, at)}
            {fieldsOf(row, at)}
            <button
              type="button"
              className="b ghost ico"
              aria-label={`Remove objective ${at + 1}`}
              title="Remove"
              onClick={() => {
                onChange({ objectives: withoutObjective(objectives, at) });
                focused("add-objective");
              }}
            >
              <Icon name="x" />
            </button>
          </fieldset>
        ))
      )}
      <div className="row wide">
        {objectives.length < MAX_OBJECTIVES ? (
          <button
            type="button"
            id="add-objective"
            className="lnk sm"
            onClick={() => {
              const next = withObjective(objectives);
              onChange({ objectives: next });
              focused(`field-objective${next.findIndex(({ name }) => name === "")}Name`);
            }}
          >
            Add an objective
          </button>
        ) : null}
        {objectives.length > 1 ? (
          <span className="q sm">The objective returns an array: a value for each, in this order.</span>
        ) : null}
      </div>
    </div>
  );
}

/** Moves the focus to the element of this id once it has been drawn. */
export function useFocusOnceThere(): (id: string) => void {
  const wanted = useRef<string | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked === 0 || wanted.current === null) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  }, [asked]);
  return (id) => {
    wanted.current = id;
    setAsked((times) => times + 1);
  };
}
