import type { History } from "../../study/history/history.ts";
import { type ParamDistribution, sameDistribution, sameValue } from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { type FinishedTrial, type LogId, type TrialId, trialId } from "../../study/trial/trial.ts";
import type { SegmentPlace } from "../../swarm/link/fetch-state.ts";
import { rankOf } from "../view/trial-rank.ts";
import { asTrial, MAX_PREVIEW_TRIALS, type PreviewTrial } from "./preview-codec.ts";

/** Two previews. */
const MAX_KEPT = 2 * MAX_PREVIEW_TRIALS;
/** Segments that were asked for first have come by then, or nobody has them. */
export const SHOWN_MS = 120_000;
/** Of one parameter; an objective whose ranges change with every trial has more. */
const MAX_DISTRIBUTIONS = 64;
const MAX_NAMES = 1_024;

/** What this tab has signatures for. */
export interface SignedSources {
  readonly direction: "minimize" | "maximize";
  /** The trial is here: in the history, or on its way there. */
  isHeld(trial: { readonly log: LogId; readonly number: number }): boolean;
  /** How many segments the log has by its signed head; 0 where none is here. */
  lengthOf(log: LogId): number;
  holds(place: SegmentPlace): boolean;
  /** The best that is shown; null before the first. */
  best(): FinishedTrial | null;
  /** Of trials that are here; some may come twice. */
  spaces(): Iterable<TrialSpace>;
  nowMs(): number;
}

interface Kept {
  readonly told: PreviewTrial;
  readonly trial: FinishedTrial;
  readonly untilMs: number;
  /** Two neighbours told different things of it. */
  isDoubtful: boolean;
}

/**
 * Trials that neighbours say are among the best, until their signed segments come. For the table alone: nothing else sees them.
 * Shown is what could be true by all that is signed here: a segment that its log has and that is not here, parameters of trials
 * that are, nothing better than the best, nothing of which two neighbours say different things.
 */
export class PreviewTrials {
  readonly #sources: SignedSources;
  readonly #kept = new Map<TrialId, Kept>();
  readonly #seenSpaces = new WeakSet<TrialSpace>();
  readonly #distributions = new Map<string, ParamDistribution[]>();

  constructor(sources: SignedSources) {
    this.#sources = sources;
  }

  /** One neighbour's preview. */
  take(told: readonly PreviewTrial[]): void {
    const untilMs = this.#sources.nowMs() + SHOWN_MS;
    for (const one of told) {
      const id = trialId(one);
      const before = this.#kept.get(id);
      if (before !== undefined) before.isDoubtful ||= !isSame(before.told, one);
      else if (this.#kept.size < MAX_KEPT && !this.#sources.isHeld(one))
        this.#kept.set(id, { told: one, trial: asTrial(one), untilMs, isDoubtful: false });
    }
  }

  /** Segments that will show what of it is true. */
  places(): SegmentPlace[] {
    const byName = new Map<string, SegmentPlace>();
    for (const { told } of this.#kept.values())
      byName.set(`${told.log}/${told.index}`, { log: told.log, index: told.index });
    return [...byName.values()];
  }

  /** These logs' owner signed two histories. */
  forget(logs: ReadonlySet<LogId>): void {
    for (const [id, { told }] of this.#kept) if (logs.has(told.log)) this.#kept.delete(id);
  }

  /** The best first, at most MAX_PREVIEW_TRIALS. */
  shown(): FinishedTrial[] {
    this.#dropKnown();
    const best = this.#sources.best();
    if (this.#kept.size === 0 || best === null) return [];
    this.#learnSpaces();
    const { direction } = this.#sources;
    const bestRank = rankOf(best, direction);
    const shown = [...this.#kept.values()].filter((kept) => this.#isPossible(kept)).map(({ trial }) => trial);
    const ranked = shown
      .map((trial) => ({ trial, rank: rankOf(trial, direction) }))
      .filter(({ rank }) => rank >= bestRank);
    ranked.sort((a, b) => a.rank - b.rank);
    return ranked.slice(0, MAX_PREVIEW_TRIALS).map(({ trial }) => trial);
  }

  /** What has come, what its segment does not tell, and what nobody gave in time. */
  #dropKnown(): void {
    const nowMs = this.#sources.nowMs();
    for (const [id, { told, untilMs }] of this.#kept)
      if (nowMs >= untilMs || this.#sources.isHeld(told) || this.#sources.holds(told)) this.#kept.delete(id);
  }

  #isPossible({ told, isDoubtful }: Kept): boolean {
    return !isDoubtful && told.index < this.#sources.lengthOf(told.log) && this.#isTried(told.space);
  }

  /** Whether trials that are here have each of these parameters. */
  #isTried({ names, distributions }: TrialSpace): boolean {
    return names.every((name, i) => {
      const distribution = distributions[i];
      return (
        distribution !== undefined &&
        (this.#distributions.get(name)?.some((known) => sameDistribution(known, distribution)) ?? false)
      );
    });
  }

  #learnSpaces(): void {
    for (const space of this.#sources.spaces()) {
      if (this.#seenSpaces.has(space)) continue;
      this.#seenSpaces.add(space);
      space.names.forEach((name, i) => {
        const distribution = space.distributions[i];
        const known = this.#distributions.get(name) ?? [];
        if (distribution === undefined || known.length >= MAX_DISTRIBUTIONS) return;
        if (known.some((other) => sameDistribution(other, distribution))) return;
        if (known.length > 0) known.push(distribution);
        else if (this.#distributions.size < MAX_NAMES) this.#distributions.set(name, [distribution]);
      });
    }
  }
}

function isSame(a: PreviewTrial, b: PreviewTrial): boolean {
  return (
    a.index === b.index &&
    a.values.every((value, i) => value === b.values[i]) &&
    a.params.length === b.params.length &&
    a.params.every((value, i) => a.space.names[i] === b.space.names[i] && sameValue(value, b.params[i]))
  );
}

/** Those of all trials that are here. */
export function* signedSpaces(history: History, pending: readonly FinishedTrial[]): Iterable<TrialSpace> {
  for (const space of history.trialSpaces) yield space;
  for (const { space } of pending) yield space;
}
