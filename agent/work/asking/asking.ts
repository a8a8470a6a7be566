import { MisuseError } from "../../../study/errors.ts";
import type { Study } from "../../../study/study.ts";
import type { Proposal } from "../../../study/trial/proposal.ts";
import type { PeerId } from "../../../swarm/ids.ts";
import type { Leases } from "../leases.ts";
import type { Division } from "./division.ts";
import type { DueRepeats } from "./due-repeats.ts";
import type { StartPoints } from "./start-points.ts";

/** Others' running trials are run here, too, once they have been running for so many times what one takes, and at least so long. */
const TAKEN_OVER_TRIALS = 3;
const TAKEN_OVER_MS = 10_000;

/** Trials that say how long one takes. */
const LATEST = 10;

export interface AskingSources {
  readonly study: Study;
  readonly leases: Leases;
  readonly division: Division;
  readonly startPoints: StartPoints;
  /** Null where the study is not noisy. */
  readonly repeats: DueRepeats | null;
  readonly trialTimeoutMs: number;
  isLinked(): boolean;
  /** Whose running points a sampler keeps away from. */
  readonly isVouched: (peer: PeerId) => boolean;
  /** Something is amiss with what the sampler was told. */
  onWarning(sentence: string): void;
  /** The sampler cannot go on. */
  onFailed(sentence: string): void;
}

/** Asks the study for trials: start points first, and what is to be done once by the tab that it falls to. */
export class Asking {
  readonly #sources: AskingSources;

  constructor(sources: AskingSources) {
    this.#sources = sources;
  }

  propose(count: number, nowMs: number): Proposal[] {
    const { study, leases, division, startPoints, isVouched } = this.#sources;
    const isDivided = study.triesOnce || startPoints.openCount > 0;
    if (isDivided) division.refresh();
    if (isDivided && !division.isSettled(nowMs, this.#sources.isLinked())) return [];
    const claimed = leases.startPoints();
    for (const { index, values } of startPoints.take(count, claimed, nowMs)) study.enqueue(values, null, index);
    if (study.enqueued === 0 && startPoints.awaitsOthers(claimed, nowMs)) return [];
    const first = study.enqueued > 0 ? Math.min(count, study.enqueued) : count;
    const { repeats: due } = this.#sources;
    if (study.enqueued === 0 && due !== null) {
      const { wanted, hasNew } = due.take(count, nowMs, this.typicalMs());
      // One by one, so that what they come to says which is next.
      if (wanted.length > 0 || !hasNew) return wanted.map((each) => study.askRepeat(each));
    }
    try {
      return study.triesOnce ? this.#divided(first, nowMs) : study.ask(first, leases.pointsOf(isVouched), this.#warn);
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error;
      this.#sources.onFailed(`The sampler cannot go on: ${error.message}`);
      return [];
    }
  }

  /** What a trial takes, about: of the latest ones; before any has ended, what the longest of those that run has taken. */
  typicalMs(): number {
    const { study, leases } = this.#sources;
    const { history } = study;
    const count = Math.min(LATEST, history.size);
    if (count === 0) return leases.longestMs();
    let sum = 0;
    for (let i = 1; i <= count; i++) sum += history.durationMs(history.size - i);
    return sum / count;
  }

  readonly #warn = (sentence: string): void => this.#sources.onWarning(sentence);

  #divided(count: number, nowMs: number): Proposal[] {
    const { study, leases, division } = this.#sources;
    const busy = [...leases.points(), ...leases.justEnded(nowMs)];
    const trialMs = this.typicalMs();
    let proposals = study.ask(count, busy, this.#warn, division.isMine);
    const isHelp = proposals.length === 0;
    if (isHelp) {
      for (const isForHelp of division.help(nowMs, trialMs)) {
        // One at a time: the next one may be somebody else's to help with.
        proposals = study.ask(1, busy, this.#warn, isForHelp, true);
        if (proposals.length > 0) break;
      }
      if (proposals.length === 0) proposals = this.#takeOver(nowMs);
    }
    division.served(proposals.length, nowMs, trialMs, isHelp);
    return proposals;
  }

  /**
   * Where nothing is left but what others say that they run: what has been said for longer than trials take is run here,
   * too. So a tab that is far slower gets help, and who only says that it works holds nothing up.
   */
  #takeOver(nowMs: number): Proposal[] {
    const { study, leases, trialTimeoutMs } = this.#sources;
    const hasEnded = study.history.size > 0;
    const typicalMs = hasEnded ? this.typicalMs() : trialTimeoutMs / TAKEN_OVER_TRIALS;
    const left = leases.pointsSince(nowMs, Math.max(TAKEN_OVER_MS, TAKEN_OVER_TRIALS * typicalMs));
    if (left.length === leases.points().length) return [];
    const busy = [...left, ...leases.justEnded(nowMs)];
    return study.ask(1, busy, this.#warn, () => true, true);
  }
}
