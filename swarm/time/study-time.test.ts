import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { medianNear } from "./median-near.ts";
import {
  ANSWER_WITHIN_MS,
  bothWords,
  QUIET_AFTER_SLEEP_MS,
  SLACK_MS,
  type StudyStart,
  StudyTime,
  type Word,
  wordOf,
} from "./study-time.ts";

/** Somebody's own clock when the study began: any number, of no meaning to others. */
const BEGAN_MS = 123_456;
/** What a voice says whose study time is wrong by `wrongMs`, answered at once at `nowMs` of the own clock. */
const says = (wrongMs: number, nowMs: number, tookMs = 0): Word => wordOf(nowMs - BEGAN_MS + wrongMs, tookMs, nowMs);
const knowing = (from: StudyStart["from"], studyMs = 0): StudyTime => {
  const time = new StudyTime({ from, studyMs }, BEGAN_MS);
  time.ask(BEGAN_MS);
  return time;
};
const day = 86_400_000;

test("the median of an even number is the one nearest to what is known", () => {
  expect(medianNear([3, 1, 2], null)).toBe(2);
  expect(medianNear([3, 1, 2], 9)).toBe(2);
  expect(medianNear([1, 4], null)).toBe(2.5);
  expect([0, 3, 9].map((near) => medianNear([5, 1, 2, 6], near))).toEqual([2, 3, 5]);
  expect(medianNear([7], -1)).toBe(7);
});

test("a slow answer says little, a quick one of the same voice stays in force, and who contradicts itself has moved", () => {
  const quick = wordOf(1_000, 20, 5_000);
  expect(bothWords(null, quick)).toEqual({ lowMs: -4_000, highMs: -3_980 });
  expect(bothWords(quick, wordOf(8_100, 3_000, 13_000))).toEqual(quick);
  expect(bothWords(wordOf(0, 2_000, 5_000), quick)).toEqual(quick);
  const moved = wordOf(70_000, 500, 14_000);
  expect(bothWords(quick, moved)).toEqual(moved);
});

