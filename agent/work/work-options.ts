import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";
import type { SegmentDraft } from "../../swarm/log/segment.ts";
import type { LogView } from "../../swarm/swarm-views.ts";
import type { Clock, ObjectiveProgram, TrialRunner } from "../ports.ts";
import type { EngineClass } from "../tell/engine-class.ts";
import type { Checking } from "../trust/checking.ts";
import type { MeasuredBest } from "../trust/measured-best.ts";
import type { Trust } from "../trust/trust.ts";
import type { OwnQuota } from "./asking/own-quota.ts";
import type { Leases } from "./leases.ts";
import type { RunningTrial } from "./lent-core.ts";
import type { WorkTotals } from "./work-totals.ts";

export interface WorkOptions {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly log: LogId;
  readonly peer: PeerId;
  readonly clock: Clock;
  readonly runner: TrialRunner | null;
  readonly program: ObjectiveProgram | null;
  /** Seeds the sampler. */
  readonly seed: string;
  /** With a seed of the study, what this log's chance follows from. Unsigned 32 bit. */
  readonly ordinal: number;
  readonly engine?: EngineClass | undefined;
  /** Nobody else can be there yet. */
  readonly isFirst: boolean;
  readonly totals: WorkTotals;
  readonly leases: Leases;
  readonly hasSibling?: boolean;
  readonly addedRounds?: number;
  readonly ownQuota?: OwnQuota | undefined;
  /** Null: this study's claims cannot be checked, and are believed as they are signed. */
  readonly belief: WorkBelief | null;
}

/** What others' claims are worth here. */
export interface WorkBelief {
  readonly trust: Trust;
  readonly checking: Checking;
  /** Whether this tab can look at what others tell. */
  readonly canRun: boolean;
  /** Of a noisy study. */
  readonly measured: MeasuredBest | null;
  /** Whether neither own runs nor others for whom they vouch bear a peer out, though they could. */
  readonly isDoubtful: (peer: PeerId) => boolean;
}

/** What becomes of trials. */
export interface CourseHooks {
  /** One of this tab's was stopped before its end, and waits to run again. */
  stopped(trial: RunningTrial): void;
  /** One has ended, of whichever log: called for every trial that is heard of, once. */
  ended(trial: FinishedTrial): void;
}

export interface WorkHooks {
  /** Whether new trials may begin. */
  isRunning(): boolean;
  /** A round begins: what others found enters the study now. */
  takeIn(): void;
  /** Trials have ended and are on their way to the others. */
  onProgress(improved: boolean): void;
  /** Of a noisy study: the best mean is another one. */
  onMeasured(): void;
  readonly courses: CourseHooks;
  /** It makes no sense to go on until a person looks at it. */
  onFailed(sentence: string): void;
  /** Trials have ended, in this order; some of them nobody else is told of. */
  keep(trials: readonly FinishedTrial[]): void;
  /** Something is amiss with what the sampler was told: a person should know, and the work goes on. */
  readonly onWarning: (sentence: string) => void;
  /** `trials`: what the draft carries, where it carries any. */
  publish(draft: SegmentDraft, trials?: readonly FinishedTrial[]): void;
  /** Where generations are bred: what goes to everybody at once. */
  readonly board: BoardHooks;
  /** Segments handed over and not signed yet. */
  unsigned(): number;
  /** How long trials that are no bests wait for each other, ms: the more tabs tell, the longer. */
  tellDelayMs(): number;
  /** How long the study has been going on; null while that is not known yet. */
  studyMs(): number | null;
  isLinked(): boolean;
  /** What a log's tab calls itself. */
  nameOf(log: LogId): string;
  /** All logs there are, with their signed totals. */
  logs(): readonly LogView[];
}

/** What all tabs breed together leaves by these. */
export interface BoardHooks {
  publishCells(body: Uint8Array): void;
  closeEpoch(record: Uint8Array): void;
  replaceEpochs(from: number, records: readonly Uint8Array[]): void;
}
