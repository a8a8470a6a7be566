import { hashText } from "../../study/bytes/hash.ts";
import type { History } from "../../study/history/history.ts";
import type { Noise } from "../../study/noise.ts";
import { type MeanBest, meanBest, meanOf, type NoisyPoint } from "../../study/repeats/racing.ts";
import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, type LogId, type PeerId } from "../../swarm/ids.ts";
import type { Claim } from "./claims.ts";
import { trialDigest } from "./trial-digest.ts";

/** Runs that said nothing here are not tried again; the oldest are forgotten. */
const MAX_RAN = 1_024;

interface MeasuredSources {
  noise(): Noise;
  history(): History;
  readonly own: PeerId;
  /** Of this tab alone. */
  readonly secret: number;
  authorOf(log: LogId): PeerId;
  /** Whether a trial of somebody else was run again here, or by enough of those who are vouched for. */
  isKnownTrue(trial: FinishedTrial, author: PeerId): boolean;
  /** Whether an own run found that a peer tells what is false. */
  isWrong(peer: PeerId): boolean;
  /** Whether this tab can run trials, and runs say something. */
  canVerify(): boolean;
  /** Whether it can not, but others' runs say something to it. */
  canHear(): boolean;
}

/** The best of a noisy study as this tab holds it. */
export interface Measured {
  /** Verified or own; where nobody here can verify, and nobody's word is enough, as it is told. Null while no point has been repeated often enough. */
  readonly best: MeanBest | null;
  readonly state: "verified" | "own" | "claimed";
  /** Keys whose runs the mean is made of. */
  readonly runners: number;
  /** Lower, and not verified; null: there is none. */
  readonly claim: { readonly mean: number; readonly by: PeerId } | null;
}

/**
 * The best mean of fresh-chance repeats. A tab that can run trials takes only such into it as it ran itself, ran again, or as enough
 * of those attest for whom own runs vouch: so no part of what it shows is false. One that cannot takes those that enough of them
 * attest whom it has seen at work for a while. Of the lowest mean the runs that are not known to
 * be true are what it runs again first, in an order that nobody can foresee.
 */
export class MeasuredBest {
  readonly #sources: MeasuredSources;
  readonly #ran = new Set<TrialId>();
  readonly #known = new Set<TrialId>();

  constructor(sources: MeasuredSources) {
    this.#sources = sources;
  }

  /** The points that have been repeated often enough, with the runs that count here. */
  points(): NoisyPoint[] {
    return this.#verified() ?? this.#sources.noise().measured();
  }

  /**
   * The same with the runs alone that are known to be true; null where that says nothing. A tab that runs nothing has only the word of
   * those who work, and goes by what is told until it is enough for some mean.
   */
  #verified(): NoisyPoint[] | null {
    const sources = this.#sources;
    if (!sources.canVerify() && !sources.canHear()) return null;
    const noise = sources.noise();
    const known = noise.measured().map((point) => this.#knownPart(point));
    return sources.canVerify() || meanBest(known, noise.repeats) !== null ? known : null;
  }

