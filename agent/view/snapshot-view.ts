import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { AgentState } from "../agent-state.ts";
import type { Belief, Believed } from "../belief.ts";
import { selected } from "../best/front.ts";
import { WORRYING_FAILURES } from "../best/standing.ts";
import type { GenerationsSummary } from "../generations/generations-page.ts";
import type { SwarmHost } from "../link/swarm-host.ts";
import type { Measured } from "../trust/measured-best.ts";
import type { Clock, StudySummary } from "../ports.ts";
import type { WorkKnown } from "../work/budget.ts";
import { type BestRecord, recordsUpTo } from "../best/records.ts";
import { tooFewCores } from "../work/cores.ts";
import type { Leases } from "../work/leases.ts";
import type { Pace } from "../work/pace.ts";
import type { Work } from "../work/work.ts";
import type { WorkTotals } from "../work/work-totals.ts";
import { openSummary } from "./bred/generations-view.ts";
import { peerRows } from "./peer-rows.ts";
import type { People } from "./people.ts";
import {
  type AgentSnapshot,
  type BestState,
  type BestSummary,
  type FrontPoint,
  type FrontSummary,
  MAX_FRONT_POINTS,
} from "./snapshot.ts";
import { statusOf } from "./study-status.ts";
import type { TrialWords } from "./trial-words.ts";

export interface SnapshotSources {
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly clock: Clock;
  readonly maxCores: number;
  /** This peer only keeps what is told. */
  readonly isArchive: boolean;
  readonly host: SwarmHost;
  readonly work: Work;
  /** Null: claims are believed as they are signed. */
  readonly belief: Belief | null;
  readonly totals: WorkTotals;
  readonly pace: Pace;
  readonly people: People;
  readonly leases: Leases;
  readonly words: TrialWords;
  readonly name: string;
  readonly state: AgentState;
  readonly failure: string | null;
  readonly warning: string | null;
  /** Wanted, not open. */
  readonly cores: number;
  readonly uploadBytesPerSecond: number;
  /** Trials heard of that wait for the next round. */
  readonly pendingCount: number;
}

/** Everything the page shows, as it stands now. Costs about a millisecond, besides the hypervolume. */
export function snapshotOf(sources: SnapshotSources): AgentSnapshot {
  const { studyId, spec, clock, maxCores, host, work, totals, people, state, cores } = sources;
  const { standing, study, meter, crew } = work;
  totals.refresh(clock.nowMs());
  const known = work.known();
  const others = totals.others(known.nowMs);
  return {
    studyId,
    spec,
    state,
    reason: reasonOf(sources),
    endedBy: work.endReason,
    ...bestsOf(sources),
    disputed: disputedOf(sources),
    isUnrepeatable: sources.belief?.trust.isUnrepeatable ?? false,
    front: frontOf(sources),
    trialCount: meter.finished(known),
    ownTrialCount: known.ownFinished,
    ownBest: study.noise !== null ? null : (standing.ownBest.trial?.values[0] ?? null),
    failedCount: work.cells?.generations.totals.failed ?? others.failed + standing.own.failed,
    prunedCount: others.pruned + standing.own.pruned,
    infeasibleCount: standing.infeasibleCount,
    heldCount: study.history.size + sources.pendingCount,
    holdsSample: host.holdsSample,
    trialsPerSecond: sources.pace.perSecond,
    cores,
    uploadBytesPerSecond: sources.uploadBytesPerSecond,
    maxCores,
    runningTrials: crew?.runningCount ?? 0,
    status: statusOf(sources),
    progress: progressOf(work, known),
    round: work.roundOf(known),
    rounds: meter.rounds,
    generations: generationsOf(work, known),
    peers: peersOf(sources),
    peerCount: peopleThere(sources),
    seedReachable: host.seedReachable,
    points: standing.points.points(recordsOf(work, sources.belief), meter.finished(known)),
    recentErrors: standing.recentErrors.map(({ trial, log, error }) => {
      return { trial, by: people.nameOf(people.peerOf(log)), error };
    }),
  };
}

export type BelievedSnapshot = Pick<AgentSnapshot, "state" | "best" | "bestState" | "claim" | "verifiedBy" | "front">;

export const believedOf = (sources: SnapshotSources): BelievedSnapshot => ({
  state: sources.state,
  ...bestsOf(sources),
  front: frontOf(sources),
});

function generationsOf({ cells, meter }: Work, known: WorkKnown): GenerationsSummary | null {
  if (cells === null) return null;
  return {
    ...openSummary(cells.generations),
    closed: known.generations.closed,
    planned: meter.generations,
    ownEvaluations: known.ownFinished,
    evaluations: known.swarmFinished,
  };
}

