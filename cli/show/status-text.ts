import type { AgentSnapshot, LiveTrial, TrialSummary } from "../../agent/view/snapshot.ts";
import { plainText } from "../words/plain-text.ts";
import { bestLine, paramsText } from "./best-line.ts";

/** More rows than fit a screen with the rest; the second seed's number. */
const MAX_ROWS = 20;
const BAR_WIDTH = 30;

/** What a shell's line has room for; the whole of it stands in the last line. */
const VALUE_DIGITS = 6;

/** How a study stands, as the second seed shows it: resources, then a line for each trial, then counts. `ended`: the newest first. */
export function statusText(snapshot: AgentSnapshot, ended: readonly TrialSummary[] = []): string {
  const { status, spec } = snapshot;
  const { coresUsed, coresLent } = status;
  const live = status.live.slice(0, MAX_ROWS).map(liveRow);
  const lines = [
    "== Status ==",
    `${plainText(spec.name)}: ${snapshot.state}${snapshot.reason === null ? "" : ` (${plainText(snapshot.reason)})`}`,
    `Resources used: ${coresUsed}/${coresLent} CPUs, 0/0 GPUs`,
    ...live,
    ...(status.liveCount > MAX_ROWS ? [`... ${status.liveCount - MAX_ROWS} more running`] : []),
    ...ended.slice(0, MAX_ROWS - live.length).map(endedRow),
    countsLine(snapshot),
    ...(snapshot.progress === null ? [] : [progressBar(snapshot.progress)]),
    bestLine(snapshot),
  ];
  return lines.join("\n");
}

/** Rows that `statusText` shows at most. */
export const SHOWN_ROWS = MAX_ROWS;

interface Row extends Pick<LiveTrial, "trial" | "name" | "params" | "by" | "value"> {
  readonly state: string;
  readonly seconds: number;
  readonly steps: number | null;
}

const liveRow = ({ state, seconds, step, ...trial }: LiveTrial): string =>
  rowText({ ...trial, state: state.toUpperCase(), seconds: seconds ?? 0, steps: step });

const ENDED = { complete: "TERMINATED", pruned: "PRUNED", failed: "ERROR" } as const;

const endedRow = ({ trial, name, params, by, value, state, durationMs, steps }: TrialSummary): string =>
  rowText({ trial, name, params, by, value, state: ENDED[state], seconds: durationMs / 1_000, steps });

function rowText({ trial, name, params, state, by, seconds, steps, value }: Row): string {
  // A variant's name says what varies.
  const called = name ?? `trial ${trial.slice(0, 6)}…${trial.slice(trial.lastIndexOf(":"))} ${paramsText(params)}`;
  const figures = [
    `${Math.round(seconds)} s`,
    ...(steps === null || steps === 0 ? [] : [`${steps} ts`]),
    ...(value === null ? [] : [String(Number(value.toPrecision(VALUE_DIGITS)))]),
  ];
  return ` - ${plainText(called)}: ${state} [${plainText(by)}], ${figures.join(", ")}`;
}

function countsLine(snapshot: AgentSnapshot): string {
  const { trialCount, failedCount, prunedCount, peerCount, runningTrials, rounds, round, status } = snapshot;
  const complete = trialCount - failedCount - prunedCount;
  const inRounds = rounds === null ? "" : `round ${Math.min(round, rounds)}/${rounds}, `;
  const waiting = status.variants === null ? "" : `${status.variants.waiting} PENDING, `;
  return `${inRounds}${peerCount} ${peerCount === 1 ? "peer" : "peers"}; trials: ${waiting}${runningTrials} RUNNING, ${complete} TERMINATED, ${prunedCount} PRUNED, ${failedCount} ERROR`;
}

export function progressBar(progress: number): string {
  const full = Math.round(progress * BAR_WIDTH);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}] ${Math.floor(progress * 100)} %`;
}
