import type { AgentSnapshot, StudyStatus } from "../../../agent/view/snapshot.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import { variantTrials } from "../../../study/trainable/variants.ts";
import { formatAgo, formatCount, formatDuration, formatParam, plural } from "../../parts/numbers.ts";
import { type Group, runningCount, type StatusRow } from "./status-rows.ts";

export const STATE_WORDS: Readonly<Record<StatusRow["state"], string>> = {
  running: "Running",
  waiting: "Waiting",
  paused: "Paused",
  complete: "Terminated",
  pruned: "Pruned",
  failed: "Failed",
};

/** What each group is, for who points at it. */
export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  running: "On a core now",
  waiting: "Not begun yet, or waiting to go on",
  complete: "Ended with a value, or where a stop rule said enough",
  pruned: "Stopped early: others did better by then",
  failed: "Ended without a value",
};

/** A list of a group that has none. */
export const EMPTY_WORDS: Readonly<Record<Group, string>> = {
  running: "No trial is running.",
  waiting: "No trial is waiting.",
  complete: "No trial has terminated yet.",
  pruned: "No trial was pruned.",
  failed: "No trial has failed.",
};

/** How long something runs or ran, or when it was: "5.9 s", "16 s", "2 min 04 s", "1 h 05 min". */
export function clockWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return ms < 10_000 ? formatDuration(ms) : `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min`;
}

/** Of what still runs whole seconds: anything finer would only flicker. */
export const runningWords = (seconds: number): string =>
  seconds < 60 ? `${Math.floor(seconds)} s` : clockWords(seconds * 1000);

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Younger words are as good as what this tab sees itself: statuses come every few seconds. */
const OLD_MS = 10_000;

/** A running trial's time goes on here by itself, so its steps seem to stand once its tab's next word, due every 5 s, is late. */
const LATE_MS = 6_000;

/** "told 40 s ago" where what another tab told is old; else nothing. */
export const toldWords = (toldAgoMs: number, state: StatusRow["state"] | null = null): string =>
  toldAgoMs < (state === "running" ? LATE_MS : OLD_MS) ? "" : `told ${formatAgo(toldAgoMs)}`;

/** "script_mnist_0_activation=relu" or "trial 12". */
export function rowName({ name, trial }: Pick<StatusRow, "name" | "trial">): string {
  if (name !== null) return name;
  return trial === null ? "a trial" : `trial ${trial.slice(trial.lastIndexOf(":") + 1)}`;
}

/**
 * How far a trial is: as it counts its steps itself (`timesteps_total`) once it has ended, else what is told meanwhile: of a
 * variant "20 reports", of any other trial its last step; "" where nothing is known.
 */
export function stepWords({ finished, name, step }: Pick<StatusRow, "finished" | "name" | "step">): string {
  const total = stepsCounted({ finished });
  if (total !== null) return formatCount(total);
  if (step === null) return "";
  return name === null ? formatCount(step) : plural(step, "report");
}

/** Whether `stepWords` is a bare number of steps. */
export const isBareStep = ({ finished, name, step }: Pick<StatusRow, "finished" | "name" | "step">): boolean =>
  stepsCounted({ finished }) !== null || (step !== null && name === null);

/** What the trial itself said last of its steps. */
function stepsCounted({ finished }: Pick<StatusRow, "finished">): number | null {
  const total = finished?.metrics[STEPS_METRIC]?.at(-1)?.[1];
  return total !== undefined && Number.isFinite(total) ? total : null;
}

const STEPS_METRIC = "timesteps_total";

/** As many as fit beside the name. */
const MAX_PARAMS = 3;

/** "x 0.33, kind relu, 4 more": parameters that the name does not say already. */
export function paramWords({ name, params }: Pick<StatusRow, "name" | "params">): string {
  const untold = Object.entries(params).filter(([path]) => !isToldBy(name, path));
  const shown = untold.slice(0, MAX_PARAMS).map(([path, value]) => `${path} ${shortParam(value)}`);
  return [...shown, ...(untold.length > MAX_PARAMS ? [`${untold.length - MAX_PARAMS} more`] : [])].join(", ");
}

/** A word of an author may be a whole text. */
const MAX_PARAM = 24;

function shortParam(value: ParamValue): string {
  const text = typeof value === "number" ? formatParam(Number(value.toPrecision(3))) : formatParam(value);
  return text.length > MAX_PARAM ? `${text.slice(0, MAX_PARAM)}…` : text;
}

/** Names of variants say what varies as "lr=0.01", by the last part of its path. */
function isToldBy(name: string | null, path: string): boolean {
  return name !== null && name.includes(`${path.slice(path.lastIndexOf(".") + 1)}=`);
}

/** "7 of 10 variants done"; null in a study without variants. */
export function variantWords({ spec, progress }: Pick<AgentSnapshot, "spec" | "progress">): string | null {
  if (spec.trainable === null || progress === null) return null;
  const total = variantTrials(spec.trainable);
  const done = formatCount(Math.round(progress * total));
  return spec.trainable.repeat > 1
    ? `${done} of ${formatCount(total)} trials of ${plural(spec.trainable.variants.length, "variant")} done`
    : `${done} of ${plural(total, "variant")} done`;
}

/** "3 of 4 in use" */
export const coresWords = ({ coresUsed, coresLent }: Pick<StudyStatus, "coresUsed" | "coresLent">): string =>
  coresLent === 0 ? "none lent" : `${formatCount(coresUsed)} of ${formatCount(coresLent)} in use`;

/** In place of a list, where there is nothing that a person could follow. */
export function unlistedWords({
  state,
  status,
  trialsPerSecond,
}: Pick<AgentSnapshot, "state" | "status" | "trialsPerSecond">): string {
  if (state === "left") return "You left: what runs now is not known here.";
  // Between two short trials none runs.
  if (runningCount(status) === 0 && trialsPerSecond === 0) return "No trial is running now.";
  return "Trials here end within half a second, too soon to list them one by one.";
}