/** What the chart draws as improvements: no claim that is better than what counts as the best. */
function recordsOf({ best, standing, meanCourse }: Work, belief: Belief | null): readonly BestRecord[] {
  if (meanCourse !== null) return meanCourse.of(belief?.measured?.points() ?? []);
  const { all } = standing.records;
  return best === null ? all : recordsUpTo(all, best, standing.best.lossOf(best));
}

/** How many bests each log has found: none that is claimed to be better than what counts as the best. */
function bestCounts({ best, standing }: Work): (log: LogId) => number {
  const { records } = standing;
  if (best === null) return (log) => records.countOf(log);
  const loss = standing.best.lossOf(best);
  const changes = new Map<LogId, number>();
  const change = (log: LogId, by: number): void => void changes.set(log, (changes.get(log) ?? 0) + by);
  const { all } = records;
  for (let at = all.length - 1; at >= 0; at--) {
    const record = all[at];
    if (record === undefined || record.loss >= loss) break;
    change(record.log, -1);
  }
  if (changes.size > 0 && recordsUpTo(all, best, loss).at(-1)?.number === best.number) change(best.log, 1);
  return (log) => Math.max(0, records.countOf(log) + (changes.get(log) ?? 0));
}

/** Of variants those that have been run, of any other study its budget. */
function progressOf({ variants, meter }: Work, known: WorkKnown): number | null {
  return variants === null ? meter.progress(known) : variants.endedCount / variants.all;
}

/** What the seed shows of the study to those who look for one. */
export function summaryOf(sources: Pick<SnapshotSources, "work" | "host" | "leases" | "isArchive">): StudySummary {
  const { work, host } = sources;
  return {
    best: work.study.noise === null ? bestOrClaim(work) : work.bestValue,
    trials: work.meter.finished(work.known()),
    peers: peopleThere(sources),
    studyMs: host.toldStudyMs() ?? undefined,
  };
}

/** Tabs and terminals that are there, this one included; archives are nobody's. */
const peopleThere = ({ host, leases, isArchive }: Pick<SnapshotSources, "host" | "leases" | "isArchive">): number =>
  Math.max(0, (isArchive ? 0 : 1) + host.census().others - leases.archivingCount);

const bestOrClaim = ({ best, standing }: Work): number | null => (best ?? standing.best.trial)?.values[0] ?? null;

type Bests = Pick<AgentSnapshot, "best" | "bestState" | "claim" | "verifiedBy">;

/** What is shown large, and what stands beside it. */
function bestsOf(sources: SnapshotSources): Bests {
  const { work, people, host } = sources;
  const { measured } = work;
  if (measured !== null) return measuredOf(sources, measured);
  const believed = believedBy(sources);
  if (believed === null) {
    const { best, bestHeardMs } = work.standing;
    const isOwn = best.trial !== null && people.peerOf(best.trial.log) === host.peer;
    const bestState = best.trial === null ? null : isOwn ? "own" : "claimed";
    return { best: bestOf(sources, best.trial, bestHeardMs), bestState, claim: null, verifiedBy: 0 };
  }
  const { trial, sinceMs, verifiedBy, isOwn, claim } = believed;
  return {
    best: bestOf(sources, trial, sinceMs),
    bestState: trial === null ? null : isOwn && verifiedBy === 0 ? "own" : "verified",
    claim: claim && { value: claim.trial.values[0] ?? Number.NaN, by: people.nameOf(claim.author) },
    verifiedBy,
  };
}

/** Null where what others claim is all there is to show. */
function believedBy({ belief, clock, state }: SnapshotSources): Believed | null {
  const believed = belief?.bestNow(clock.nowMs()) ?? null;
  // A tab that has only to be resumed, or still joins, will: until then a stranger's word is not what it shows large.
  const isAbleTo = state === "running" || state === "paused" || state === "joining";
  const canVerify = believed !== null && (state === "finished" || (isAbleTo && belief?.canRun === true));
  return believed === null || (believed.trial === null && !canVerify) ? null : believed;
}

/** Of a noisy study a mean stands in the place of a trial's value. */
function measuredOf(sources: SnapshotSources, { best, state, runners, claim }: Measured): Bests {
  const { work, people } = sources;
  const shownClaim = claim && { value: work.valueOf(claim.mean), by: people.nameOf(claim.by) };
  const first = bestOf(sources, work.best, work.measuredSinceMs);
  if (best === null || first === null) return { best: null, bestState: null, claim: shownClaim, verifiedBy: 0 };
  const value = work.valueOf(best.mean);
  const { runs, halfWidth } = best;
  const shown = { ...first, value, values: [value], beat: null, mean: { runs, halfWidth, runners } };
  return { best: shown, bestState: state, claim: shownClaim, verifiedBy: state === "verified" ? runners : 0 };
}

