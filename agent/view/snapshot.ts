import type { ParamDistribution, ParamValue } from "../../study/space/distribution.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { FinishedState, FinishedTrial, LiveState, TrialError, TrialId } from "../../study/trial/trial.ts";
import type { AgentState } from "../agent-state.ts";
import type { HistoryPoint } from "../best/history-points.ts";
import type { GenerationsSummary } from "../generations/generations-page.ts";
import type { LinkKind } from "../ports.ts";
import type { VariantCounts } from "../work/variants-left.ts";

/** One person in the swarm: the logs of one profile are one row. */
export interface PeerSummary {
  readonly peerId: string;
  readonly name: string;
  readonly isYou: boolean;
  readonly trials: number;
  /** Trials better than all before them, in the order that all tabs agree on; of what this tab holds. */
  readonly bests: number;
  /** Of all its tabs that are there. */
  readonly cores: number;
  /** Tabs of the profile that are there now. */
  readonly tabs: number;
  /** Null: known through others only, or this profile itself. */
  readonly link: LinkKind | null;
  readonly rttMs: number | null;
  readonly online: boolean;
  /** Finished its budget, but still shares. */
  readonly done: boolean;
}

export interface BestSummary {
  /** The first of `values`; of a noisy study, the mean of the repeats of its point. */
  readonly value: number;
  /** Of a noisy study alone. */
  readonly mean?: MeanSummary | undefined;
  /** One per objective. */
  readonly values: readonly number[];
  /** The variant's name, in a study that has variants. */
  readonly name: string | null;
  /** Of a variant, what differs between variants. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** The ranges of `params`, by name. */
  readonly distributions: Readonly<Record<string, ParamDistribution>>;
  readonly trial: TrialId;
  /** The value it beat: of the best before it, in the order that all tabs agree on. Null if it is the first. */
  readonly beat: number | null;
  readonly foundBy: { readonly peerId: string; readonly name: string; readonly isYou: boolean };
  /** Run by this tab, since it last opened the study. */
  readonly ranHere: boolean;
  /** How long before this snapshot the tab heard of it, rounded down as it is shown: to five seconds, from a minute on to minutes. */
  readonly heardAgoMs: number;
}

/** What the mean of a noisy point rests on. */
export interface MeanSummary {
  /** Fresh-chance repeats; the first run, for which the point was chosen, is none of them. */
  readonly runs: number;
  /** With 95 % confidence the true mean is no further from it. */
  readonly halfWidth: number;
  /** Volunteers who ran them. */
  readonly runners: number;
}

/**
 * - `verified`: run again here, or by enough others for whom own runs vouch, with the same result.
 * - `own`: computed by this profile, and nobody else has run it again yet.
 * - `claimed`: somebody says so, and this tab cannot verify it.
 */
export type BestState = "verified" | "own" | "claimed";

/** Somebody says that there is a better best than the one that is shown. */
export interface ClaimSummary {
  readonly value: number;
  /** What the claimant calls itself. */
  readonly by: string;
}

/** Tabs that this one has found truthful ran a trial of this tab again and found otherwise. */
export interface DisputeSummary {
  /** As it was computed here. */
  readonly value: number;
  /** How many say so. */
  readonly by: number;
}

/** One of the best trade-offs between several objectives: no trial known is better in one and as good in all others. */
export interface FrontPoint {
  readonly trial: TrialId;
  /** One per objective. */
  readonly values: readonly number[];
  readonly by: string;
  readonly own: boolean;
  /** `own`: of this profile, whoever else has run it again. */
  readonly state: BestState;
}

/** What stands in the place of the best where a study has several objectives. */
export interface FrontSummary {
  /** At most MAX_FRONT_POINTS, ordered by their first value; of larger fronts an even selection that keeps the extremes. */
  readonly points: readonly FrontPoint[];
  /** How many there are in all: verified or own, and as they are claimed only where this tab cannot verify. */
  readonly size: number;
  /** Trade-offs that somebody claims beside those, not verified, by their first value: they hide none of `points`. */
  readonly claims: readonly FrontPoint[];
  /** A tenth beyond the worst that ever stood among them: from there hypervolume is measured. Null before the first. */
  readonly reference: readonly number[] | null;
  /** The hypervolume after so many trials as this tab learned of them, at most 200 points, the last one now. */
  readonly hypervolume: readonly { readonly trials: number; readonly value: number }[];
}

/** More than a chart can tell apart, or a person reads. */
export const MAX_FRONT_POINTS = 1_000;

export interface ErrorSummary {
  readonly trial: TrialId;
  readonly by: string;
  readonly error: TrialError;
}

/** A trial that has been asked for and has not ended, here or in another tab. */
export interface LiveTrial {
  readonly trial: TrialId;
  /** Its variant's, in a study that has variants; its place, in one that breeds generations. */
  readonly name: string | null;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly state: LiveState;
  readonly by: string;
  readonly own: boolean;
  /** For how long it has been running; null while it waits, and where nobody told. */
  readonly seconds: number | null;
  /** The last step it reported, and its first objective there; null before the first, and where nobody told. */
  readonly step: number | null;
  readonly value: number | null;
  /** How long ago its tab told of this: 0 of this tab's own. */
  readonly toldAgoMs: number;
}

