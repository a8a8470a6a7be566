import type { Pruner } from "../study/pruner.ts";
import type { Sampler } from "../study/sampler.ts";
import type { StudyId, StudySpec } from "../study/spec/spec.ts";
import type { FinishedTrial } from "../study/trial/trial.ts";
import type { PeerId } from "../swarm/ids.ts";
import type { StudyStart } from "../swarm/time/study-time.ts";
import type {
  DatedClock,
  ObjectiveProgram,
  Rendezvous,
  SegmentStore,
  Signer,
  Transport,
  TrialRunner,
  Verifier,
} from "./ports.ts";
import type { EngineClass } from "./tell/engine-class.ts";
import type { PeerName } from "./view/people.ts";
import type { OwnQuota } from "./work/asking/own-quota.ts";

/**
 * `best`: a better value is known; `state`: the tab does something else than before: both to be shown at once. `any`: something
 * else changed. `time`: nothing but time has passed, and ages and rates with it. Called at most once per event, not per trial.
 */
export type ChangeKind = "best" | "state" | "any" | "time";

export interface AgentOptions {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  /** As `loadSampler` and `loadPruner` give them for the spec; of this agent alone. */
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** 16 fresh random bytes for every engine start: names this start's log. */
  readonly logNonce: Uint8Array;
  /** 16 to 64 fresh random bytes: all chance of this agent comes from them. */
  readonly seed: Uint8Array;
  readonly clock: DatedClock;
  /** When the study began: its author begins it "now", or by this machine's date as kept of an earlier visit. Absent: not known here. */
  readonly began?: "now" | { readonly wallMs: number } | undefined;
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
  /** Another tab of this profile takes part now: under a budget of rounds its word is waited for, a moment at most. */
  readonly hasSibling?: boolean;
  /** Rounds that the person has added to a budget of rounds so far. */
  readonly addedRounds?: number;
  /** What the person lets this peer run, where that is not for the study to say. */
  readonly ownQuota?: OwnQuota | undefined;
  /** What a person allows to be sent for the study; absent: as much as ever is. */
  readonly uploadBytesPerSecond?: number | undefined;
  /** What peers called themselves on earlier visits. */
  readonly names?: readonly PeerName[];
  /** What runs the trials here. */
  readonly engine?: EngineClass | undefined;
  /** A trial of another log than this start's, once, as it enters the study; and whose it is. */
  readonly onHeard?: (trial: FinishedTrial, by: PeerId) => void;
  readonly onChange: (kind: ChangeKind) => void;
  /** `beganMs` is known only now, or better than before. */
  readonly onBegan?: () => void;
  /** A peer has said what it calls itself, for the first time or anew. */
  readonly onNamed?: () => void;
}

/** Not 0, which is the log that its study began with. */
export const ordinalFrom = (bytes: Uint8Array): number =>
  Math.max(1, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));

/** Without a better word the author's date and this machine's must do: of studies that no author has begun, too. */
export function startOf({ began, clock, spec }: AgentOptions): StudyStart {
  if (began === "now") return { from: "own", studyMs: 0 };
  const wallMs = began?.wallMs ?? spec.createdMs;
  return { from: began === undefined ? "guess" : "kept", studyMs: Math.max(0, clock.wallMs() - wallMs) };
}
