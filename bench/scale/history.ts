import { encodeTrials } from "../../agent/tell/trial-codec.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { Chance } from "../../swarm/chance.ts";
import { type LogId, logIdOf } from "../../swarm/ids.ts";
import { OwnLog } from "../../swarm/log/own-log.ts";
import { MAX_TRIALS_PER_SEGMENT, type Segment } from "../../swarm/log/segment.ts";
import { fakeKey, fakeSign } from "../../swarm/simulator/fake-signer.ts";
import { STUDY_ID } from "../../swarm/simulator/participant.ts";

/** As a tab that runs all the time ends one a second. */
const TRIAL_MS = 1_000;

/** What a tab told that has left since. */
export interface FormerLog {
  readonly log: LogId;
  readonly segments: readonly Segment[];
  /** By segment. */
  readonly trials: readonly (readonly FinishedTrial[])[];
}

/** `count` trials in full segments, signed with a key of that name; `valueOf` draws what they came to. */
export function formerLog(
  name: string,
  count: number,
  space: TrialSpace,
  chance: Chance,
  valueOf: () => number,
): FormerLog {
  const [publicKey, logNonce] = [fakeKey(name), chance.bytes(16)];
  const log = logIdOf(publicKey, STUDY_ID, logNonce);
  const own = new OwnLog({ studyId: STUDY_ID, publicKey, logNonce });
  const segments: Segment[] = [];
  const told: FinishedTrial[][] = [];
  for (let first = 0; first < count; first += MAX_TRIALS_PER_SEGMENT) {
    const length = Math.min(MAX_TRIALS_PER_SEGMENT, count - first);
    const trials = Array.from({ length }, (_, i) => trialOf(log, first + i, space, chance, valueOf()));
    const bytes = encodeTrials(trials, 1, { spaces: [space], hasBasis: first > 0 });
    if (bytes === null) throw new RangeError("So many parameters do not fit a segment; choose fewer with --dims.");
    const totals = { complete: first + length, pruned: 0, failed: 0 };
    const basis = first === 0 ? "own" : "last";
    const effect = own.publish({ trials: bytes, count: length, totals, best: null, lane: "rest", basis });
    if (effect.type !== "signSegment") throw new Error("A log that is not to be signed.");
    const segment = { ...effect.unsigned, signature: fakeSign(publicKey, effect.bytes) };
    own.signed(segment);
    segments.push(segment);
    told.push(trials);
  }
  return { log, segments, trials: told };
}

function trialOf(log: LogId, number: number, space: TrialSpace, chance: Chance, value: number): FinishedTrial {
  return {
    number,
    space,
    params: space.names.map(() => chance.between(-5, 5) + chance.between(0, 1e-8)),
    state: "complete",
    values: [value],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: null,
    checkpoint: null,
    durationMs: TRIAL_MS,
    log,
    foreignKnown: number,
    startMs: TRIAL_MS * number,
    repeatOf: null,
  };
}
