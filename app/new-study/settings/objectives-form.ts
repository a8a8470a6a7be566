import { isParamName } from "../../../study/space/distribution.ts";
import type { Direction, ObjectiveSpec } from "../../../study/spec/spec.ts";
import {
  MAX_METRICS,
  MAX_NAMED_CONSTRAINTS,
  MAX_OBJECTIVES,
  MAX_UNIT_LENGTH,
  MAX_VALUE_NAME_LENGTH,
} from "../../../study/spec/spec-limits.ts";
import { hiddenCharacter, isVisible } from "../../../study/spec/visible-text.ts";

/** One value that the objective returns; the name as typed. */
export interface ObjectiveRow {
  readonly name: string;
  readonly direction: Direction;
  readonly unit: string;
}

export interface ObjectivesForm {
  /** At least one. */
  readonly objectives: readonly ObjectiveRow[];
  /** Names, set apart by commas or lines. */
  readonly metrics: string;
  readonly constraints: string;
}

export const ONE_OBJECTIVE: ObjectivesForm = {
  objectives: [{ name: "value", direction: "minimize", unit: "" }],
  metrics: "",
  constraints: "",
};

export type ObjectiveField = `objective${number}Name` | `objective${number}Unit`;
export type ObjectivesField = ObjectiveField | "metrics" | "constraints";
export type ObjectivesErrors = Partial<Record<ObjectivesField, string>>;

/** More is better of what scores; what somebody has said of an objective stays. */
export const maximized = ({ objectives }: Pick<ObjectivesForm, "objectives">): Partial<ObjectivesForm> =>
  JSON.stringify(objectives) === JSON.stringify(ONE_OBJECTIVE.objectives)
    ? { objectives: objectives.map((row) => ({ ...row, direction: "maximize" })) }
    : {};

/** In the order in which they stand on the page. */
export const OBJECTIVE_FIELDS: readonly ObjectiveField[] = Array.from({ length: MAX_OBJECTIVES }, (_, i) => [
  `objective${i}Name` as const,
  `objective${i}Unit` as const,
]).flat();

/** With one objective and nothing besides, its name says nothing to anybody. */
export const showsNames = ({ objectives, metrics }: ObjectivesForm): boolean =>
  objectives.length > 1 || metrics.trim() !== "" || objectives.some(({ name }) => name !== "value");

/** One more; each needs a name then, and the first one's "value" would say nothing beside another. */
export function withObjective(objectives: readonly ObjectiveRow[]): readonly ObjectiveRow[] {
  if (objectives.length >= MAX_OBJECTIVES) return objectives;
  const before = objectives.map((row) => (row.name === "value" ? { ...row, name: "" } : row));
  return [...before, { name: "", direction: "minimize", unit: "" }];
}

export function withoutObjective(objectives: readonly ObjectiveRow[], at: number): readonly ObjectiveRow[] {
  const rest = objectives.filter((_, i) => i !== at);
  const [only] = rest;
  return rest.length === 1 && only?.name.trim() === "" ? [{ ...only, name: "value" }] : rest;
}

/** The objectives that the form describes; a sentence for every field that is wrong goes to `errors`. */
export function readObjectives({ objectives }: ObjectivesForm, errors: ObjectivesErrors): readonly ObjectiveSpec[] {
  const names = objectives.map(({ name }) => name.trim());
  objectives.forEach(({ unit }, i) => {
    const name = names[i] ?? "";
    const nameWrong = nameError(name, names.indexOf(name) !== i);
    if (nameWrong !== null) errors[`objective${i}Name`] = nameWrong;
    const unitWrong = unitError(unit.trim());
    if (unitWrong !== null) errors[`objective${i}Unit`] = unitWrong;
  });
  return objectives.map(({ name, direction, unit }) => ({ name: name.trim(), direction, unit: unit.trim() }));
}

/** The names in a list as typed, empty ones left out. */
export const namesIn = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** The further metrics, all different from the objectives' names. */
export function readMetrics({ objectives, metrics }: ObjectivesForm, errors: ObjectivesErrors): readonly string[] {
  const names = namesIn(metrics);
  const taken = new Set(objectives.map(({ name }) => name.trim()));
  const wrong = listError(names, MAX_METRICS, "metrics");
  const again = names.find((name) => taken.has(name));
  if (wrong !== null) errors.metrics = wrong;
  else if (again !== undefined) errors.metrics = `"${again}" is an objective already. Leave it out here.`;
  return names;
}

export function readConstraints({ constraints }: ObjectivesForm, errors: ObjectivesErrors): readonly string[] {
  const names = namesIn(constraints);
  const wrong = listError(names, MAX_NAMED_CONSTRAINTS, "constraints");
  if (wrong !== null) errors.constraints = wrong;
  return names;
}

function listError(names: readonly string[], most: number, what: string): string | null {
  if (names.length > most) return `These are ${names.length} ${what}; ${most} fit.`;
  for (const [i, name] of names.entries()) {
    const wrong = nameError(name, names.indexOf(name) !== i);
    if (wrong !== null) return `${wrong} It is about "${name.slice(0, 40)}".`;
  }
  return null;
}

function nameError(name: string, isTaken: boolean): string | null {
  if (!isVisible(name)) return "Give it a name, like loss or weight.";
  if (isTaken) return "Give it another name: this one is taken.";
  if (name.length > MAX_VALUE_NAME_LENGTH) return `Shorten the name to ${MAX_VALUE_NAME_LENGTH} characters.`;
  const hidden = hiddenCharacter(name);
  if (hidden !== null) return `Type the name again: it has an invisible character in it (${hidden}).`;
  return isParamName(name) ? null : "Give it another name: this one means something else in JavaScript.";
}

function unitError(unit: string): string | null {
  if (unit === "") return null;
  if (unit.length > MAX_UNIT_LENGTH) return `Shorten the unit to ${MAX_UNIT_LENGTH} characters.`;
  const hidden = hiddenCharacter(unit);
  if (hidden !== null) return `Type the unit again: it has an invisible character in it (${hidden}).`;
  return isVisible(unit) ? null : "Type the unit again or leave it empty: nothing of it can be seen.";
}
