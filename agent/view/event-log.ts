/** Who did what when, of the trials of a study: what this tab saw of its own, and heard of the others'. */
import { variantOf } from "../../study/trainable/variants.ts";
import type { FinishedTrial, LiveState, LogId, TrialId, TrialPoint } from "../../study/trial/trial.ts";
import { EventRing } from "./event-ring.ts";
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
  /** A log whose trials are listed however short they are. */
  readonly wholeLog?: LogId | null;
  /** The log of this tab, where as many may run as it has workers. */
  readonly ownLog: LogId;
  /** Whose log it is; null: this profile's. What one peer does takes no more room than what the others leave. */
  readonly peerOf?: (log: LogId) => string | null;
  readonly maxEvents?: number;
}

/**
 * For every trial the events held are a legal course (`trial-course.ts`), whatever came in which order: what was not seen is
 * filled in, what contradicts an event held is passed over. Bounded: MAX_EVENTS, and what runs now.
 */
export class EventLog {
  readonly #options: Required<EventLogOptions>;
  #ring: EventRing<LoggedEvent>;
  #last = 0;
  #shortCount = 0;
  /** What runs or is paused; all others wait. */
  readonly #live = new Map<LogId, Map<number, Live>>();
  /** Of the trials whose end is held. */
  readonly #ended = new Set<TrialId>();

  constructor(options: EventLogOptions) {
    const peerOf = (log: LogId): string | null => (log === options.ownLog ? null : log);
    this.#options = { maxEvents: MAX_EVENTS, peerOf, wholeLog: null, ...options };
    this.#ring = new EventRing(this.#options.maxEvents);
  }

  /** Trials that have ended and are not listed, as they were short. */
  get shortCount(): number {
    return this.#shortCount;
  }

  /** The sequence of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The sequence of the oldest event held, later ones may be gone; one after `last` if there is none. */
  get first(): number {
    return this.#ring.first ?? this.#last + 1;
  }

  /** Those after `after`, at most `limit` of them, the newest last. */
  after(after: number, limit: number): LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (const event of this.#ring.values()) {
      if (events.length >= limit) break;
      if (event.sequence > after) events.push(event);
    }
    return events;
  }

  /** Where to ask after for the `count` newest. */
  beforeNewest(count: number): number {
    const sequences = Array.from(this.#ring.values(), ({ sequence }) => sequence);
    return (sequences.at(-count) ?? this.first) - 1;
  }

  /** Whether a trial is held to run, or to be paused. */
  isLive(log: LogId, number: number): boolean {
    return this.#live.get(log)?.has(number) === true;
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
    const isWhole = this.#options.hasVariants || log === this.#options.wholeLog;
    const isListed = isWhole || durationMs >= MIN_LISTED_MS || state === "failed";
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
    const sorted = inTimeOrder([...this.#ring.values()], idOf);
    this.#ring = new EventRing(this.#options.maxEvents);
    const before = this.#last - sorted.length;
    for (const [i, event] of sorted.entries())
      this.#ring.push({ ...event, sequence: before + 1 + i }, this.#options.peerOf(event.log));
  }

  #variantOf(trial: TrialPoint): number | null {
    return this.#options.hasVariants ? variantOf(trial) : null;
  }

  #move(told: Told, to: CourseState, startMs: number | null, atMs: number | null, rule: string | null = null): void {
    const id = idOf(told);
    if (this.#ended.has(id)) return;
    let from: CourseState = this.#live.get(told.log)?.get(told.number)?.state ?? "waiting";
    for (const next of courseTo(from, to)) {
      const studyMs = wholeMs(next === "running" ? startMs : atMs);
      const { log, number, variant } = told;
      const stoppedBy = isEnd(next) ? rule : null;
      this.#push({ sequence: ++this.#last, studyMs, log, number, variant, from, to: next, stoppedBy });
      from = next;
    }
    this.#remember(told, id, to);
  }

  #remember(told: Told, id: TrialId, state: CourseState): void {
    const { log, number, variant } = told;
    if (isEnd(state)) this.#ended.add(id);
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

  #push(event: LoggedEvent): void {
    const dropped = this.#ring.push(event, this.#options.peerOf(event.log));
    if (dropped !== null && isEnd(dropped.to)) this.#ended.delete(idOf(dropped));
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
