import { describe, expect, it } from "vitest";
import { StudyTimes } from "./study-times.ts";

/** A seed's process: its own clock, and the machine's date. */
function seedClock() {
  const now = { ms: 50_000, wallMs: 1_700_000_000_000 };
  return {
    nowMs: () => now.ms,
    wallMs: () => now.wallMs,
    setTimer: () => ({ cancel: () => {} }),
    pass(ms: number) {
      now.ms += ms;
      now.wallMs += ms;
    },
    /** The machine sleeps: only its date goes on. */
    sleep(ms: number) {
      now.wallMs += ms;
    },
  };
}

describe("when a study began, as the seed tells it,", () => {
  const started = () => {
    const clock = seedClock();
    return { clock, times: new StudyTimes(clock), beganMs: clock.nowMs() - 60_000 };
  };

  it("is what its first member says, and is kept when all have left", () => {
    const { clock, times, beganMs } = started();
    expect(times.ask("study", [])).toBeUndefined();
    expect(times.ask("study", [beganMs])).toBe(60_000);
    clock.pass(3_600_000);
    expect(times.ask("study", [])).toBe(3_660_000);
  });

  it("is when the spec came, until a member says better", () => {
    const { clock, times, beganMs } = started();
    times.begin("study");
    clock.pass(10_000);
    expect(times.ask("study", [])).toBe(10_000);
    expect(times.ask("study", [beganMs])).toBe(70_000);
    times.begin("study");
    expect(times.ask("study", [])).toBe(70_000);
  });

  it("does not move for one member, nor further than honest ones differ for one liar among four", () => {
    const { times, beganMs } = started();
    times.ask("study", [beganMs]);
    expect(times.ask("study", [beganMs + 60_000])).toBe(60_000);
    expect(times.ask("study", [beganMs - 1e9, beganMs + 40])).toBe(60_000);
    for (const lie of [beganMs - 1e9, beganMs + 1e9, beganMs + 2_000]) {
      const told = times.ask("study", [lie, beganMs + 30, beganMs - 30, beganMs]);
      expect(Math.abs((told ?? 0) - 60_000)).toBeLessThanOrEqual(30);
    }
  });

  it("moves when its members say so", () => {
    const { times, beganMs } = started();
    times.ask("study", [beganMs + 60_000]);
    expect(times.ask("study", [beganMs, beganMs + 10])).toBe(59_990);
  });

  it("is never in the future", () => {
    const { clock, times } = started();
    expect(times.ask("study", [clock.nowMs() + 5_000])).toBe(0);
  });

  it("is asked for anew after the seed's machine has slept", () => {
    const { clock, times, beganMs } = started();
    times.ask("study", [beganMs]);
    clock.sleep(3_600_000);
    expect(times.ask("study", [])).toBeUndefined();
    expect(times.ask("study", [clock.nowMs() - 3_660_000])).toBe(3_660_000);
  });

  it("is forgotten with the study", () => {
    const { times, beganMs } = started();
    times.ask("gone", [beganMs]);
    times.ask("here", [beganMs]);
    times.keepOnly((studyId) => studyId === "here");
    expect([times.ask("gone", []), times.ask("here", [])]).toEqual([undefined, 60_000]);
  });
});
