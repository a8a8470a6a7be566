import type { FinishedTrial, LogId, TrialId } from "../../study/trial/trial.ts";
import type { SwarmHost } from "../link/swarm-host.ts";
import type { Intake } from "../tell/intake.ts";
import type { PeerStatus } from "../tell/status-codec.ts";
import { MAX_SLOTS } from "../work/cores.ts";
import type { RunningTrial } from "../work/lent-core.ts";
import type { Work } from "../work/work.ts";
import { EventLog, type LoggedEvent, MIN_LISTED_MS } from "./event-log.ts";
import type { People } from "./people.ts";
import type { CourseState } from "./trial-course.ts";
import type { TrialWords } from "./trial-words.ts";

/** A page never shows more at once, and copying more would hold up the engine. */
export const MAX_EVENTS_PAGE = 500;

/** Of a status more trials are not believed to have begun than the tab has cores, and these: workers take over. */
const SPARE_FRESH = 4;

/** One step of one trial: who did what when. */
export interface TrialEvent {
  /** From 1, one more each time. */
  readonly sequence: number;
  /** In milliseconds after the study began; null where nobody knew. Later events may have happened earlier. */
  readonly studyMs: number | null;
  readonly trial: TrialId;
  /** Its variant's, in a study that has variants. */
  readonly name: string | null;
  readonly by: string;
  /** Of this profile. */
  readonly own: boolean;
  readonly from: CourseState;
  readonly to: CourseState;
  /** Of its end, the stop rule that ended it: "mean_accuracy >= 0.99"; null where none did. */
  readonly stoppedBy: string | null;
}

export interface EventsQuery {
  /** Those after this sequence; null: the newest ones. */
  readonly after: number | null;
  /** At most MAX_EVENTS_PAGE. */
  readonly limit: number;
}

export interface EventsPage {
  /** The newest last. */
  readonly events: readonly TrialEvent[];
  /** Of the oldest event that is still held; one after `last` if there is none. */
  readonly first: number;
  /** Of the newest; 0 before the first. */
  readonly last: number;
  /** Trials that ended within half a second, in a study without variants: they are not listed. */
  readonly shortTrials: number;
}

export interface CoursesSources {
  readonly host: SwarmHost;
  readonly people: People;
  readonly words: TrialWords;
  readonly hasVariants: boolean;
  /** Where the champions of generations stand; null in a study that breeds none. */
  readonly championLog: LogId | null;
}

/** Writes down what becomes of trials, here and elsewhere. */
export class Courses {
  readonly #sources: CoursesSources;
  readonly #log: EventLog;

  constructor(sources: CoursesSources, known: { work(): Work; intake(): Intake }) {
    this.#sources = sources;
    const { host, hasVariants, championLog } = sources;
    const hasEnded: (trial: { readonly log: LogId; readonly number: number }) => boolean = (trial) =>
      known.intake().has(trial) || known.work().study.history.has(trial);
    // Until it is known who writes a log, it stands for itself.
    const peerOf = (log: LogId): string | null => {
      const peer = sources.people.peerOf(log);
      return log === host.log || peer === host.peer ? null : peer || log;
    };
    this.#log = new EventLog({ ownLog: host.log, wholeLog: championLog, hasVariants, hasEnded, peerOf });
  }

  /** Call often: what runs here now. */
  look(running: Iterable<RunningTrial>): void {
    for (const trial of running) if (this.#sources.hasVariants || trial.ranMs >= MIN_LISTED_MS) this.#began(trial);
  }

  stopped(trial: RunningTrial): void {
    if (!this.#sources.hasVariants && trial.ranMs < MIN_LISTED_MS) return;
    this.#began(trial);
    const { host } = this.#sources;
    this.#log.stands(host.log, pointOf(trial), "waiting", null, host.studyMs());
  }

  /** All that this browser kept has been told. */
  restored(): void {
    this.#log.sort();
  }

  ended(trial: FinishedTrial): void {
    this.#log.ended(trial);
  }

  /** A peer has said so much of itself, `ageMs` ago. */
  told(log: LogId, { leases, cores }: PeerStatus, ageMs: number): void {
    const nowMs = this.#sources.host.studyMs();
    const atMs = nowMs === null ? null : nowMs - ageMs;
    let fresh = Math.min(cores, MAX_SLOTS) + SPARE_FRESH;
    for (const lease of leases) {
      if (lease.state !== "waiting" && !this.#log.isLive(log, lease.number) && fresh-- <= 0) continue;
      const startMs = atMs === null || lease.seconds === null ? null : atMs - 1_000 * lease.seconds;
      this.#log.stands(log, lease, lease.state, startMs, atMs);
    }
  }

  gone(log: LogId): void {
    this.#log.gone(log, this.#sources.host.studyMs());
  }

  page({ after, limit }: EventsQuery): EventsPage {
    const { first, last, shortCount } = this.#log;
    const count = Math.min(limit, MAX_EVENTS_PAGE);
    const events = this.#log.after(after ?? this.#log.beforeNewest(count), count).map((event) => this.#shown(event));
    return { events, first, last, shortTrials: shortCount };
  }

  #began(trial: RunningTrial): void {
    const { host } = this.#sources;
    const nowMs = host.studyMs();
    const startMs = nowMs === null ? null : nowMs - trial.ranMs;
    this.#log.stands(host.log, pointOf(trial), "running", startMs, startMs);
  }

  #shown({ sequence, studyMs, log, number, variant, from, to, stoppedBy }: LoggedEvent): TrialEvent {
    const { host, people, words } = this.#sources;
    const peer = people.peerOf(log);
    return {
      sequence,
      studyMs,
      trial: `${log}:${number}`,
      name: variant === null ? null : words.nameAt(variant),
      by: people.nameOf(peer),
      own: peer === host.peer,
      from,
      to,
      stoppedBy,
    };
  }
}

const pointOf = ({ proposal: { number, space, values } }: RunningTrial) => ({ number, space, params: values });
