import type { Proposal } from "../../study/trial/proposal.ts";
import type { LiveState } from "../../study/trial/trial.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import type { AgentState } from "../agent-state.ts";
import { type Activity, encodeStatus, type Lease, type PeerStatus } from "./status-codec.ts";

/** A trial shorter than the news about it is not worth telling of; one that has run this long will likely go on. */
export const LEASE_AFTER_MS = 500;
/** Counts that nobody acts upon are told this seldom: every status costs every peer a signature check. */
const IDLE_NEWS_MS = 5_000;

export interface OwnSituation extends Pick<PeerStatus, "name" | "cores" | "round" | "runningCount"> {
  readonly state: AgentState;
  /** What has been running for LEASE_AFTER_MS. */
  readonly running: Iterable<readonly [Proposal, LiveState]>;
  /** Of those asked for, also of late. */
  readonly startPoints: readonly number[];
  /** Others act upon the count of running trials: under a total budget, or in another tab of this profile. */
  readonly countMatters: boolean;
}

/** Decides when what this peer says of itself is news to the others. */
export class OwnStatus {
  #gist: Uint8Array | null = null;
  #body: Uint8Array | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  /** The body to tell now, or null when the last one will do. */
  news(now: OwnSituation, nowMs: number): Uint8Array | null {
    const leases = Array.from(now.running, leaseOf);
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
    if (this.#body !== null && bytesEqual(this.#body, body)) return null;
    const gist = encodeStatus({ ...status, round: 0, runningCount: 0 });
    const isSame = this.#gist !== null && bytesEqual(this.#gist, gist);
    if (isSame && !now.countMatters && Math.abs(nowMs - this.#toldMs) < IDLE_NEWS_MS) return null;
    this.#gist = gist;
    this.#body = body;
    this.#toldMs = nowMs;
    return body;
  }
}

const leaseOf = ([{ number, space, values }, state]: readonly [Proposal, LiveState]): Lease => ({
  number,
  state,
  space,
  params: values,
});

function activityOf(state: AgentState): Activity {
  if (state === "running" || state === "finished" || state === "watching") return state;
  return state === "joining" ? "watching" : "paused";
}
