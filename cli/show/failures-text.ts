import type { TrialError } from "../../study/trial/trial.ts";
import { plainText } from "../words/plain-text.ts";

/** Who made one mistake has it in every trial; who made more mends the commonest first. */
const MAX_REASONS = 3;
const MAX_REASON = 300;

/** How many of a peer's trials ended in an error, and of which, the commonest first. */
export function failuresText(errors: readonly (TrialError | null)[]): string {
  const counts = new Map<string, number>();
  for (const error of errors) {
    const reason = error === null ? "nobody knows why" : reasonOf(error);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const lines = sorted.slice(0, MAX_REASONS).map(([reason, count]) => `\n  ${count} of them: ${reason}`);
  const more = sorted.length <= MAX_REASONS ? "" : `\n  and ${sorted.length - MAX_REASONS} other errors.`;
  return `${errors.length} of this peer's trials ended in an error (--allow-failures takes that for well):${lines.join("")}${more}`;
}

function reasonOf({ message, line, column }: TrialError): string {
  const place = line === null ? "" : ` (line ${line}${column === null ? "" : `, column ${column}`})`;
  return `${plainText(message, MAX_REASON)}${place}`;
}
