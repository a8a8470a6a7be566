import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intDistribution } from "../../study/space/distribution.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { EventLog, type LoggedEvent, MAX_EVENTS } from "./event-log.ts";
import { type CourseState, isLegal } from "./trial-course.ts";

const OWN = "own";
const space = { names: [VARIANT_PARAM], distributions: [intDistribution(0, 9)] };
const point = (number: number) => ({ number, space, params: [number % 10] });
const ended = (log: string, number: number, more: Partial<FinishedTrial> = {}): FinishedTrial =>
  finished({ log, ...point(number), durationMs: 2_000, startMs: 1_000, ...more });
const never = (): boolean => false;
const log = (more: Partial<ConstructorParameters<typeof EventLog>[0]> = {}): EventLog =>
  new EventLog({ hasVariants: true, hasEnded: never, ownLog: OWN, ...more });
const words = (events: readonly LoggedEvent[]): string[] =>
  events.map(({ log: by, number, from, to, studyMs }) => `${by}:${number} ${from} > ${to} ${studyMs}`);
const all = (events: EventLog): LoggedEvent[] => events.after(0, MAX_EVENTS);

/** Whether the events of each trial follow on each other; the first one held may follow on anything. */
function courses(events: readonly LoggedEvent[], start: CourseState | null): string[] {
  const at = new Map<string, CourseState>();
  const wrong: string[] = [];
  for (const event of events) {
    const id = `${event.log}:${event.number}`;
    const before = at.get(id) ?? start;
    if (!isLegal(event.from, event.to) || (before !== null && before !== event.from)) wrong.push(...words([event]));
    at.set(id, event.to);
  }
  return wrong;
}

const logs = fc.constantFrom(OWN, "a", "b");
const number = fc.nat(3);
const ms = fc.option(fc.nat(9_000));
const news = fc.oneof(
  fc.record({
    kind: fc.constant("stands" as const),
    of: logs,
    number,
    state: fc.constantFrom("waiting" as const, "running" as const, "paused" as const),
    startMs: ms,
    atMs: ms,
  }),
  fc.record({
    kind: fc.constant("ended" as const),
    of: logs,
    number,
    state: fc.constantFrom("complete" as const, "pruned" as const, "failed" as const),
    startMs: ms,
    durationMs: fc.nat(1_500),
  }),
  fc.record({ kind: fc.constant("gone" as const), of: logs, atMs: ms }),
);

describe("the events of a study", () => {
  it("are a legal course for every trial, whatever is told, twice, too late, forged or in any order", () => {
    fc.assert(
      fc.property(
        fc.array(news, { maxLength: 80, size: "max" }),
        fc.boolean(),
        fc.integer({ min: 2, max: 12 }),
        (told, hasVariants, room) => {
          const events = log({ hasVariants });
          const small = log({ hasVariants, maxEvents: room });
          for (const each of told) {
            for (const into of [events, small]) {
              if (each.kind === "gone") into.gone(each.of, each.atMs);
              else if (each.kind === "ended") into.ended(ended(each.of, each.number, each));
              else into.stands(each.of, point(each.number), each.state, each.startMs, each.atMs);
            }
            expect(courses(all(small), null)).toEqual([]);
          }
          expect(courses(all(events), "waiting")).toEqual([]);
          expect(all(events).map(({ sequence }) => sequence)).toEqual(all(events).map((_, i) => i + 1));
          expect(all(small).length).toBe(Math.min(room, small.last));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("stand in the order in which they happened once all that was kept is told", () => {
    for (const maxEvents of [MAX_EVENTS, 4]) {
      const events = log({ maxEvents });
      const times = [
        [9_000, 3_000],
        [0, 5_000],
        [2_000, 9_000],
      ] as const;
      for (const [number, [startMs, durationMs]] of times.entries())
        events.ended(ended("a", number, { startMs, durationMs }));
      const before = [events.first, events.last];
      events.sort();
      expect([events.first, events.last]).toEqual(before);
      expect(all(events).map(({ sequence }) => sequence - events.first)).toEqual(all(events).map((_, i) => i));
      expect(all(events).map(({ studyMs }) => studyMs)).toEqual(
        maxEvents === 4 ? [0, 2_000, 5_000, 11_000] : [0, 2_000, 5_000, 9_000, 11_000, 12_000],
      );
      expect(courses(all(events), "waiting")).toEqual([]);
      events.ended(ended("a", 1));
      expect(events.last).toBe(before[1]);
    }
  });

  it("say which stop rule ended a trial, if it says so", () => {
    const events = log();
    events.ended(ended("a", 1, { userAttrs: { stopped_by: "mean_accuracy >= 0.99" } }));
    events.ended(ended("a", 2, { userAttrs: { stopped_by: 7 } }));
    events.ended(ended("a", 3, { userAttrs: { stopped_by: "x".repeat(5_000) } }));
    expect(all(events).map(({ stoppedBy }) => stoppedBy?.length ?? null)).toEqual([null, 21, null, null, null, 120]);
    expect(all(events)[1]?.stoppedBy).toBe("mean_accuracy >= 0.99");
  });

  it("fill in what was not seen of a trial that is heard of at its end", () => {
    const events = log();
    events.ended(ended("a", 3));
    expect(words(all(events))).toEqual(["a:3 waiting > running 1000", "a:3 running > complete 3000"]);
    expect(all(events)[0]?.variant).toBe(3);
  });

  it("say where it ran before, where its worker or its tab was lost", () => {
    const events = log();
    events.stands(OWN, point(1), "running", 100, 100);
    events.stands(OWN, point(1), "waiting", null, 700);
    events.stands("a", point(1), "running", 50, 900);
    events.gone("a", 20_000);
    events.ended(ended(OWN, 1, { state: "failed" }));
    expect(words(all(events))).toEqual([
      "own:1 waiting > running 100",
      "own:1 running > waiting 700",
      "a:1 waiting > running 50",
      "a:1 running > waiting 20000",
      "own:1 waiting > running 1000",
      "own:1 running > failed 3000",
    ]);
  });

  it("do not bring a trial back of which it is known how it ended", () => {
    const events = log({ hasVariants: false, hasEnded: () => true });
    events.stands("a", point(1), "running", 0, 0);
    expect(events.last).toBe(0);
  });

  it("leave short trials out and count them, but for those that failed, or were seen while they ran", () => {
    const events = log({ hasVariants: false });
    events.ended(ended(OWN, 1, { durationMs: 499 }));
    events.ended(ended(OWN, 2, { durationMs: 1, state: "failed" }));
    events.stands("a", point(3), "running", 5, 5);
    events.ended(ended("a", 3, { durationMs: 499 }));
    expect(events.shortCount).toBe(1);
    expect(all(events).map((event) => event.number)).toEqual([2, 2, 3, 3]);
  });

  it("are bounded, as is what a stranger says that it runs", () => {
    const events = log();
    for (let i = 0; i < 30_000; i++) events.stands("a", point(i), "running", i, i);
    expect(all(events)).toHaveLength(MAX_EVENTS);
    expect([events.first, events.last]).toEqual([events.last - MAX_EVENTS + 1, 60_000 - 64]);
    const before = events.last;
    events.gone("a", null);
    expect(events.last - before).toBe(64);
    expect(events.after(events.last - 3, 2).map(({ sequence }) => events.last - sequence)).toEqual([2, 1]);
  });
});