  now(): Measured {
    const noise = this.#sources.noise();
    const verified = this.#verified();
    const best = meanBest(verified ?? noise.measured(), noise.repeats);
    const runners = this.#runnersOf(best?.point.runRows ?? []);
    if (verified === null) {
      return { best, state: this.#isAllOwn(runners) ? "own" : "claimed", runners: runners.size, claim: null };
    }
    const told = noise.best();
    const isClaim =
      told !== null && told.point.origin !== best?.point.origin && told.mean < (best?.mean ?? told.mean + 1);
    const claim = isClaim ? { mean: told.mean, by: this.#doubtedOf(told.point) } : null;
    return { best, state: this.#isAllOwn(runners) ? "own" : "verified", runners: runners.size, claim };
  }

  /**
   * What to run again first: a run that is not known to be true of the point that is shown, or of one that is told to be better.
   * Null: nothing.
   */
  standing(): Claim | null {
    if (!this.#sources.canVerify()) return null;
    const noise = this.#sources.noise();
    const best = meanBest(this.points(), noise.repeats);
    for (const { point, mean } of this.#told(noise)) {
      if (best !== null && mean >= best.mean && point.origin !== best.point.origin) continue;
      const trial = this.#unknownOf(point).at(0);
      if (trial === undefined) continue;
      const author = this.#sources.authorOf(trial.log);
      return { trial, author, digest: base64url(trialDigest(trial)), silent: 0 };
    }
    return null;
  }

  /** The lowest mean first, with what those say whom nobody has looked at. */
  #told(noise: Noise): { readonly point: NoisyPoint; readonly mean: number }[] {
    const history = this.#sources.history();
    const told = noise.told().map((point) => {
      const doubted = point.doubtedRows.filter((row) => this.#isHeeded(row)).map((row) => history.loss(row));
      return { point, mean: meanOf([...point.runs, ...doubted]) };
    });
    return told.sort((a, b) => a.mean - b.mean || (a.point.origin < b.point.origin ? -1 : 1));
  }

  /** Whether its author may still turn out truthful. */
  #isHeeded(row: number): boolean {
    return !this.#sources.isWrong(this.#sources.authorOf(this.#sources.history().log(row)));
  }

  ran(trial: FinishedTrial): void {
    this.#ran.add(trialId(trial));
    const [oldest] = this.#ran;
    if (this.#ran.size > MAX_RAN && oldest !== undefined) this.#ran.delete(oldest);
  }

  /** Words or own runs count otherwise than before: all is looked at again. */
  forget(): void {
    this.#known.clear();
  }

  #knownPart(point: NoisyPoint): NoisyPoint {
    const isKnown = point.runRows.map((row) => this.#isKnown(row));
    if (isKnown.every(Boolean)) return point;
    const runs = point.runs.filter((_, i) => isKnown[i]);
    return { ...point, runs, runRows: point.runRows.filter((_, i) => isKnown[i]) };
  }

  #isKnown(row: number): boolean {
    const history = this.#sources.history();
    const id = trialId({ log: history.log(row), number: history.number(row) });
    if (this.#known.has(id)) return true;
    const author = this.#sources.authorOf(history.log(row));
    if (author !== this.#sources.own && !this.#sources.isKnownTrue(history.get(row), author)) return false;
    this.#known.add(id);
    return true;
  }

  /** In an order that is this tab's own. */
  #unknownOf({ runRows, doubtedRows }: NoisyPoint): FinishedTrial[] {
    const { secret } = this.#sources;
    const history = this.#sources.history();
    return [...runRows, ...doubtedRows.filter((row) => this.#isHeeded(row))]
      .filter((row) => !this.#isKnown(row))
      .map((row) => history.get(row))
      .filter((trial) => !this.#ran.has(trialId(trial)))
      .sort((a, b) => hashText(trialId(a), secret) - hashText(trialId(b), secret));
  }

  #runnersOf(rows: readonly number[]): ReadonlySet<PeerId> {
    const history = this.#sources.history();
    return new Set(rows.map((row) => this.#sources.authorOf(history.log(row))));
  }

  #isAllOwn(runners: ReadonlySet<PeerId>): boolean {
    return runners.size === 1 && runners.has(this.#sources.own);
  }

  /** Who told most of what is not known to be true. */
  #doubtedOf({ runRows }: NoisyPoint): PeerId {
    const history = this.#sources.history();
    const counts = new Map<PeerId, number>();
    for (const row of runRows) {
      if (this.#isKnown(row)) continue;
      const author = this.#sources.authorOf(history.log(row));
      counts.set(author, (counts.get(author) ?? 0) + 1);
    }
    const [[most] = [this.#sources.own]] = [...counts].sort((a, b) => b[1] - a[1]);
    return most;
  }
}
