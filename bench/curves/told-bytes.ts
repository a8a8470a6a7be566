import { encodeTrials } from "../../agent/tell/trial-codec.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, reportOf } from "../../study/trial/trial.ts";
import { SEGMENT_VERSION, type Segment } from "../../swarm/log/segment.ts";
import { encodeSegment } from "../../swarm/wire/codec.ts";

/** Bytes on the wire for each trial of a full segment whose trials reported one objective and so many metrics at so many steps. */
export function toldBytes({ metrics, steps }: { readonly metrics: number; readonly steps: number }): number {
  const rng = rngFromSeed(1, "told bytes");
  const curve = () => Array.from({ length: steps }, (_, step) => [step + 1, rng.next()] as const);
  const trialOf = (number: number): FinishedTrial =>
    finished({
      number,
      log: "a".repeat(22),
      intermediate: curve().map(([step, value]) => reportOf(step, [value])),
      metrics: Object.fromEntries(Array.from({ length: metrics }, (_, i) => [`metric ${i}`, curve()])),
    });
  let full: { readonly bytes: Uint8Array; readonly count: number } | null = null;
  for (const trials: FinishedTrial[] = []; ; ) {
    trials.push(trialOf(trials.length));
    const bytes = encodeTrials(trials, 1);
    if (bytes === null) break;
    full = { bytes, count: trials.length };
  }
  if (full === null) throw new Error("Not even one such trial fits a segment.");
  return encodeSegment(segmentOf(full.bytes, full.count)).length / full.count;
}

const segmentOf = (trials: Uint8Array, count: number): Segment => ({
  version: SEGMENT_VERSION,
  studyId: "s".repeat(43),
  publicKey: new Uint8Array(32),
  nonce: new Uint8Array(16),
  index: 1,
  basis: 1,
  trials,
  count,
  totals: { complete: count, pruned: 0, failed: 0 },
  best: 0,
  bestIndex: null,
  bestCount: 0,
  signature: new Uint8Array(64),
});
