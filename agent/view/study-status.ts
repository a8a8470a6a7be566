import type { LiveState, TrialPoint } from "../../study/trial/trial.ts";
import type { SwarmHost } from "../link/swarm-host.ts";
import type { Leases } from "../work/leases.ts";
import type { Work } from "../work/work.ts";
import type { People } from "./people.ts";
import { type LiveTrial, MAX_LIVE_TRIALS, type StudyStatus } from "./snapshot.ts";
import type { TrialWords } from "./trial-words.ts";

export interface StatusSources {
  readonly host: SwarmHost;
  readonly work: Work;
  readonly people: People;
  readonly leases: Leases;
  readonly words: TrialWords;
}

/** Who runs what, as far as this tab knows. */
export function statusOf(sources: StatusSources): StudyStatus {
  const { work, leases } = sources;
  const own = Array.from(work.crew?.runningFor(0) ?? []);
  const live: LiveTrial[] = [];
  for (const [proposal, state] of own) {
    if (live.length >= MAX_LIVE_TRIALS) break;
    const { number, space, values } = proposal;
    live.push(liveTrial(sources, sources.host.log, { number, state, space, params: values }));
  }
  for (const [log, { status }] of leases.all()) {
    for (const lease of status.leases) {
      if (live.length >= MAX_LIVE_TRIALS) break;
      live.push(liveTrial(sources, log, lease));
    }
  }
  return {
    live,
    liveCount: own.length + leases.runningTotal,
    waiting: [],
    waitingCount: null,
    coresUsed: Math.min(work.crew?.cores ?? 0, own.length),
    coresLent: work.crew?.cores ?? 0,
    toldAgoMs: 0,
  };
}

function liveTrial(
  { host, people, words }: StatusSources,
  log: string,
  trial: TrialPoint & { readonly number: number; readonly state: LiveState },
): LiveTrial {
  return {
    trial: `${log}:${trial.number}`,
    name: words.nameOf(trial),
    params: words.paramsOf(trial),
    state: trial.state,
    by: people.nameOf(people.peerOf(log)),
    own: log === host.log,
    seconds: null,
    step: null,
    value: null,
    toldAgoMs: 0,
  };
}
