import type { Json } from "../study/json.ts";
import type { StudyId, StudySpec } from "../study/spec/spec.ts";
import type { StudySecret } from "../study/spec/study-secret.ts";
import type { Proposal, PrunerSnapshot } from "../study/trial/proposal.ts";
import type { LogId, TrialError, TrialOutcome } from "../study/trial/trial.ts";
import type { TrialEnd } from "../study/trial/trial-end.ts";

/** Time and timers. The simulated one is virtual. */
export interface Clock {
  /** Milliseconds of this tab's own time, from any origin: never set, never back. May stand still while the machine sleeps. */
  nowMs(): number;
  setTimer(delayMs: number, fire: () => void): Timer;
}
/** A clock that also has the date: milliseconds since 1970, right or wrong, and set at any moment. Never for durations. */
export interface DatedClock extends Clock {
  wallMs(): number;
}
export interface Timer {
  cancel(): void;
}

/** An address other tabs can dial: a PeerJS id, fresh for every session. */
export type Address = string;
/** A link as the transport knows it; unique in this session. */
export type LinkId = number;
export type LinkKind = "direct" | "relayed" | "simulated";

export interface TransportEvents {
  onLinkOpened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean): void;
  onLinkClosed(link: LinkId): void;
  /** The link goes another way from here on; no message is lost or doubled by it. */
  onLinkKind?(link: LinkId, kind: LinkKind): void;
  /** `connect(address)` did not lead to a link. */
  onConnectFailed(address: Address, reason: string): void;
  onMessage(link: LinkId, bytes: Uint8Array): void;
  /** What was connected before may not be any more: the network has changed, or this tab slept. */
  onDoubt?(): void;
}

/** Bytes between two peers: whole messages, in order while the link lives, at most MAX_MESSAGE_BYTES each. */
export interface Transport {
  /** Where others can reach this peer, or null while it is not known (seed unreachable). */
  address(): Address | null;
  /** Only one consumer; called once, before anything else. */
  listen(events: TransportEvents): void;
  connect(address: Address): void;
  /** False if the message was dropped because the link is gone or its buffer full. */
  send(link: LinkId, bytes: Uint8Array): boolean;
  close(link: LinkId): void;
  /** Time stood still here: whoever waited for us may have given up, dials and the way to the seed included. */
  wake?(): void;
}

/** 1 MiB: 64 trials at their largest fit with room to spare, and one stranger cannot make us hold more. */
export const MAX_MESSAGE_BYTES = 1 << 20;

/** What this profile keeps of a study between visits. */
export interface Membership {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  /** Of a private study: what its link carries behind the id. Leaves this profile in links that a person sends, and in no other way. */
  readonly secret?: StudySecret;
  readonly state: "watching" | "running" | "paused" | "left" | "finished";
  readonly cores: number;
  /** By this machine's date. */
  readonly joinedMs: number;
  /** When the study began, by this machine's date when that was last known; absent while it is not. */
  readonly beganMs?: number;
  /** Rounds the person has added to the study's budget of rounds. */
  readonly addedRounds?: number;
  /** What the person allows to be sent for the study; absent: as much as ever is. */
  readonly uploadBytesPerSecond?: number;
  /** What contributors called themselves, for when they are gone: at most MAX_PEER_ROWS. */
  readonly names?: readonly (readonly [peer: string, name: string])[];
  /** Only of a study that was left. */
  readonly contributed?: Contribution;
}

/** A membership as it was found in the store; `spec` is null where what was kept of it is not the study it names. */
export interface StoredMembership extends Omit<Membership, "spec"> {
  readonly spec: StudySpec | null;
}

/** What a profile had done for a study when it left it. */
export interface Contribution {
  readonly trials: number;
  /** The best value of its own trials. */
  readonly best: number | null;
  /** By this machine's date. */
  readonly leftMs: number;
}

/** Keeps what a peer knows of a study beside its segments over reloads: one record, which the next replaces. */
export interface EvidenceStore {
  saveEvidence(studyId: StudyId, bytes: Uint8Array): Promise<void>;
  /** Null if nothing was kept. */
  loadEvidence(studyId: StudyId): Promise<Uint8Array | null>;
}

/** Trials of one own log as `agent/store/own-chunk.ts` packs them. */
export interface OwnTrialsChunk {
  readonly log: LogId;
  /** Its place among the study's chunks: earlier trials have a smaller one. */
  readonly order: number;
  readonly bytes: Uint8Array;
}

/** Keeps what this profile computed itself over reloads, also what nobody else was told. */
export interface OwnTrialsStore {
  /**
   * Keeps a chunk in place of those named in `instead`, all or nothing. Resolves with its name in this store; null where
   * nothing was written: there is no room, or one of those it replaces is gone.
   */
  appendOwnTrials(studyId: StudyId, chunk: OwnTrialsChunk, instead?: readonly number[]): Promise<number | null>;
  /** In their order. */
  loadOwnTrials(studyId: StudyId): Promise<readonly (OwnTrialsChunk & { readonly id: number })[]>;
  dropOwnTrials(studyId: StudyId, ids: readonly number[]): Promise<void>;
}

