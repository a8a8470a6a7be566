import { describe, expect, it } from "vitest";
import type { ObjectiveProgram, SlotEvents } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { SimulatedRunner } from "../../agent/work/simulated-runner.ts";
import { LateRunner } from "./late-runner.ts";

const program: ObjectiveProgram = { studyId: "s", javascript: "", positions: null, directions: ["minimize"] };

function listener() {
  const heard: string[] = [];
  const events: SlotEvents = {
    onReady: () => heard.push("ready"),
    onLoadFailed: ({ message }) => heard.push(message),
    onFinished: () => heard.push("finished"),
    onReport: () => heard.push("report"),
    onLost: () => heard.push("lost"),
  };
  return { heard, events };
}

describe("a runner that arrives later", () => {
  const clock = new VirtualClock();
  const runner = () => new SimulatedRunner({ clock, objective: { run: () => 1, durationMs: () => 1 } });

  it("opens the slots that were asked for before, and is fetched once", async () => {
    let fetches = 0;
    const arrived = runner();
    const late = new LateRunner(async () => {
      fetches++;
      return arrived;
    });
    const [one, two] = [listener(), listener()];
    late.openSlot(program, one.events);
    late.openSlot(program, two.events);
    expect(late.runner).toBeNull();
    await clock.advance(1_000);
    expect([one.heard, two.heard, fetches]).toEqual([["ready"], ["ready"], 1]);
    expect(late.runner).toBe(arrived);
  });

  it("never opens a slot that was closed before it arrived", async () => {
    const arrived = runner();
    const late = new LateRunner(async () => arrived);
    const { heard, events } = listener();
    await late.openSlot(program, events).close();
    await clock.advance(1_000);
    expect([heard, arrived.openSlots]).toEqual([[], 0]);
  });

  it("says so when it does not arrive, and tries again for the next slot", async () => {
    const answers = [() => Promise.reject(new Error("no network")), () => Promise.resolve(runner())];
    const late = new LateRunner(() => (answers.shift() ?? (() => Promise.reject(new Error("once too often"))))());
    const [one, two] = [listener(), listener()];
    late.openSlot(program, one.events);
    await clock.advance(1_000);
    late.openSlot(program, two.events);
    await clock.advance(1_000);
    expect(one.heard).toEqual([expect.stringContaining("seed is unreachable")]);
    expect(two.heard).toEqual(["ready"]);
  });
});