function disputedOf({ belief, work, host }: SnapshotSources): AgentSnapshot["disputed"] {
  const disputed = belief?.disputedOwn() ?? null;
  if (disputed === null) return null;
  const { history } = work.study;
  const row = history.rowOf({ log: host.log, number: disputed.number });
  return row < 0 ? null : { value: history.value(row), by: disputed.by };
}

function bestOf(sources: SnapshotSources, trial: FinishedTrial | null, heardMs: number): BestSummary | null {
  const { work, people, host, clock, words } = sources;
  const { best, records } = work.standing;
  if (trial === null) return null;
  const peerId = people.peerOf(trial.log);
  const beaten = records.beatenBy(trial);
  return {
    value: trial.values[0] ?? Number.NaN,
    values: trial.values,
    name: words.nameOf(trial),
    params: words.paramsOf(trial),
    distributions: words.distributionsOf(trial),
    trial: trialId(trial),
    // What somebody claims is none that it beat.
    beat: beaten !== null && beaten.loss > best.lossOf(trial) ? beaten.value : null,
    foundBy: { peerId, name: people.nameOf(peerId), isYou: peerId === host.peer },
    ranHere: trial.log === host.log,
    heardAgoMs: coarse(clock.nowMs() - heardMs),
  };
}

/** So that what is shown of a best changes only when it reads otherwise. */
function coarse(agoMs: number): number {
  const unitMs = agoMs < 60_000 ? 5_000 : 60_000;
  return Math.max(0, Math.floor(agoMs / unitMs) * unitMs);
}

function frontOf(sources: SnapshotSources): FrontSummary | null {
  const { belief, work, clock } = sources;
  const { standing } = work;
  if (standing.front === null) return null;
  // What others claim stands beside what is verified, or alone where nobody here can verify.
  const claims = believedBy(sources) === null ? null : (belief?.trust.claims ?? null);
  const members = claims?.front ?? standing.front.members;
  const course = claims?.course ?? standing.course;
  const { directions } = work.study.history;
  const measured = course.get(() => clock.nowMs());
  return {
    points: selected(members, MAX_FRONT_POINTS).map(({ trial }) =>
      frontPoint(sources, trial, claims === null ? "claimed" : "verified"),
    ),
    size: members.length,
    claims: (claims?.standingAll ?? [])
      .map(({ trial }) => frontPoint(sources, trial, "claimed"))
      .sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0)),
    reference: measured?.reference.map((loss, i) => (directions[i] === "maximize" ? -loss : loss)) ?? null,
    hypervolume: measured?.course ?? [],
  };
}

/** `others`: what the word of another profile is worth. */
function frontPoint({ people, host }: SnapshotSources, trial: FinishedTrial, others: BestState): FrontPoint {
  const peer = people.peerOf(trial.log);
  const own = peer === host.peer;
  return { trial: trialId(trial), values: trial.values, by: people.nameOf(peer), own, state: own ? "own" : others };
}

function peersOf({ host, work, totals, people, leases, name, state }: SnapshotSources): AgentSnapshot["peers"] {
  return peerRows({
    logs: host.logs(),
    links: host.links(),
    people,
    leases,
    bestsOf: bestCounts(work),
    trialsOf: (view) => totals.borneOut(view),
    you: {
      peer: host.peer,
      log: host.log,
      name,
      trials: work.standing.ownFinished,
      cores: work.crew?.cores ?? 0,
      done: state === "finished",
    },
  });
}

function reasonOf({ state, failure, warning, work, cores, maxCores, spec }: SnapshotSources): string | null {
  const { standing, endReason } = work;
  if (state === "finished" && endReason !== null) return `The study has ended: ${endReason}.`;
  if (state === "failed") return failure;
  if (state === "paused") return pausedWords(work.crew?.unfinishedCount ?? 0);
  const tooFew = state === "watching" ? tooFewCores(cores, spec.resources.cores, maxCores) : null;
  if (tooFew !== null) return tooFew;
  if (!standing.hasSucceeded && standing.failuresInRow >= WORRYING_FAILURES) {
    const last = standing.recentErrors.at(-1)?.error.message.trim() ?? "";
    const stop = /[.!?\u2026]$/.test(last) ? "" : ".";
    const yet = state === "finished" ? "" : " yet";
    return `No trial of this tab has succeeded${yet}, and ${standing.own.failed} failed. The last one: ${last}${stop}`;
  }
  return warning;
}

function pausedWords(givenUp: number): string {
  const trials = givenUp === 1 ? "One trial was given up. It starts" : `${givenUp} trials were given up. They start`;
  const again = givenUp === 0 ? "" : ` ${trials} over when you resume, if still needed.`;
  return `Paused on this tab.${again} It goes on sharing what is known.`;
}
