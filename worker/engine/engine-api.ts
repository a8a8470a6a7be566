import type { ProxyMarked } from "comlink";
import type { AgentState } from "../../agent/agent-state.ts";
import type { GenerationsPage, GenerationsQuery } from "../../agent/generations/generations-page.ts";
import type { Address, ConsoleLine, Contribution, LinkId, LinkKind } from "../../agent/ports.ts";
import type { EventsPage, EventsQuery } from "../../agent/view/courses.ts";
import type { CurvesPage, CurvesQuery } from "../../agent/view/curves-page.ts";
import type { ImportancePage, ImportanceQuery } from "../../agent/view/importance-page.ts";
import type { AgentSnapshot, TrialsPage, TrialsQuery } from "../../agent/view/snapshot.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { StudyId, StudySpec, specWith } from "../../study/spec/spec.ts";
import type { StudySecret } from "../../study/spec/study-secret.ts";
import type { FinishedState, TrialError } from "../../study/trial/trial.ts";
import type { StripResult } from "../jail/source/strip-types.ts";
import type { ChampionPlay } from "../play/champion-play.ts";

/**
 * The trials of a test run end by then, or by twice the time limit of a trial if that is longer: an author who waits
 * longer has found out what there was to find.
 */
export const TEST_RUN_LIMIT_MS = 30_000;
/** A trial that takes this long is not run once more: nobody waits for it. */
export const MAX_REPEATED_MS = 10_000;
/** More trials than anybody looks at one by one. */
export const MAX_TEST_TRIALS = 20;
/** 50: a list still read at a glance; of a study left before these, the browser keeps nothing. */
export const MAX_FORMER_STUDIES = 50;

/** All that the engine worker exposes: what the page asks for, and what its links report. */
export interface EngineWorker extends EngineApi {
  readonly links: EngineLinks & ProxyMarked;
  /** Whether anybody looks at the page; it is taken to be looked at until it says otherwise. */
  setSeen(seen: boolean): Promise<void>;
  /** The page goes away: says goodbye to the swarms and writes what waits. Memberships stay. */
  goodbye(): Promise<void>;
}

