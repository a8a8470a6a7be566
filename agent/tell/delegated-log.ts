import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial, LogId, TrialOutcome } from "../../study/trial/trial.ts";
import { logIdOf } from "../../swarm/ids.ts";
import { OwnLog } from "../../swarm/log/own-log.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import { BestKnown } from "../best/best-known.ts";
import type { Clock, Signer } from "../ports.ts";
import { Outbox } from "./outbox.ts";

/** What is known of a trial besides how it ended. */
export type ToldElsewhere = Pick<FinishedTrial, "foreignKnown" | "repeatOf" | "startMs" | "finishedBefore">;

export interface DelegatedLogOptions {
  readonly studyId: string;
  /** The key whose log it is: not this peer's. */
  readonly signer: Signer;
  /** 16 fresh random bytes. */
  readonly nonce: Uint8Array;
  readonly directions: readonly Direction[];
  readonly clock: Clock;
  readonly tellDelayMs: () => number;
  /** Has `bytes` signed by `signer`. */
  readonly sign: (signer: Signer, bytes: Uint8Array, then: (signature: Uint8Array) => Promise<void>) => void;
  /** It is signed: keep it and tell everybody. */
  readonly adopt: (segment: Segment) => Promise<void>;
}

/** The log of somebody who runs trials and is no peer: a program that asks and tells over HTTP. This peer writes it with that one's key. */
export class DelegatedLog {
  readonly log: LogId;
  readonly #outbox: Outbox;
  readonly #best: BestKnown;
  #nextNumber = 0;
  #unsigned = 0;

  constructor(options: DelegatedLogOptions) {
    const { studyId, signer, nonce, directions, clock, tellDelayMs, sign, adopt } = options;
    const [direction = "minimize"] = directions;
    this.log = logIdOf(signer.publicKey, studyId, nonce);
    // What others claim must not keep this one's bests from being told at once.
    this.#best = new BestKnown(direction);
    const written = new OwnLog({ studyId, publicKey: signer.publicKey, logNonce: nonce });
    this.#outbox = new Outbox({
      log: this.log,
      directionCount: directions.length,
      clock,
      best: this.#best,
      publish: (draft) => {
        const effect = written.publish(draft);
        if (effect.type !== "signSegment") return;
        this.#unsigned++;
        sign(signer, effect.bytes, async (signature) => {
          const segment: Segment = { ...effect.unsigned, signature };
          written.signed(segment);
          this.#unsigned--;
          await adopt(segment);
        });
      },
      unsigned: () => this.#unsigned,
      tellDelayMs,
    });
  }

  /** Gives a trial its place in the log; nobody hears of it before `tell`. */
  place(outcome: TrialOutcome, about: ToldElsewhere): FinishedTrial {
    return { ...outcome, ...about, log: this.log, number: this.#nextNumber++ };
  }

  /** Tells a trial that has its place. */
  tell(trial: FinishedTrial): void {
    this.#outbox.add([trial], this.#best.consider(trial) ? [trial] : []);
  }

  /** Tells all that waits, and nothing after. */
  close(): void {
    this.#outbox.flushAll();
  }
}