/** Who runs what. */
export interface StudyStatus {
  /** At most MAX_LIVE_TRIALS, this tab's own first. Of a variant one that runs, if any does, and none once it has ended. */
  readonly live: readonly LiveTrial[];
  /** How many there are in all, those told as a number only included. */
  readonly liveCount: number;
  /** Variants that nobody has begun, in their order, at most MAX_LIVE_TRIALS. */
  readonly waiting: readonly { readonly name: string; readonly params: Readonly<Record<string, ParamValue>> }[];
  /** Where each of a trainable's trials stands; null in a study without variants: nobody knows what will be asked. */
  readonly variants: VariantCounts | null;
  /** Of all tabs that are there, this one included: cores that trials run on, and cores lent. */
  readonly coresUsed: number;
  readonly coresLent: number;
  /** How old the oldest word is that these figures rest on. */
  readonly toldAgoMs: number;
}

/** More than a person reads, of a swarm of any size. */
export const MAX_LIVE_TRIALS = 200;

/** Everything the page shows of a study. */
export interface AgentSnapshot {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly state: AgentState;
  /** A sentence for the person: why paused, failed, ... */
  readonly reason: string | null;
  /** Why the study has ended before its budget, as a clause; null if it has not. */
  readonly endedBy: string | null;
  /** What is shown large: verified or own, and claimed only where this tab cannot verify. Of several objectives, the best by the first one. */
  readonly best: BestSummary | null;
  /** Null while there is no best. */
  readonly bestState: BestState | null;
  /** Better than `best` (of several objectives: by the first one), and not verified; null: there is none. */
  readonly claim: ClaimSummary | null;
  /** Keys that ran the best again and found the same, this profile's included; its finder's is none of them. */
  readonly verifiedBy: number;
  /** Of this tab's trials the one disputed last; null: none is, by anybody this tab has found truthful. */
  readonly disputed: DisputeSummary | null;
  /** This tab's own trials come to something else when they run again: nobody's can be verified here. */
  readonly isUnrepeatable: boolean;
  /** Null where there is one objective. */
  readonly front: FrontSummary | null;
  /** Sum of the logs' signed totals: exact, also past the history's bound. */
  readonly trialCount: number;
  readonly ownTrialCount: number;
  /** Best value among this tab's own log alone. */
  readonly ownBest: number | null;
  readonly failedCount: number;
  readonly prunedCount: number;
  /** Complete trials that this tab has heard of and that violate a constraint: none of them can be the best. */
  readonly infeasibleCount: number;
  /** Trials whose parameters this tab holds. */
  readonly heldCount: number;
  /** There was no room for all of them: besides the newest bests and the newest a sample is held. */
  readonly holdsSample?: boolean;
  readonly trialsPerSecond: number;
  readonly cores: number;
  readonly maxCores: number;
  /** What this tab sends for the study at most, as far as it may wait. */
  readonly uploadBytesPerSecond: number;
  readonly runningTrials: number;
  readonly status: StudyStatus;
  /** 0..1, null when the study runs until stopped. */
  readonly progress: number | null;
  readonly round: number;
  /** Rounds this profile runs in all: the budget's and those that a person added. Null under any other budget. */
  readonly rounds: number | null;
  /** Null in a study that breeds no generations. Where it does, trials are what they are made of; a champion is one row. */
  readonly generations: GenerationsSummary | null;
  readonly peers: readonly PeerSummary[];
  /** Tabs online, this one included. */
  readonly peerCount: number;
  readonly seedReachable: boolean;
  /** For the chart, at most 1,000 points in the order this tab learned of them: every improvement is kept. */
  readonly points: readonly HistoryPoint[];
  readonly recentErrors: readonly ErrorSummary[];
}

export interface TrialsQuery {
  readonly offset: number;
  /** At most MAX_PAGE_ROWS. */
  readonly limit: number;
  readonly sort: "newest" | "best";
  readonly only: "all" | "own" | FinishedState;
  /** That trial alone, whatever the rest says; a page without rows if this tab does not hold it. */
  readonly trial?: TrialId;
}

export interface TrialSummary {
  readonly trial: TrialId;
  readonly number: number;
  /** Its variant's, in a study that has variants. */
  readonly name: string | null;
  readonly by: string;
  readonly own: boolean;
  readonly state: FinishedState;
  /** The first of `values`. */
  readonly value: number | null;
  /** One per direction; empty if failed, or pruned without a report. */
  readonly values: readonly number[];
  /** Of a variant, what differs between variants. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** By name, above 0 where violated; empty if the trial has none, or too many were kept already. */
  readonly constraints: Readonly<Record<string, number>>;
  /** A constraint is violated, also where `constraints` were too many to keep. */
  readonly infeasible: boolean;
  readonly userAttrs: FinishedTrial["userAttrs"];
  /** What it reported besides its objectives; of long curves evenly spaced steps, the last included. */
  readonly metrics: FinishedTrial["metrics"];
  /** When it began, in milliseconds after the study did; null where nobody knew. */
  readonly startMs: number | null;
  readonly durationMs: number;
  readonly foreignKnown: number;
  readonly steps: number;
  readonly error: TrialError | null;
  /** A neighbour says so; the signed segment is not here yet, nor anything but values and parameters. */
  readonly previewed?: boolean;
}

export interface TrialsPage {
  /** Rows of all pages together. */
  readonly total: number;
  /** How many of them this tab does not hold. */
  readonly previewed?: number;
  readonly rows: readonly TrialSummary[];
}
