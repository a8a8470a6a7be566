// What other tabs tell: segments as they stand on the wire, with signatures that hold.
import type { Signer } from "../../agent/ports.ts";
import { encodeTrials } from "../../agent/tell/trial-codec.ts";
import type { Rng } from "../../study/rng.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { logIdOf } from "../../swarm/ids.ts";
import { OwnLog } from "../../swarm/log/own-log.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import { encodeMessage } from "../../swarm/wire/codec.ts";
import type { Signatures } from "../../worker/identity/signatures.ts";

/** A tab of a crowd: its log, and how much it has told. */
export class ToldLog {
  readonly #own: OwnLog;
  readonly #log: string;
  readonly #signer: Signer;
  readonly #nonce: Uint8Array;
  readonly #space: TrialSpace;
  #told = 0;
  #isIntroduced = false;

  private constructor(studyId: string, signer: Signer, nonce: Uint8Array, dims: number) {
    const { publicKey } = signer;
    this.#own = new OwnLog({ studyId, publicKey, logNonce: nonce });
    this.#log = logIdOf(publicKey, studyId, nonce);
    this.#signer = signer;
    this.#nonce = nonce;
    this.#space = {
      names: Array.from({ length: dims }, (_, i) => `x${i}`),
      distributions: Array.from({ length: dims }, () => ({ kind: "float", low: -5, high: 5, log: false, step: null })),
    };
  }

  static async open(studyId: string, signatures: Signatures, rng: Rng, dims: number): Promise<ToldLog> {
    const random = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => rng.nextUint32() & 255);
    return new ToldLog(studyId, await signatures.signer(random(32)), random(16), dims);
  }

  /** The message that tells its next `count` trials, none of them a best. */
  async next(count: number, rng: Rng): Promise<Uint8Array> {
    const trials = Array.from({ length: count }, (_, i) => this.#trial(this.#told + i, rng));
    const isFirst = this.#told === 0;
    const bytes = encodeTrials(trials, 1, { spaces: [this.#space], hasBasis: !isFirst });
    if (bytes === null) throw new Error("The trials do not fit a segment.");
    this.#told += count;
    const totals = { complete: this.#told, pruned: 0, failed: 0 };
    const draft = { trials: bytes, count, totals, best: null, lane: "rest", basis: isFirst ? "own" : "last" } as const;
    const effect = this.#own.publish(draft);
    if (effect.type !== "signSegment") throw new Error("A log that is not to be signed.");
    const segment: Segment = { ...effect.unsigned, signature: await this.#signer.sign(effect.bytes) };
    this.#own.signed(segment);
    const introductions = this.#isIntroduced ? [] : [{ publicKey: this.#signer.publicKey, nonce: this.#nonce }];
    this.#isIntroduced = true;
    const logs = [{ log: this.#log, segments: [segment], headers: [] }];
    return encodeMessage({ type: "segments", answer: 0, introductions, logs, reached: [] });
  }

  #trial(number: number, rng: Rng): FinishedTrial {
    return {
      log: this.#log,
      number,
      space: this.#space,
      params: this.#space.names.map(() => 10 * rng.next() - 5),
      state: "complete",
      values: [1 + rng.next()],
      intermediate: [],
      metrics: {},
      constraints: {},
      userAttrs: {},
      error: null,
      checkpoint: null,
      durationMs: 900 + 200 * rng.next(),
      foreignKnown: number,
      startMs: 1_000 * number,
      repeatOf: null,
    };
  }
}
