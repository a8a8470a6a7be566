/** Who did what when, of the trials of a study: what this tab saw of its own, and heard of the others'. */
import { variantOf } from "../../study/trainable/variants.ts";
import type { FinishedTrial, LiveState, LogId, TrialId, TrialPoint } from "../../study/trial/trial.ts";
import { inTimeOrder } from "./time-order.ts";
import { type CourseState, courseTo, isEnd } from "./trial-course.ts";

/** Some hours of trials of a minute on a hundred tabs; about a megabyte. */
export const MAX_EVENTS = 10_000;
/** In a study without variants, shorter trials that did not fail are counted only: there may be 200,000 a second. */
export const MIN_LISTED_MS = 500;
/** A peer tells of 32 at a time, and of those before how they ended may be on its way. */
const MAX_LIVE_PER_LOG = 64;

/** One step of one trial. */
export interface LoggedEvent {
  /** From 1, one more each time. */
  readonly sequence: number;
  /** When, in milliseconds after the study began; null where nobody knew. Later events may have happened earlier. */
  readonly studyMs: number | null;
  readonly log: LogId;
  readonly number: number;
  /** Which of a trainable's trials it is. */
  readonly variant: number | null;
  readonly from: CourseState;
  readonly to: CourseState;
  /** Of its end, the stop rule that it says has ended it; null where none has. */
  readonly stoppedBy: string | null;
}

type Told = Pick<LoggedEvent, "log" | "number" | "variant">;

interface Live {
  readonly state: LiveState;
  readonly variant: number | null;
}

export interface EventLogOptions {
  /** Of a study with variants every trial is listed. */
  readonly hasVariants: boolean;
  /** Whether it is known how a trial ended: news of it from before are late. */
  readonly hasEnded: (trial: { readonly log: LogId; readonly number: number }) => boolean;
  /** The log of this tab, where as many may run as it has workers. */
  readonly ownLog: LogId;
  readonly maxEvents?: number;
}

/**
 * For every trial the events held are a legal course (`trial-course.ts`), whatever came in which order: what was not seen is
 * filled in, what contradicts an event held is passed over. Bounded: MAX_EVENTS, and what runs now.
 */
export class EventLog {
  readonly #options: Required<EventLogOptions>;
  /** The event with sequence s at (s - 1) modulo `maxEvents`. */
  readonly #ring: LoggedEvent[] = [];
  #last = 0;
  #shortCount = 0;
  /** What runs or is paused; all others wait. */
  readonly #live = new Map<LogId, Map<number, Live>>();
  /** Of the trials whose end is held. */
  readonly #ended = new Set<TrialId>();

  constructor(options: EventLogOptions) {
    this.#options = { maxEvents: MAX_EVENTS, ...options };
  }

  /** Trials that have ended and are not listed, as they were short. */
  get shortCount(): number {
    return this.#shortCount;
  }

  /** The sequence of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The sequence of the oldest event held; one after `last` if there is none. */
  get first(): number {
    return this.#last - this.#ring.length + 1;
  }

  /** Those after `after`, at most `limit` of them, the newest last. */
  after(after: number, limit: number): LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (let sequence = Math.max(after + 1, this.first); sequence <= this.#last && events.length < limit; sequence++) {
      const event = this.#ring[(sequence - 1) % this.#options.maxEvents];
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Its tab says where a trial stands; `startMs`: since when it has been running, where that is known. */
  stands(
    log: LogId,
    trial: TrialPoint & { readonly number: number },
    state: LiveState,
    startMs: number | null,
    atMs: number | null,
  ): void {
    const { number } = trial;
    if ((this.#live.get(log)?.get(number)?.state ?? "waiting") === state) return;
    if (this.#options.hasEnded({ log, number })) return;
    this.#move({ log, number, variant: this.#variantOf(trial) }, state, startMs, atMs);
  }

  /** A trial has ended, here or elsewhere. Costs next to nothing for a short one. */
  ended(trial: FinishedTrial): void {
    const { log, number, state, durationMs, startMs } = trial;
    const isListed = this.#options.hasVariants || durationMs >= MIN_LISTED_MS || state === "failed";
    if (!isListed && this.#live.get(log)?.get(number) === undefined) {
      this.#shortCount++;
      return;
    }
    const endMs = startMs === null ? null : startMs + durationMs;
    this.#move({ log, number, variant: this.#variantOf(trial) }, state, startMs, endMs, ruleOf(trial));
  }

  /** What runs there, or was paused, waits again: its tab is gone. */
  gone(log: LogId, atMs: number | null): void {
    for (const [number, { variant }] of this.#live.get(log) ?? []) {
      this.#move({ log, number, variant }, "waiting", null, atMs);
    }
  }

  /** All that are held in the order in which they happened: what a browser kept comes trial by trial. Numbers them anew. */
  sort(): void {
    const { first } = this;
    const sorted = inTimeOrder(this.after(0, this.#ring.length), idOf);
    sorted.forEach((event, i) => {
      const sequence = first + i;
      this.#ring[(sequence - 1) % this.#options.maxEvents] = { ...event, sequence };
    });
  }

  #variantOf(trial: TrialPoint): number | null {
    return this.#options.hasVariants ? variantOf(trial) : null;
  }

  #move(told: Told, to: CourseState, startMs: number | null, atMs: number | null, rule: string | null = null): void {
    if (this.#ended.has(idOf(told))) return;
    let from: CourseState = this.#live.get(told.log)?.get(told.number)?.state ?? "waiting";
    for (const next of courseTo(from, to)) {
      const studyMs = wholeMs(next === "running" ? startMs : atMs);
      this.#push({ ...told, studyMs, from, to: next, stoppedBy: isEnd(next) ? rule : null });
      from = next;
    }
    this.#remember(told, to);
  }

  #remember(told: Told, state: CourseState): void {
    const { log, number, variant } = told;
    if (isEnd(state)) this.#ended.add(idOf(told));
    if (isEnd(state) || state === "waiting") {
      const live = this.#live.get(log);
      if (live?.delete(number) === true && live.size === 0) this.#live.delete(log);
      return;
    }
    const live = this.#live.get(log) ?? new Map<number, Live>();
    live.delete(number);
    live.set(number, { state, variant });
    this.#live.set(log, live);
    // Nobody says how the oldest of so many end: they cannot all be running.
    if (log === this.#options.ownLog || live.size <= MAX_LIVE_PER_LOG) return;
    const [oldest] = live;
    if (oldest !== undefined) this.#move({ log, number: oldest[0], variant: oldest[1].variant }, "waiting", null, null);
  }

  #push(event: Omit<LoggedEvent, "sequence">): void {
    const sequence = ++this.#last;
    const at = (sequence - 1) % this.#options.maxEvents;
    const before = this.#ring[at];
    if (before !== undefined && isEnd(before.to)) this.#ended.delete(idOf(before));
    this.#ring[at] = { sequence, ...event };
  }
}

/** Rules are short; a stranger's attribute of that name may be any text. */
const MAX_RULE = 120;

function ruleOf({ userAttrs }: FinishedTrial): string | null {
  const rule = userAttrs["stopped_by"];
  return typeof rule === "string" && rule !== "" ? rule.slice(0, MAX_RULE) : null;
}

const idOf = ({ log, number }: Told): TrialId => `${log}:${number}`;

const wholeMs = (ms: number | null): number | null => (ms === null ? null : Math.max(0, Math.round(ms)));
