import type { StudyId, StudySpec } from "../study/spec.ts";
import type {
  Clock,
  ObjectiveProgram,
  Rendezvous,
  SegmentStore,
  Signer,
  Transport,
  TrialRunner,
  Verifier,
} from "./ports.ts";
import type { AgentSnapshot, TrialsPage, TrialsQuery } from "./snapshot.ts";

/** `best`: a better value is known, show it at once. `any`: something else changed, told at most 4 times a second. */
export type ChangeKind = "best" | "any";

export interface AgentOptions {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** 16 fresh random bytes for every engine start: names this start's log. */
  readonly logNonce: Uint8Array;
  /** 16 to 64 fresh random bytes: all chance of this agent comes from them. */
  readonly seed: Uint8Array;
  readonly clock: Clock;
  readonly store: SegmentStore;
  /** This study's share of the tab's links: `LinkMux.open(studyId)`, or a transport of its own. */
  readonly channel: Transport;
  /** Null: no seed; links come from elsewhere. */
  readonly rendezvous: Rendezvous | null;
  /** Null: only watches, shares and stores (the seed as archive). */
  readonly runner: TrialRunner | null;
  readonly program: ObjectiveProgram | null;
  readonly profileName: string;
  /** How many slots to run; 0 only watches. */
  readonly cores: number;
  readonly maxCores: number;
  readonly onChange: (kind: ChangeKind) => void;
}

/** One participant of one study, from `start` to `leave` or `stop`. */
export class Agent {
  readonly #options: AgentOptions;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Loads what the store holds, joins the swarm and begins (`paused`: without opening a slot). Resolves once restored. */
  async start(_how: { readonly paused: boolean } = { paused: false }): Promise<void> {
    throw new Error(`not written yet: ${this.#options.studyId}`);
  }

  /** Kills every slot at once; their trials run again after `resume`. */
  async pause(): Promise<void> {
    throw new Error("not written yet");
  }

  resume(): void {
    throw new Error("not written yet");
  }

  setCores(_cores: number): void {
    throw new Error("not written yet");
  }

  setName(_name: string): void {
    throw new Error("not written yet");
  }

  /** Publishes what is finished, says goodbye and ends for good. Resolves when said, after 2 s at the latest. */
  async leave(): Promise<void> {
    throw new Error("not written yet");
  }

  /** As `leave`, for a tab that closes: the study stays a membership. */
  async stop(): Promise<void> {
    throw new Error("not written yet");
  }

  snapshot(): AgentSnapshot {
    throw new Error("not written yet");
  }

  trialsPage(_query: TrialsQuery): TrialsPage {
    throw new Error("not written yet");
  }
}
