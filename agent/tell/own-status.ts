import type { Proposal } from "../../study/trial/proposal.ts";
import type { LiveState } from "../../study/trial/trial.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import type { AgentState } from "../agent-state.ts";
import {
  type Activity,
  type Breeding,
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
  /** Nobody's tab: it can run nothing, and keeps what is told. */
  readonly isArchive: boolean;
  /** What has been running for LEASE_AFTER_MS; where trials are long, from its start. */
  readonly running: Iterable<OwnLease>;
  /** Of those asked for, also of late. */
  readonly startPoints: readonly number[];
  /** Where generations are bred. */
  readonly breeding?: Breeding | undefined;
  /** Others act upon the count of running trials: under a total budget, or in another tab of this profile. */
  readonly countMatters: boolean;
  /** What runs here must not run elsewhere: everybody is told which trials it is, not neighbours alone. */
  readonly runsOnce: boolean;
}

/** What to say now to all. */
export interface OwnNews {
  readonly body: Uint8Array;
  /** No status is sent for it, the next one takes it along. */
  readonly isQuiet: boolean;
}

/** Decides when what this peer says of itself is news to the others. */
export class OwnStatus {
  #gist: Uint8Array | null = null;
  #counts: Uint8Array | null = null;
  #body: Uint8Array | null = null;
  #near: Uint8Array | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  /** Counts have changed since they were news. */
  #isWaiting = false;

  /** What neighbours are to know, or null when they were told the same: all of it, and how far trials are. */
  toNeighbours(now: OwnSituation): Uint8Array | null {
    const body = encodeStatus(statusOf(now));
    if (isSame(this.#near, body)) return null;
    this.#near = body;
    return body;
  }

  /** What to tell all now, or null when the last body will do. */
  news(now: OwnSituation, nowMs: number): OwnNews | null {
    const whole = statusOf(now);
    const status: PeerStatus = { ...whole, leases: now.runsOnce ? whole.leases.map(withoutProgress) : [] };
    const body = encodeStatus(status);
    if (isSame(this.#body, body) && !this.#isWaiting) return null;
    const still = withoutAllProgress(status);
    const counts = encodeStatus(still);
    const gist = encodeStatus(withoutCounts(still));
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

function statusOf(now: OwnSituation): PeerStatus {
  const leases: Lease[] = [];
  for (const trial of now.running) if (leases.push(leaseOf(trial)) >= MAX_TOLD_LEASES) break;
  const { breeding } = now;
  return {
    name: now.name,
    cores: now.cores,
    activity: now.isArchive ? "archiving" : activityOf(now.state),
    round: now.round,
    runningCount: now.runningCount,
    leases,
    startPoints: now.startPoints,
    ...(breeding === undefined ? {} : { breeding }),
  };
}

const withoutAllProgress = (status: PeerStatus): PeerStatus => ({
  ...status,
  ...changed(status, ({ cells, ...rest }) => ({ ...rest, cells: cells.map(([cell]) => [cell, 0] as const) })),
});

/** Which generation is open everybody knows, unless a cell of it is named. */
const withoutCounts = (status: PeerStatus): PeerStatus => ({
  ...status,
  round: 0,
  runningCount: 0,
  ...changed(status, ({ cells, generation }) => {
    return { cells, generation: cells.length === 0 ? 0 : generation, evaluations: 0 };
  }),
});

const changed = ({ breeding }: PeerStatus, change: (breeding: Breeding) => Breeding): Pick<PeerStatus, "breeding"> =>
  breeding === undefined ? {} : { breeding: change(breeding) };

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
