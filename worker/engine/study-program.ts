import type { ObjectiveProgram } from "../../agent/ports.ts";
import { directionsOf, type StudyId, type StudySpec } from "../../study/spec/spec.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { pythonIn } from "../jail/source/foreign-words.ts";
import { positionAt } from "../jail/source/position-at.ts";
import type { StripResult } from "../jail/source/strip-types.ts";

export type Built =
  | { readonly ok: true; readonly program: ObjectiveProgram }
  | { readonly ok: false; readonly error: TrialError };

/** What the jail runs: TypeScript with its types taken out, JavaScript as it is; or where the text cannot be read. */
export async function buildProgram(
  studyId: StudyId,
  spec: Pick<StudySpec, "objective" | "objectives">,
  stripTypes: (source: string) => Promise<StripResult>,
): Promise<Built> {
  const { language, source } = spec.objective;
  const directions = directionsOf(spec);
  const names = spec.objectives.map(({ name }) => name);
  const python = pythonIn(source);
  if (python !== null)
    return { ok: false, error: { kind: "threw", message: python.message, ...positionAt(source, python.at) } };
  if (language === "javascript")
    return { ok: true, program: { studyId, javascript: source, positions: null, directions, names } };
  const stripped = await stripTypes(source);
  if (!stripped.ok) {
    const { message, line, column } = stripped;
    return { ok: false, error: { kind: "threw", message, line, column } };
  }
  const { javascript, positions } = stripped;
  return { ok: true, program: { studyId, javascript, positions, directions, names } };
}

/** One sentence about an objective that cannot be read. */
export const sentenceOf = ({ message, line, column }: TrialError): string =>
  `The objective cannot be read${line === null ? "" : ` (line ${line}, column ${column ?? 1})`}: ${message}`;
