import type { AgentSnapshot, LiveTrial } from "../../agent/view/snapshot.ts";
import { plainText } from "../words/plain-text.ts";
import { bestLine, paramsText } from "./best-line.ts";

/** More rows than fit a screen with the rest; the second seed's number. */
const MAX_ROWS = 20;
const BAR_WIDTH = 30;

/** How a study stands, as the second seed shows it: resources, then a line for each trial, then counts. */
export function statusText(snapshot: AgentSnapshot): string {
  const { status, spec } = snapshot;
  const { coresUsed, coresLent } = status;
  const lines = [
    "== Status ==",
    `${plainText(spec.name)}: ${snapshot.state}${snapshot.reason === null ? "" : ` (${plainText(snapshot.reason)})`}`,
    `Resources used: ${coresUsed}/${coresLent} CPUs, 0/0 GPUs`,
    ...liveRows(status.live),
    ...(status.liveCount > MAX_ROWS ? [`... ${status.liveCount - MAX_ROWS} more running`] : []),
    countsLine(snapshot),
    ...(snapshot.progress === null ? [] : [progressBar(snapshot.progress)]),
    bestLine(snapshot),
  ];
  return lines.join("\n");
}

function liveRows(live: readonly LiveTrial[]): string[] {
  return live.slice(0, MAX_ROWS).map(({ trial, name, params, state, by, seconds, step, value }) => {
    const called = name ?? `trial ${trial.slice(0, 6)}…${trial.slice(trial.lastIndexOf(":"))}`;
    const parts = [
      ` - ${plainText(called)} ${paramsText(params)}:`,
      state.toUpperCase(),
      `[${plainText(by)}],`,
      `${Math.round(seconds ?? 0)} s`,
      ...(step === null ? [] : [`, ${step} ts`]),
      ...(value === null ? [] : [`, ${value}`]),
    ];
    return parts.join(" ").replaceAll(" ,", ",");
  });
}

function countsLine({
  trialCount,
  failedCount,
  prunedCount,
  peerCount,
  runningTrials,
  rounds,
  round,
}: AgentSnapshot): string {
  const complete = trialCount - failedCount - prunedCount;
  const inRounds = rounds === null ? "" : `round ${Math.min(round, rounds)}/${rounds}, `;
  return `${inRounds}${peerCount} ${peerCount === 1 ? "peer" : "peers"}; trials: ${runningTrials} RUNNING, ${complete} TERMINATED, ${prunedCount} PRUNED, ${failedCount} ERROR`;
}

export function progressBar(progress: number): string {
  const full = Math.round(progress * BAR_WIDTH);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}] ${Math.floor(progress * 100)} %`;
}