/** What the engine worker offers the page, over Comlink. Every promise settles. */
export interface EngineApi {
  /** Once, first. `host` is the page's side (proxied). Resolves when the profile is loaded and memberships resume. */
  boot(options: BootOptions, host: PageHost): Promise<Profile>;
  setName(name: string): Promise<void>;
  /** What the person has to be told once, in a few sentences: which studies a new version had to remove. Null: nothing. */
  notice(): Promise<string | null>;
  /** The person was told: no tab of this profile says it again. */
  dismissNotice(): Promise<void>;
  /** Stores the spec, offers it to the seed, and joins with `cores`. Rejects with a sentence for the person if the draft is wrong. */
  createStudy(draft: StudyDraft, cores: number): Promise<StudyId>;
  /**
   * Runs `count` trials in the jail without publishing anything; one that runs already is stopped. `onProgress` hears of
   * every trial. Ends by itself: at the first timeout, and at its limit in any case.
   */
  testRun(draft: StudyDraft, count: number, onProgress?: (soFar: TestRun) => void): Promise<TestRun>;
  /** Ends it now; what has finished is its result. */
  stopTestRun(): Promise<void>;
  /**
   * Finds the study's spec (store, then the seed) without running anything. `onMissing` hears within 2 s, in a sentence, why
   * it is not there so far; rejects with such a sentence when looking is over. `secret`: what follows the id in the link.
   */
  describe(studyId: StudyId, onMissing?: (sentence: string) => void, secret?: string | null): Promise<StudyDescription>;
  /** Take part in what was described last, or what this profile has kept: `cores` 0 only watches. */
  join(studyId: StudyId, cores: number): Promise<void>;
  pause(studyId: StudyId): Promise<void>;
  resume(studyId: StudyId): Promise<void>;
  /** Runs as many rounds again as the study's budget has; kept over reloads. Refused under any other budget. */
  runMoreRounds(studyId: StudyId): Promise<void>;
  setCores(studyId: StudyId, cores: number): Promise<void>;
  /** What this tab sends for the study at most, in bytes a second, as far as it may wait; at once, and kept over reloads. */
  limitUpload(studyId: StudyId, bytesPerSecond: number): Promise<void>;
  /** Stops the work; found trials stay with the swarm, and what was contributed stays in `formerStudies`. */
  leave(studyId: StudyId): Promise<void>;
  /** The studies this tab takes part in. */
  memberships(): Promise<readonly MembershipRow[]>;
  /** The studies this profile has left, the last one first; as many as `MAX_FORMER_STUDIES`. */
  formerStudies(): Promise<readonly FormerStudyRow[]>;
  /** Deletes what this browser keeps of a study that this tab does not take part in: its trials and its place in the lists. */
  forget(studyId: StudyId): Promise<void>;
  /** Calls back with the newest snapshot at once and then whenever it changed, at most twice a second (a new best at once). */
  watch(studyId: StudyId, onSnapshot: (snapshot: AgentSnapshot) => void): Promise<void>;
  unwatch(studyId: StudyId): Promise<void>;
  trials(studyId: StudyId, query: TrialsQuery): Promise<TrialsPage>;
  /** Who did what when: events of trials, the newest last. */
  events(studyId: StudyId, query: EventsQuery): Promise<EventsPage>;
  /** What finished trials reported of one metric; null where nothing is new since `query.since`: cheap to ask again. */
  curves(studyId: StudyId, query: CurvesQuery): Promise<CurvesPage | null>;
  /**
   * Which parameters matter; null where nothing is new since `query.since`. Where something is, the engine may be busy with it
   * for a fifth of a second: not to be asked more often than every few seconds.
   */
  importances(studyId: StudyId, query: ImportanceQuery): Promise<ImportancePage | null>;
  /** The log of a study's generations; null where nothing is new since `query.since`, or where the study breeds none. */
  generations(studyId: StudyId, query: GenerationsQuery): Promise<GenerationsPage | null>;
  /** A closed generation's survivors as an archive for NumPy (`.npz`). Rejects with a sentence where this tab has it not. */
  generationFile(studyId: StudyId, generation: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The champion of a closed generation in one more episode, the same whenever it is asked for, that belongs to no trial. Runs
   * in a worker of its own, also while the study rests. One at a time: what plays already is stopped, and its promise rejects.
   */
  playChampion(studyId: StudyId, generation: number, episode: number): Promise<ChampionPlay>;
  /** Nobody looks on any more: what plays is stopped, and its promise rejects. */
  stopPlay(): Promise<void>;
}

export interface BootOptions {
  /** Origin of the seed, for example `http://localhost:9000`. */
  readonly seedUrl: string;
  /** What `PageHost.remember` was told last in this tab, before a reload; null in a new tab. */
  readonly recalled: string | null;
}

/** What the page does for the engine, because only the main thread can. */
export interface PageHost {
  /** The PeerJS session: opened by the page at boot, reopened after the seed was away. */
  connect(address: Address): void;
  send(link: LinkId, bytes: Uint8Array): void;
  closeLink(link: LinkId): void;
  /** Time stood still for the engine: what was connected before may not be any more. */
  wake(): void;
  /** Opens one slot of the jail; `port` becomes the supervisor's end. Resolves with the slot's id, by which it can be killed. */
  openSlot(port: MessagePort): Promise<number>;
  /** Kills the slot's workers on the spot, without the jail's consent. */
  killSlot(slot: number): Promise<void>;
  /** Kept for this tab alone, until its next load. */
  remember(text: string): void;
  /** TypeScript to JavaScript with positions kept (loads the compiler when first needed). */
  stripTypes(source: string): Promise<StripResult>;
}

/** Called by the page as links come and go (`onJailLost`: that slot's frame died, and nothing of it is left). */
export interface EngineLinks {
  onAddress(address: Address | null, token: string): void;
  onLinkOpened(link: LinkId, address: Address, kind: LinkKind, incoming: boolean): void;
  onLinkClosed(link: LinkId): void;
  onLinkKind(link: LinkId, kind: LinkKind): void;
  /** The network has changed, or the page slept. */
  onDoubt(): void;
  onConnectFailed(address: Address, reason: string): void;
  onMessage(link: LinkId, bytes: Uint8Array): void;
  onJailLost(slot: number): void;
}

export interface Profile {
  readonly peerId: string;
  readonly name: string;
  /** False on plain http away from localhost: no `crypto.subtle`, no clipboard, no wake lock. */
  readonly secure: boolean;
  /** False when the browser refuses IndexedDB (private window, storage full): nothing survives a reload. */
  readonly durable: boolean;
}

/** What the author fills in; the engine adds author, version and time, and the secret of a private one. */
export interface StudyDraft extends Omit<Parameters<typeof specWith>[0], "author" | "createdMs" | "private"> {
  /** Only whoever has the whole link reads it and takes part; then it is not listed, whatever else is said. */
  readonly isPrivate?: boolean;
}

export interface StudyDescription {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  /** Of a private study: what its link carries behind the id. */
  readonly secret: StudySecret | null;
  readonly objectiveHash: string;
  readonly joined: boolean;
  /** Another tab of this profile takes part already; both count as one volunteer. */
  readonly inOtherTab: boolean;
  readonly isAuthor: boolean;
  /** What this profile did for it before it left. */
  readonly contributed: Contributed | null;
}

export interface TestRun {
  /** How many trials were asked for. */
  readonly asked: number;
  readonly trials: readonly {
    readonly params: Readonly<Record<string, ParamValue>>;
    readonly state: FinishedState;
    readonly values: readonly number[];
    readonly durationMs: number;
    readonly error: TrialError | null;
    /** By name, above 0 where violated; absent where the trial set none. */
    readonly constraints?: Readonly<Record<string, number>>;
    /** What it reported last of each further metric, by name; absent where it reported none. */
    readonly metrics?: Readonly<Record<string, number>>;
  }[];
  /** The objective does not even load. */
  readonly error: TrialError | null;
  readonly phase: TestRunPhase;
  /** Null where no trial has ended with a value. */
  readonly repeat: TestRepeat | null;
  /** The first lines of the objective's console. */
  readonly console: readonly ConsoleLine[];
  /** What the trials remark on how they were used, each sentence once. */
  readonly notes: readonly TestNote[];
}

export interface TestNote {
  /** `steps`: in which order they were reported, which means nothing to some pruners. */
  readonly about: "steps" | "other";
  readonly text: string;
}

/** running, repeating: not over yet. done: all that was asked for. timeout: of a trial. limit: of the whole. stopped: by hand. */
export type TestRunPhase = "running" | "repeating" | "done" | "timeout" | "limit" | "stopped";

/**
 * What became of the last trial with a value, run again in a fresh worker with the same parameters and the same chance.
 * `trial` counts from 1; `again` is null if it did not end with a value, and `error` says why.
 */
export type TestRepeat =
  | { readonly kind: "same"; readonly trial: number; readonly noise: TestNoise | null }
  | {
      readonly kind: "differs";
      readonly trial: number;
      readonly first: readonly number[];
      readonly again: readonly number[] | null;
      readonly error: TrialError | null;
    }
  | { readonly kind: "not-run"; readonly why: "slow" | "stopped" };

/** A trial that repeats came to something else with fresh chance: its objective is noisy. Null where it did not, or was not tried. */
export interface TestNoise {
  readonly first: readonly number[];
  readonly fresh: readonly number[];
}

export interface MembershipRow {
  readonly studyId: StudyId;
  readonly name: string;
  /** "elsewhere": only other tabs of this browser take part; this one knows none of their numbers. */
  readonly state: AgentState | "elsewhere";
  readonly unit: string;
  /** The shared best. */
  readonly best: number | null;
  readonly ownTrials: number;
  readonly ownBest: number | null;
}

/** What this profile had done for a study when it left it, and how long ago that was. */
export interface Contributed extends Omit<Contribution, "leftMs"> {
  readonly leftAgoMs: number;
}

/** A study that was left; its trials are kept until it is forgotten, so that joining again goes on where it was. */
export interface FormerStudyRow extends Contributed {
  readonly studyId: StudyId;
  readonly name: string;
  readonly unit: string;
}
