// A swarm in simulated time: every peer runs one trial after the other, and trials take different times, so that peers propose
// from what is finished while others run. Finished trials are known to all at once, or by the rule by which tabs tell them.

import { bbob } from "../../gallery/bbob/bbob.ts";
import { normal, type Rng, rngFromSeed } from "../../study/rng.ts";
import type { RunningPoint } from "../../study/sampler.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import type { Study } from "../../study/study.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { askOne, boxSpace, completed, minimizingStudy, valuesFor } from "../shared/box-study.ts";
import { makeSampler } from "../shared/samplers.ts";
import { RuleTelling } from "./rule-telling.ts";

export interface SwarmRun {
  readonly sampler: string;
  readonly f: number;
  readonly dim: number;
  readonly seed: number;
  readonly peers: number;
  /** The gap to reach; 0 for none. */
  readonly target: number;
  /** Finished trials of all peers together, after which the run ends. */
  readonly limit: number;
  /** Of the logarithm of a trial's duration. */
  readonly sigma: number;
  /** Others hear of a trial as tabs tell it, where a trial takes a second; else at once. */
  readonly byRule?: boolean;
}

export interface SwarmResult {
  /** Finished trials until the target was reached; the limit if it was not. */
  readonly evaluations: number;
  readonly gap: number;
  /** By the rule: how long after its end others heard of a trial, on average. */
  readonly meanLateMs?: number;
}

/** The median of what a trial takes, by the rule's clock. */
const TRIAL_MS = 1_000;

/** One peer: its study, and the trial that it runs. */
interface Peer {
  readonly study: Study;
  proposal: Proposal;
  running: RunningPoint & { readonly params: readonly ParamValue[] };
  endsAt: number;
}

/** Has peer `at` start its next trial; it sees what the others run. */
function startTrial(
  peers: readonly Peer[],
  at: number,
  space: SearchSpace,
  now: number,
  durations: Rng,
  sigma: number,
) {
  const peer = peers[at] as Peer;
  const others = peers.filter((other) => other !== peer && other.endsAt > now).map((other) => other.running);
  peer.proposal = askOne(peer.study, others);
  peer.running = { space, params: valuesFor(peer.proposal, space) };
  peer.endsAt = now + Math.exp(sigma * normal(durations));
}

function peersOf({ sampler, f, dim, seed, peers }: SwarmRun, space: SearchSpace): Peer[] {
  return Array.from({ length: peers }, (_, peer) => {
    const log = `f${f}-d${dim}-s${seed}-of${peers}-p${peer}`;
    const study = minimizingStudy(makeSampler(sampler), seed, log);
    const proposal: Proposal = {
      number: -1,
      seed: 0,
      space,
      values: [],
      fixed: null,
      mixtures: null,
      foreignKnown: 0,
      repeatOf: null,
    };
    return { study, proposal, running: { space, params: [] }, endsAt: Number.NEGATIVE_INFINITY };
  });
}

/** Runs until the target is reached or the limit; repeats exactly. */
export function swarmRun(run: SwarmRun): SwarmResult {
  const { f, dim, seed, target, limit, sigma } = run;
  const { fopt, evaluate } = bbob(f, dim, 1);
  const space = boxSpace(dim);
  const durations = rngFromSeed("durations", f, dim, seed, run.peers);
  const peers = peersOf(run, space);
  const telling =
    run.byRule === true
      ? new RuleTelling(
          peers.map(({ study }) => study),
          rngFromSeed("telling", f, dim, seed, run.peers),
        )
      : null;
  for (let at = 0; at < peers.length; at++) startTrial(peers, at, space, 0, durations, sigma);
  let gap = Number.POSITIVE_INFINITY;
  for (let evaluations = 1; evaluations <= limit; evaluations++) {
    const at = peers.reduce((first, peer, i) => (peer.endsAt < (peers[first] as Peer).endsAt ? i : first), 0);
    const { study, proposal, running, endsAt } = peers[at] as Peer;
    const value = evaluate(running.params as readonly number[]);
    telling?.until(endsAt * TRIAL_MS);
    const trial = study.tell(completed(proposal, space, running.params, value));
    if (telling === null) for (const other of peers) if (other.study !== study) other.study.addForeign(trial);
    telling?.finished(at, trial);
    gap = Math.min(gap, value - fopt);
    if (gap <= target) return { evaluations, gap };
    startTrial(peers, at, space, endsAt, durations, sigma);
  }
  return { evaluations: limit, gap, ...(telling === null ? {} : { meanLateMs: telling.meanLateMs }) };
}
