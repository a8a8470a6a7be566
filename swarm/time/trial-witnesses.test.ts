import { describe, expect, it } from "vitest";
import { type StudyStart, StudyTime, wordOf } from "./study-time.ts";
import { LEAST_WITNESSES, TrialWitnesses } from "./trial-witnesses.ts";

/** Study time less own time. */
const OFFSET_MS = 40_000;
const TRIAL_MS = 1_000;
const DAY_MS = 86_400_000;
const names = (count: number, of = "peer"): string[] => Array.from({ length: count }, (_, i) => `${of} ${i}`);

/** Each second of ten a trial of each is heard, half a second after its end; `wrongMs`: by which its study time is false. */
function work(witnesses: TrialWitnesses, peers: readonly string[], wrongMs = 0, seconds = 10): void {
  for (let i = 1; i <= seconds; i++) {
    for (const peer of peers) witnesses.heard(peer, OFFSET_MS + wrongMs + 1_000 * i - 500, TRIAL_MS, 1_000 * i);
  }
}

describe("trials that are told as they end", () => {
  it("bear witness of study time by the median of those who tell them, be it two fifths that lie", () => {
    const witnesses = new TrialWitnesses(null);
    work(witnesses, names(6));
    work(witnesses, names(4, "liar"), DAY_MS);
    const { lowMs = 0, highMs = 0 } = witnesses.bounds ?? {};
    expect(lowMs).toBeLessThanOrEqual(OFFSET_MS);
    expect(highMs).toBeGreaterThanOrEqual(OFFSET_MS);
    expect(highMs - lowMs).toBeLessThan(10_000);
  });

  it("say nothing while they are of fewer than three, or of one moment, as what is fetched of old is", () => {
    const few = new TrialWitnesses(null);
    work(few, names(LEAST_WITNESSES - 1));
    expect(few.bounds).toBeNull();
    const old = new TrialWitnesses(null);
    for (const peer of names(10)) for (let i = 0; i < 100; i++) old.heard(peer, 1_000 * i, TRIAL_MS, 50_000 + i);
    expect(old.bounds).toBeNull();
    // Fetched by and by: study time leaps where own time hardly passes.
    for (const peer of names(10)) for (let i = 0; i < 100; i++) old.heard(peer, 60_000 * i, TRIAL_MS, 60_000 + 500 * i);
    expect(old.bounds).toBeNull();
  });

  it("of the study's author are worth more than all others'", () => {
    const witnesses = new TrialWitnesses("author");
    work(witnesses, names(9, "liar"), DAY_MS);
    work(witnesses, ["author"]);
    expect(Math.abs((witnesses.bounds?.lowMs ?? DAY_MS) - OFFSET_MS)).toBeLessThanOrEqual(1_000);
  });
});

describe("study time among neighbours most of whom lie", () => {
  const lie = (nowMs: number) => wordOf(OFFSET_MS + nowMs + DAY_MS, 20, nowMs);
  const truth = (nowMs: number) => wordOf(OFFSET_MS + nowMs, 20, nowMs);
  const witnessed = () => {
    const witnesses = new TrialWitnesses(null);
    work(witnesses, names(5));
    return witnesses.bounds;
  };
  const knowing = (start: StudyStart): StudyTime => {
    const time = new StudyTime(start, 0);
    time.ask(0);
    return time;
  };
  const off = (time: StudyTime): number => Math.abs((time.at(10_000) ?? DAY_MS) - 10_000 - OFFSET_MS);

  it("stays where the trials bear it out, and moves where they do not say otherwise", () => {
    const liars = [lie(10_000), lie(10_000), lie(10_000)];
    const known = knowing({ from: "own", studyMs: OFFSET_MS });
    expect(known.weigh(liars, 10_000, witnessed())).toBe(false);
    expect(off(known)).toBe(0);
    known.weigh(liars, 10_000);
    expect(off(known)).toBeGreaterThan(DAY_MS / 2);
  });

  it("that was taken from a liar goes by the one who agrees with the trials, or else by the trials themselves", () => {
    for (const others of [[truth(10_000)], []]) {
      const deceived = knowing({ from: "guess", studyMs: 0 });
      deceived.weigh([lie(1_000)], 1_000);
      expect(off(deceived)).toBeGreaterThan(DAY_MS / 2);
      deceived.weigh([lie(10_000), lie(10_000), ...others], 10_000, witnessed());
      expect(off(deceived)).toBeLessThanOrEqual(others.length > 0 ? 100 : 2_000);
    }
  });

  it("is a voice among them once two have confirmed it", () => {
    const confirmed = knowing({ from: "guess", studyMs: 0 });
    confirmed.weigh([truth(1_000), truth(1_000)], 1_000);
    confirmed.weigh([truth(2_000), lie(2_000), lie(2_000)], 2_000);
    expect(off(confirmed)).toBeLessThanOrEqual(100);
    const hearsay = knowing({ from: "guess", studyMs: 0 });
    hearsay.weigh([truth(1_000)], 1_000);
    hearsay.weigh([truth(2_000), lie(2_000), lie(2_000)], 2_000);
    expect(off(hearsay)).toBeGreaterThan(DAY_MS / 2);
  });
});
