import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial, TrialOutcome } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import type { EngineClass } from "../tell/engine-class.ts";
import type { Attestation, Dispute } from "../tell/note-body.ts";
import type { Claim } from "./claims.ts";
import type { Heard } from "./voices.ts";

export interface TrustOptions {
  /** Of the objectives. */
  readonly directions: readonly Direction[];
  /** This profile. */
  readonly own: PeerId;
  /** What this tab writes. */
  readonly log: LogId;
  readonly engine: EngineClass;
  /** Of this tab alone: nobody can foresee what it picks. */
  readonly secret: string;
  /** As the study says; 0: it says nothing. */
  readonly verifications: number;
  /** Own trials that may come, as far as the study bounds them; `isCertain`: nobody else runs any of them. */
  readonly planned: number;
  readonly isCertain: boolean;
  /** No single trial can be the best: what to check first says `standing`. */
  readonly isNoisy?: boolean;
}

export interface TrustHooks {
  attest(attestation: Attestation): void;
  dispute(dispute: Dispute): void;
  /** What a log's tab runs on. */
  engineOf(log: LogId): EngineClass;
  /** Peers that work now, this one included. */
  workers(): number;
  /** Whose word counts, and how many work, where this tab cannot run trials. */
  heard(): Heard;
  /** Whether this tab can run trials. */
  canRun(): boolean;
  /** Own runs vouch for these now. */
  risen(peers: readonly PeerId[]): void;
  /** These peers' words count for nothing any more. */
  fallen(peers: readonly PeerId[]): void;
  /** The verified best is another one. */
  verified(): void;
  /** Of a noisy study: the trial that stands most for what is not verified. */
  standing?(): Claim | null;
  /** A run of it here has said something, or nothing. */
  ran?(trial: FinishedTrial): void;
  /** A trial of `ends` has run here: whether the study ends by what it came to. */
  endsBy?(trial: FinishedTrial, outcome: TrialOutcome): boolean;
}
