import type { TrialError } from "../../study/trial/trial.ts";

const KIND_WORDS: Readonly<Record<TrialError["kind"], string>> = {
  threw: "The objective threw",
  nan: "The objective returned NaN",
  "wrong-values": "Wrong values",
  timeout: "Out of time",
  crashed: "The worker crashed",
  flooded: "The objective sent too many messages and was stopped",
  memory: "The objective used too much memory",
  abandoned: "The tab that ran it went away",
  misuse: "The objective used the trial in a way that cannot work",
};

/** "The objective threw on line 11, column 5" */
export function errorTitle(error: TrialError): string {
  const where = placeWords(error);
  return where === "" ? KIND_WORDS[error.kind] : `${KIND_WORDS[error.kind]} on ${where}`;
}

/** "The objective does not load: line 1, column 1": for what is wrong before any trial runs. */
export function loadErrorTitle(error: TrialError): string {
  const where = placeWords(error);
  return where === "" ? "The objective does not load" : `The objective does not load: ${where}`;
}

/** The message without what the title has said already. */
export function errorDetail({ kind, message }: Pick<TrialError, "kind" | "message">): string {
  const title = KIND_WORDS[kind];
  return message.startsWith(`${title};`) ? message.slice(title.length + 1).trimStart() : message;
}

/** "line 11, column 5", or as much of it as is known. */
function placeWords({ line, column }: Pick<TrialError, "line" | "column">): string {
  if (line === null) return "";
  return column === null ? `line ${line}` : `line ${line}, column ${column}`;
}