describe("study time", () => {
  it("is the author's own clock from the moment the study begins", () => {
    const author = knowing("own");
    expect([author.at(BEGAN_MS), author.at(BEGAN_MS + 7_000)]).toEqual([0, 7_000]);
    expect(author.toldAt(BEGAN_MS + 7_000.4)).toBe(7_000);
  });

  it("waits for the first word, and takes it whatever was guessed", () => {
    const late = knowing("guess", day);
    expect(late.at(BEGAN_MS + ANSWER_WITHIN_MS - 1)).toBeNull();
    expect(late.weigh([says(0, BEGAN_MS + 100, 40)], BEGAN_MS + 100)).toBe(true);
    expect(late.at(BEGAN_MS + 100)).toBe(120);
    expect(late.toldAt(BEGAN_MS + 100)).toBe(120);
  });

  it("is not guessed before anybody could be asked: reading what is stored may take longer", () => {
    const restoring = new StudyTime({ from: "guess", studyMs: 0 }, BEGAN_MS);
    expect(restoring.at(BEGAN_MS + 60_000)).toBeNull();
    restoring.ask(BEGAN_MS + 60_000);
    restoring.ask(BEGAN_MS + 64_000);
    expect(restoring.at(BEGAN_MS + 60_000 + ANSWER_WITHIN_MS)).not.toBeNull();
  });

  it("is a guess if nobody answers, and a guess is told to nobody", () => {
    const lonely = knowing("guess", 30_000);
    expect(lonely.at(BEGAN_MS + ANSWER_WITHIN_MS)).toBe(30_000 + ANSWER_WITHIN_MS);
    expect(lonely.toldAt(BEGAN_MS + ANSWER_WITHIN_MS)).toBeNull();
    expect(lonely.weigh([says(0, BEGAN_MS + 60_000)], BEGAN_MS + 60_000)).toBe(true);
    expect(lonely.at(BEGAN_MS + 60_000)).toBe(60_000);
  });

  it("as kept from an earlier visit counts if nobody answers, and gives way to one word before that", () => {
    const alone = knowing("kept", 30_000);
    expect([alone.at(BEGAN_MS), alone.at(BEGAN_MS + ANSWER_WITHIN_MS)]).toEqual([null, 35_000]);
    expect(alone.toldAt(BEGAN_MS)).toBe(30_000);
    expect(alone.weigh([says(0, BEGAN_MS + 6_000)], BEGAN_MS + 6_000)).toBe(false);
    const corrected = knowing("kept", day);
    expect(corrected.weigh([says(30_000, BEGAN_MS + 500)], BEGAN_MS + 500)).toBe(true);
    expect(corrected.at(BEGAN_MS + 500)).toBe(30_500 + SLACK_MS);
  });

  it("moves on the word of two, not of one, once it is known", () => {
    const author = knowing("own");
    const nowMs = BEGAN_MS + 10_000;
    expect(author.weigh([says(day, nowMs)], nowMs)).toBe(false);
    expect(author.weigh([says(day, nowMs), says(0, nowMs)], nowMs)).toBe(false);
    expect(author.weigh([says(4_000, nowMs), says(5_000, nowMs)], nowMs)).toBe(true);
    expect(author.at(nowMs)).toBe(14_000 - SLACK_MS);
  });

  it("stands still where a difference can come from the time that the answers took, or from coarse clocks", () => {
    const author = knowing("own");
    const nowMs = BEGAN_MS + 10_000;
    const words = [says(-2_900, nowMs, 3_000), says(-90, nowMs, 20), says(-250, nowMs, 160)];
    expect(author.weigh(words, nowMs)).toBe(false);
    expect(author.at(nowMs)).toBe(10_000);
  });

  it("is never below nothing", () => {
    const late = knowing("guess");
    late.weigh([says(-day, BEGAN_MS)], BEGAN_MS);
    expect([late.at(BEGAN_MS), late.toldAt(BEGAN_MS)]).toEqual([0, 0]);
  });

  it("is moved by one liar among three voices no further than honest voices differ, whatever is said how often", () => {
    const honest = fc.record({ wrongMs: fc.integer({ min: -50, max: 50 }), tookMs: fc.integer({ min: 0, max: 400 }) });
    const round = fc.record({ lieMs: fc.integer({ min: -day, max: day }), honest: fc.tuple(honest, honest) });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 60 }), (rounds) => {
        const tab = knowing("own");
        rounds.forEach(({ lieMs, honest: others }, i) => {
          const nowMs = BEGAN_MS + 4_000 * (i + 1);
          // An answer of `tookMs` says the time of some moment in between.
          const words = others.map(({ wrongMs, tookMs }) => says(wrongMs - tookMs / 2, nowMs, tookMs));
          tab.weigh([...words, says(lieMs, nowMs)], nowMs);
          expect(Math.abs((tab.at(nowMs) ?? day) - (nowMs - BEGAN_MS))).toBeLessThanOrEqual(50);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("of a newcomer who hears the liar first is right as soon as two others have spoken", () => {
    const late = knowing("guess");
    const nowMs = BEGAN_MS + 1_000;
    late.weigh([says(day, nowMs)], nowMs);
    late.weigh([says(day, nowMs), says(0, nowMs)], nowMs);
    late.weigh([says(day, nowMs), says(0, nowMs), says(10, nowMs)], nowMs);
    expect(Math.abs((late.at(nowMs) ?? day) - 1_000)).toBeLessThanOrEqual(SLACK_MS + 10);
  });

  it("goes on by the own clock after a sleep, heeds the next word that says it is late, and is told to nobody before", () => {
    const sleeper = knowing("own");
    // The clock stood still for an hour: it says 5 s where the others have lived through an hour more.
    const wokeMs = BEGAN_MS + 5_000;
    const hour = 3_600_000;
    sleeper.slept(wokeMs);
    expect([sleeper.at(wokeMs), sleeper.toldAt(wokeMs)]).toEqual([5_000, null]);
    expect(sleeper.weigh([says(hour, wokeMs + 200)], wokeMs + 200)).toBe(true);
    expect(sleeper.toldAt(wokeMs + 200)).toBe(hour + 5_200 - SLACK_MS);
    // Known again: one voice moves nothing.
    expect(sleeper.weigh([says(0, wokeMs + 300)], wokeMs + 300)).toBe(false);
  });

  it("does not go back on one word after a sleep: a clock that stood still is never ahead", () => {
    const sleeper = knowing("own");
    sleeper.slept(BEGAN_MS + 5_000);
    sleeper.weigh([says(-4_000, BEGAN_MS + 6_000)], BEGAN_MS + 6_000);
    expect(sleeper.at(BEGAN_MS + 6_000)).toBe(6_000);
  });

  it("of a sleeper whom nobody answers is told again after a minute", () => {
    const alone = knowing("own");
    alone.slept(BEGAN_MS);
    expect(alone.toldAt(BEGAN_MS + QUIET_AFTER_SLEEP_MS - 1)).toBeNull();
    expect(alone.toldAt(BEGAN_MS + QUIET_AFTER_SLEEP_MS)).toBe(QUIET_AFTER_SLEEP_MS);
  });
});
