import type { Proposal } from "../../study/trial/proposal.ts";
import type { LiveState } from "../../study/trial/trial.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import type { AgentState } from "../agent-state.ts";
import {
  type Activity,
  encodeStatus,
  type Lease,
  MAX_TOLD_LEASES,
  type PeerStatus,
  withoutProgress,
} from "./status-codec.ts";

/** A trial shorter than the news about it is not worth telling of; one that has run this long will likely go on. */
export const LEASE_AFTER_MS = 500;
/** Counts that nobody acts upon are told this seldom: every status costs every peer a signature check. */
const IDLE_NEWS_MS = 5_000;

/** A trial of this tab, and how far it is. */
export interface OwnLease {
  readonly proposal: Proposal;
  readonly state: LiveState;
  /** Null while it waits. */
  readonly ranMs: number | null;
  readonly step: number | null;
  readonly value: number | null;
}

export interface OwnSituation extends Pick<PeerStatus, "name" | "cores" | "round" | "runningCount"> {
  readonly state: AgentState;
  /** What has been running for LEASE_AFTER_MS; where trials are long, from its start. */
  readonly running: Iterable<OwnLease>;
  /** Of those asked for, also of late. */
  readonly startPoints: readonly number[];
  /** Others act upon the count of running trials: under a total budget, or in another tab of this profile. */
  readonly countMatters: boolean;
}

/** What to say now. */
export interface OwnNews {
  readonly body: Uint8Array;
  /** Only trials have come further: no status is sent for it, the next one takes it along. */
  readonly isQuiet: boolean;
}

/** Decides when what this peer says of itself is news to the others. */
export class OwnStatus {
  #gist: Uint8Array | null = null;
  #counts: Uint8Array | null = null;
  #body: Uint8Array | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  /** Counts have changed since they were news. */
  #isWaiting = false;

  /** What to tell now, or null when the last body will do. */
  news(now: OwnSituation, nowMs: number): OwnNews | null {
    const leases: Lease[] = [];
    for (const trial of now.running) if (leases.push(leaseOf(trial)) >= MAX_TOLD_LEASES) break;
    const status: PeerStatus = {
      name: now.name,
      cores: now.cores,
      activity: activityOf(now.state),
      round: now.round,
      runningCount: now.runningCount,
      leases,
      startPoints: now.startPoints,
    };
    const body = encodeStatus(status);
    if (isSame(this.#body, body) && !this.#isWaiting) return null;
    const still = { ...status, leases: leases.map(withoutProgress) };
    const counts = encodeStatus(still);
    const gist = encodeStatus({ ...still, round: 0, runningCount: 0 });
    const sinceMs = Math.abs(nowMs - this.#toldMs);
    const hasCounted = !isSame(this.#counts, counts);
    const isNews = !isSame(this.#gist, gist) || (hasCounted && (now.countMatters || sinceMs >= IDLE_NEWS_MS));
    // Counts that changed wait for their time, and progress for the next status: both go with whatever is sent before.
    this.#body = body;
    this.#isWaiting = hasCounted && !isNews;
    if (isNews) [this.#gist, this.#counts, this.#toldMs] = [gist, counts, nowMs];
    return { body, isQuiet: !isNews };
  }
}

const isSame = (before: Uint8Array | null, now: Uint8Array): boolean => before !== null && bytesEqual(before, now);

const leaseOf = ({ proposal: { number, space, values }, state, ranMs, step, value }: OwnLease): Lease => ({
  number,
  state,
  space,
  params: values,
  seconds: ranMs === null ? null : Math.max(0, Math.floor(ranMs / 1_000)),
  step,
  value,
});

function activityOf(state: AgentState): Activity {
  if (state === "running" || state === "finished" || state === "watching") return state;
  return state === "joining" ? "watching" : "paused";
}
