import { describe, expect, it } from "vitest";
import { directionsOf } from "../../study/spec/spec.ts";
import { Study } from "../../study/study.ts";
import { finished } from "../../study/testing/run-trials.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { NO_TOTALS, SEGMENT_VERSION, type Segment } from "../../swarm/log/segment.ts";
import { baseSpec, studyId } from "../testing/test-swarm.ts";
import { loadPruner, loadSampler } from "../work/search-methods.ts";
import { Intake } from "./intake.ts";
import { encodeTrials } from "./trial-codec.ts";

const trial = (number: number, value: number): FinishedTrial => finished({ log: "", number, values: [value] });

/** A segment of one stranger's log. */
const segment = (index: number, ...trials: readonly FinishedTrial[]): Segment => ({
  version: SEGMENT_VERSION,
  studyId,
  publicKey: new Uint8Array(32).fill(1),
  nonce: new Uint8Array(16).fill(1),
  index,
  basis: index,
  trials: encodeTrials(trials, 1) ?? new Uint8Array(),
  count: trials.length,
  totals: NO_TOTALS,
  best: null,
  bestIndex: null,
  bestCount: 0,
  signature: new Uint8Array(64),
});

async function newIntake() {
  const spec = { ...baseSpec, sampler: { name: "random" as const } };
  const [sampler, pruner] = await Promise.all([loadSampler(spec), loadPruner(spec)]);
  const study = new Study({ directions: directionsOf(spec), sampler, pruner, seed: 1, log: "own" });
  const heard: (number | undefined)[] = [];
  const intake = new Intake(study, 1, {
    authorOf: () => "stranger",
    basisOf: (of) => of,
    onHeard: ({ values }) => heard.push(values[0]),
  });
  return { intake, study, heard };
}

describe("trials that a stranger's log tells several times", () => {
  it("are heard once and count as first told, whether a round begins in between or not", async () => {
    for (const drainsBetween of [false, true]) {
      const { intake, study, heard } = await newIntake();
      for (const [index, value] of [-50, -100, -70].entries()) {
        intake.deliver([segment(index, trial(5, value))]);
        if (drainsBetween) intake.drain();
      }
      intake.deliver([segment(3, trial(6, 1)), segment(4, trial(6, 2))]);
      expect(heard).toEqual([-50, 1]);
      intake.drain();
      expect(study.history.size).toBe(2);
      expect(study.history.best()?.values).toEqual([-50]);
    }
  });

  it("are heard again once what waited of the log is forgotten", async () => {
    const { intake, heard } = await newIntake();
    intake.deliver([segment(0, trial(5, -50))]);
    const [{ log } = { log: "" }] = intake.pending;
    expect(intake.pending.map(({ number }) => number)).toEqual([5]);
    intake.forget(new Set([log]));
    expect(intake.pending).toEqual([]);
    intake.deliver([segment(0, trial(5, -50))]);
    expect(heard).toEqual([-50, -50]);
  });
});