/** Keeps signed segments and memberships over reloads. Every write is idempotent. */
export interface SegmentStore extends OwnTrialsStore, EvidenceStore {
  /** `key` = `log/index`; the encoded, signed segment exactly as received. */
  appendSegments(
    studyId: StudyId,
    segments: readonly { readonly key: string; readonly bytes: Uint8Array }[],
  ): Promise<void>;
  loadSegments(studyId: StudyId): Promise<Uint8Array[]>;
  /** Forgets every segment and every own trial of these logs, also those that wait to be written. */
  dropLogs(studyId: StudyId, logs: ReadonlySet<LogId>): Promise<void>;
  /** Forgets these segments, also those that wait to be written. */
  dropSegments(studyId: StudyId, keys: ReadonlySet<string>): Promise<void>;
  /** Forgets its segments, its own trials, its evidence and its membership. */
  dropStudy(studyId: StudyId): Promise<void>;
  saveMembership(membership: Membership): Promise<void>;
  loadMemberships(): Promise<StoredMembership[]>;
}

/** What the jail must know to run a study's trials. Sources are already plain JavaScript here. */
export interface ObjectiveProgram {
  readonly studyId: StudyId;
  /** JavaScript whose line and column numbers map back by `positions` (null: they are the author's own). */
  readonly javascript: string;
  readonly positions: string | null;
  readonly directions: readonly ("minimize" | "maximize")[];
  /** Of the objectives, in order: by these a trial reports them. */
  readonly names?: readonly string[] | undefined;
  /** What ends a trial as soon as it reports so much. */
  readonly ends?: readonly TrialEnd[] | undefined;
  /** Where the study runs variants of `train(config, reporter)`. */
  readonly trainable?: TrainableProgram | undefined;
}

/** What a runner must know to run a study's variants. */
export interface TrainableProgram {
  /** Trials in all. */
  readonly trials: number;
  /** Of each variant, as JSON. */
  readonly configs: readonly string[];
  /** The function's name in the script; null: the usual ones. */
  readonly entrypoint: string | null;
  /** Names of what is kept of the fields that are filled in. */
  readonly kept: readonly string[];
  readonly log: LogId;
  /** What this peer is called. */
  readonly hostname: string;
}

export interface TrialBatch {
  readonly proposals: readonly Proposal[];
  readonly pruner: PrunerSnapshot;
}

/**
 * What an objective wrote to its console; `note`: what its trial remarks on how it was used; `steps`: on the order in
 * which steps were reported.
 */
export interface ConsoleLine {
  readonly level: "log" | "warn" | "error" | "note" | "steps";
  readonly text: string;
}

/** Reported by a slot, in order; after `onLost` the slot starts anew and says `onReady` again. */
export interface SlotEvents {
  onReady(): void;
  /** The objective does not even load; the slot stays closed. */
  onLoadFailed(error: TrialError): void;
  /** The outcomes of the batch's next trials, in the batch's order. */
  onFinished(outcomes: readonly TrialOutcome[]): void;
  /** An intermediate value of the running trial, of its first objective. */
  onReport(trialNumber: number, step: number, value: number): void;
  /** Where it is there, the first lines of the objective's console come out of the jail, too. */
  onConsole?(lines: readonly ConsoleLine[]): void;
  /** Where it is there: all that a watched trial showed, in order, before its outcome; nothing of one that did not end by itself. */
  onFrames?(trialNumber: number, frames: readonly Json[]): void;
  /** The worker is gone; what it had finished has been reported, the rest of the batch was not run to its end. */
  onLost(error: TrialError): void;
  /** Trials here do not end, and killing them may not end them either: the slot stays closed until a person decides. A sentence. */
  onGivenUp?(sentence: string): void;
}

/** One lent core: an objective worker that runs one batch at a time. */
export interface RunnerSlot {
  run(batch: TrialBatch): void;
  /** Newer knowledge for trials that are running; best effort. */
  refreshPruner(snapshot: PrunerSnapshot): void;
  /** Kills what runs, even an infinite loop, and starts a fresh worker (`onLost` with `error`, then `onReady`). */
  restart(error: TrialError): void;
  /** Kills for good; no event follows. Resolves when the worker is gone. */
  close(): Promise<void>;
}

/** Runs objectives nobody trusts, away from everything else. */
export interface TrialRunner {
  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot;
}

/** The profile's Ed25519 key. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
export interface Verifier {
  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Who else works on a study: the seed's rooms. */
export interface Rendezvous {
  /** Says where this peer is and returns a random sample of others' addresses. Rejects when the seed cannot be reached. */
  announce(studyId: StudyId, summary: StudySummary): Promise<Announced>;
  leave(studyId: StudyId): Promise<void>;
  /** Null if the seed has it not. Rejects with a `LockedStudy` where it is private and `secret` does not open it. */
  fetchSpec(studyId: StudyId, secret?: StudySecret | null): Promise<StudySpec | null>;
  /** A private study goes there sealed, and not at all without its secret. */
  offerSpec(spec: StudySpec, secret?: StudySecret | null): Promise<void>;
}
export interface Announced {
  readonly addresses: readonly Address[];
  readonly wantsSpec: boolean;
  /** How long the study has been going on as far as the seed knows; absent if it does not. */
  readonly studyMs?: number | undefined;
}
export interface StudySummary {
  readonly best: number | null;
  readonly trials: number;
  readonly peers: number;
  /** How long the study has been going on; absent while this peer does not know. */
  readonly studyMs?: number | undefined;
}
