import { describe, expect, it } from "vitest";
import type { SlotEvents } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { JailRunner } from "./jail-runner.ts";
import { MAX_TOLD_LINES } from "./wire/console-lines.ts";
import type { FromSupervisor, ToSupervisor } from "./wire/jail-wire.ts";
import { MESSAGE_KIND, packMessage } from "./wire/message-bytes.ts";
import type { JailPort } from "./wire/near-ports.ts";

// The other end of the port is played here, message by message; the real supervisor runs in test/e2e/jail.spec.ts.
const LOADED = packMessage(MESSAGE_KIND.loaded, undefined, new Float64Array(0));
const RUNNING: FromSupervisor = { type: "running", hasOwnProcess: true };
const STALLED: TrialError = { kind: "timeout", message: "too slow", line: null, column: null };

interface Line {
  readonly port: JailPort;
  readonly heard: ToSupervisor[];
}

class Bench {
  readonly clock = new VirtualClock();
  readonly lines: Line[] = [];
  readonly killed: number[] = [];
  readonly events: string[] = [];
  refuseOpens = 0;
  onFinished = (): void => undefined;
  readonly runner = new JailRunner({
    clock: this.clock,
    runtime: "",
    host: {
      openSlot: (port) => {
        if (this.refuseOpens > 0) {
          this.refuseOpens -= 1;
          return Promise.reject(new Error("the frame died"));
        }
        const line: Line = { port, heard: [] };
        port.onmessage = ({ data }: MessageEvent<ToSupervisor>) => line.heard.push(data);
        return Promise.resolve(this.lines.push(line) - 1);
      },
      killSlot: (slot) => {
        this.killed.push(slot);
        return Promise.resolve();
      },
    },
  });

  open(javascript = "() => 1", more: Partial<SlotEvents> = {}) {
    const events: SlotEvents = {
      onReady: () => this.events.push("ready"),
      onLoadFailed: (error) => this.events.push(`load failed: ${error.kind} ${error.line}:${error.column}`),
      onFinished: (outcomes) => {
        this.events.push(`finished ${outcomes.map((it) => it.number).join()}`);
        this.onFinished();
      },
      onReport: (number, step, value) => this.events.push(`report ${number} ${step} ${value}`),
      onLost: (error) => this.events.push(`lost: ${error.kind}`),
      onGivenUp: (sentence) => this.events.push(`given up: ${sentence.slice(0, 21)}`),
      ...more,
    };
    return this.runner.openSlot({ studyId: "s", javascript, positions: null, directions: ["minimize"] }, events);
  }

  /** The newest supervisor says this. */
  async say(...messages: FromSupervisor[]): Promise<void> {
    for (const message of messages) this.lines.at(-1)?.port.postMessage(message, []);
    await this.settle();
  }

  /** Lets what was posted arrive. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  heard(type: ToSupervisor["type"], line = this.lines.length - 1): number {
    return this.lines[line]?.heard.filter((it) => it.type === type).length ?? 0;
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.settle();
  }
}

async function readyBench(hasOwnProcess = true) {
  const bench = new Bench();
  const slot = bench.open();
  await bench.settle();
  await bench.say({ type: "running", hasOwnProcess }, LOADED);
  return { bench, slot };
}

describe("a slot of the jail", () => {
  it("says it is ready once the objective has loaded", async () => {
    const { bench } = await readyBench();
    expect(bench.heard("start")).toBe(1);
    expect(bench.events).toEqual(["ready"]);
  });

  it("says with the next batch which messages it has dealt with, and at once where there is none", async () => {
    const { bench, slot } = await readyBench();
    const run = (number: number): void => slot.run({ proposals: [proposal(number)], pruner: NOP });
    const credits = (): number[] =>
      (bench.lines[0]?.heard ?? []).flatMap((it) =>
        it.type === "credit" ? [it.count] : it.type === "run" ? [it.credits] : [],
      );
    expect(credits()).toEqual([1]);
    run(0);
    bench.onFinished = () => run(1);
    await bench.say(finished(0));
    bench.onFinished = () => undefined;
    await bench.say(finished(1));
    expect(bench.events).toEqual(["ready", "finished 0", "finished 1"]);
    expect(credits()).toEqual([1, 0, 1, 1]);
    expect(bench.heard("run")).toBe(2);
  });

  it("fails to load at once where the source is no objective", async () => {
    const bench = new Bench();
    bench.open("\n import x from 'y';");
    await bench.settle();
    expect(bench.events).toEqual(["load failed: threw 2:2"]);
    expect(bench.lines).toHaveLength(0);
  });

  it("gives up on an objective that does not load in ten seconds, and kills it", async () => {
    const bench = new Bench();
    bench.open();
    await bench.settle();
    await bench.say(RUNNING);
    for (let second = 0; second < 10; second++) {
      expect(bench.events).toEqual([]);
      await bench.say({ type: "pong" });
      await bench.advance(1_000);
    }
    expect(bench.events).toEqual(["load failed: timeout null:null"]);
    expect(bench.killed).toEqual([0]);
  });

  it("gives up on an objective whose worker ends three times while it loads, and not on one that was ready between", async () => {
    const bench = new Bench();
    bench.open();
    const lost = { type: "lost", kind: "memory", message: "It used too much memory." } as const;
    let pauseMs = 2_500;
    const again = async (...messages: FromSupervisor[]): Promise<void> => {
      await bench.settle();
      await bench.say(RUNNING, ...messages, lost);
      await bench.advance(pauseMs);
      pauseMs = Math.min(60_000, 2 * pauseMs);
    };
    await again();
    await again();
    await again(LOADED);
    await again();
    await again();
    expect(bench.events.filter((event) => event.startsWith("load failed"))).toEqual([]);
    await again();
    expect(bench.events.at(-1)).toBe("load failed: memory null:null");
    expect(bench.lines.length).toBe(6);
  });

  it("is restarted in a new frame, and the old one goes at once with whatever runs in it", async () => {
    const { bench, slot } = await readyBench();
    slot.run({ proposals: [proposal(0)], pruner: NOP });
    slot.restart(STALLED);
    await bench.settle();
    expect(bench.killed).toEqual([0]);
    expect(bench.lines).toHaveLength(2);
    await bench.say(RUNNING, LOADED);
    expect(bench.events).toEqual(["ready", "lost: timeout", "ready"]);
  });

  it("is restarted however often where its frame has a process of its own", async () => {
    const { bench, slot } = await readyBench();
    for (let i = 0; i < 10; i++) {
      slot.run({ proposals: [proposal(i)], pruner: NOP });
      slot.restart(STALLED);
      await bench.settle();
      await bench.say(RUNNING, LOADED);
    }
    expect(bench.events.filter((event) => event === "ready")).toHaveLength(11);
  });

  it("is given up where frames share a process and five trials in a row had to be killed, until a person opens it again", async () => {
    const { bench, slot } = await readyBench(false);
    const shared: FromSupervisor = { type: "running", hasOwnProcess: false };
    const stall = async (of: typeof slot, number: number): Promise<void> => {
      of.run({ proposals: [proposal(number)], pruner: NOP });
      of.restart(STALLED);
      await bench.settle();
      await bench.say(shared, LOADED);
    };
    for (let i = 0; i < 4; i++) await stall(slot, i);
    slot.run({ proposals: [proposal(4)], pruner: NOP });
    await bench.say(finished(4));
    for (let i = 5; i < 9; i++) await stall(slot, i);
    expect(bench.events.filter((event) => event.startsWith("given up"))).toEqual([]);
    await stall(slot, 9);
    expect(bench.events.slice(-2)).toEqual(["lost: timeout", "given up: One trial after anoth"]);
    expect(bench.killed).toHaveLength(9);
    slot.restart(STALLED);
    await bench.settle();
    expect(bench.lines).toHaveLength(9);
    const again = bench.open();
    await bench.settle();
    await bench.say(shared, LOADED);
    await stall(again, 10);
    expect(bench.events.at(-1)).toBe("ready");
  });

  it("that does not load, or whose worker never came up, is no reason to give a study up", async () => {
    const { bench, slot } = await readyBench(false);
    for (let i = 0; i < 8; i++) {
      slot.restart(STALLED);
      await bench.settle();
    }
    expect(bench.events.some((event) => event.startsWith("given up"))).toBe(false);
  });

  it("is opened anew when its supervisor falls silent, and not while it answers", async () => {
    const { bench } = await readyBench();
    for (let second = 0; second < 20; second++) {
      await bench.advance(1_000);
      await bench.say({ type: "pong" });
    }
    expect(bench.heard("ping")).toBe(20);
    expect(bench.events).toEqual(["ready"]);
    await bench.advance(7_000);
    expect(bench.events).toEqual(["ready", "lost: crashed"]);
    expect(bench.lines).toHaveLength(2);
  });

  it("comes back at once after its frame died, and ever later if it dies again before a trial has finished", async () => {
    const { bench } = await readyBench();
    bench.runner.onJailLost(0);
    await bench.settle();
    expect(bench.lines).toHaveLength(2);
    bench.runner.onJailLost(0);
    bench.runner.onJailLost(1);
    await bench.advance(2_400);
    expect(bench.lines).toHaveLength(2);
    await bench.advance(100);
    expect(bench.lines).toHaveLength(3);
    expect(bench.events).toEqual(["ready", "lost: memory", "lost: memory"]);
  });

  it("tries again when the frame died while it opened", async () => {
    const bench = new Bench();
    bench.refuseOpens = 2;
    bench.open();
    await bench.advance(200);
    await bench.advance(200);
    await bench.say(RUNNING, LOADED);
    expect(bench.events).toEqual(["ready"]);
  });

  it("takes nonsense for misuse: says so, pauses, starts anew, and believes nothing more of that worker", async () => {
    const { bench, slot } = await readyBench();
    slot.run({ proposals: [proposal(0), proposal(1)], pruner: { kind: "nop" } });
    await bench.say(new ArrayBuffer(8), new ArrayBuffer(8));
    expect(bench.events).toEqual(["ready", "lost: misuse"]);
    expect(bench.killed).toEqual([0]);
    slot.restart(STALLED);
    await bench.advance(2_400);
    expect(bench.lines).toHaveLength(1);
    await bench.advance(100);
    await bench.say(RUNNING, LOADED);
    expect(bench.events).toEqual(["ready", "lost: misuse", "ready"]);
  });

  it("reports what finished before a flood, then the flood", async () => {
    const { bench, slot } = await readyBench();
    slot.run({ proposals: [proposal(7), proposal(8)], pruner: { kind: "nop" } });
    await bench.say(finished(7), report(8, 2, 0.5), { type: "lost", kind: "flooded", message: "too much" });
    expect(bench.events).toEqual(["ready", "finished 7", "report 8 2 0.5", "lost: flooded"]);
  });

  it("takes the next batch as soon as the last trial has finished, not before", async () => {
    const { bench, slot } = await readyBench();
    const batch = { proposals: [proposal(1)], pruner: { kind: "nop" as const } };
    slot.run(batch);
    expect(() => slot.run(batch)).toThrow("one batch at a time");
    await bench.say(finished(1));
    expect(() => slot.run(batch)).not.toThrow();
  });

  it("closes for good, also while it opens, and nothing follows", async () => {
    const { bench, slot } = await readyBench();
    const opening = bench.open();
    await Promise.all([slot.close(), opening.close()]);
    expect(new Set(bench.killed)).toEqual(new Set([0, 1]));
    await bench.say(RUNNING, LOADED);
    bench.runner.onJailLost(0);
    bench.runner.onJailLost(1);
    await bench.advance(20_000);
    expect(bench.events).toEqual(["ready"]);
  });
});

const NOP = { kind: "nop" as const };
const SPACE = { names: [], distributions: [] };
const proposal = (number: number) => ({
  number,
  seed: 1,
  space: SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
});
const finished = (number: number): ArrayBuffer =>
  packMessage(
    MESSAGE_KIND.outcomes,
    { spaces: [JSON.stringify(SPACE)], extras: [] },
    Float64Array.of(number, 0, 0, 1, -1, 1, 0, 42),
  );
const report = (number: number, step: number, value: number): ArrayBuffer =>
  packMessage(MESSAGE_KIND.report, undefined, Float64Array.of(number, step, value));

const said = (...texts: string[]): ArrayBuffer =>
  packMessage(
    MESSAGE_KIND.console,
    texts.map((text) => ({ level: "log", text })),
    new Float64Array(0),
  );

describe("what comes out of the jail for the author", () => {
  it("is the objective's console where it was asked for, so many lines of each worker", async () => {
    const bench = new Bench();
    const lines: string[] = [];
    bench.open("() => 1", { onConsole: (told) => lines.push(...told.map(({ text }) => text)) });
    await bench.settle();
    expect(bench.lines[0]?.heard[0]).toMatchObject({ type: "start", program: { tellsConsole: true } });
    await bench.say(RUNNING, said("while it loads"), LOADED, said("in a trial", "and again"));
    expect(lines).toEqual(["while it loads", "in a trial", "and again"]);
    await bench.say(said(...Array.from({ length: MAX_TOLD_LINES - 3 }, (_, i) => `${i}`)));
    expect(lines.length).toBe(MAX_TOLD_LINES);
    expect(bench.killed).toEqual([]);
    await bench.say(said("one too many"));
    expect(lines.length).toBe(MAX_TOLD_LINES);
    expect(bench.killed).toEqual([0]);
    await bench.advance(2_500);
    await bench.say(RUNNING, LOADED, said("of the next worker"));
    expect(lines.at(-1)).toBe("of the next worker");
  });

  it("is no console that nobody asked for", async () => {
    const { bench } = await readyBench();
    expect(bench.lines[0]?.heard[0]).toMatchObject({ program: { tellsConsole: false } });
    await bench.say(said("hear me"));
    expect(bench.events).toEqual(["ready", "lost: misuse"]);
  });

  it("is an error with what to write instead, where the objective stumbles over a name from elsewhere", async () => {
    const bench = new Bench();
    const messages: string[] = [];
    bench.open("() => 1", { onLoadFailed: (error) => messages.push(error.message) });
    await bench.settle();
    const error = { kind: "threw", message: "ReferenceError: require is not defined", line: 1, column: 1 };
    await bench.say(RUNNING, packMessage(MESSAGE_KIND.loadFailed, error, new Float64Array(0)));
    expect(messages).toEqual([
      "ReferenceError: require is not defined. An objective cannot load modules. Paste what it needs into its text.",
    ]);
  });
});

describe("what a watched trial shows", () => {
  const watched = (number: number) => ({ ...proposal(number), isWatched: true });
  const shown = (text: string, trial: number, isLast = 1) =>
    packMessage(MESSAGE_KIND.frames, text, Float64Array.of(trial, isLast));
  const nop = { kind: "nop" as const };

  async function lookedAt() {
    const bench = new Bench();
    const slot = bench.open("() => 1", {
      onFrames: (number, frames) => bench.events.push(`shown ${number} ${JSON.stringify(frames)}`),
    });
    await bench.settle();
    await bench.say(RUNNING, LOADED);
    return { bench, slot };
  }

  it("is told once, before its outcome, and of the next batch anew", async () => {
    const { bench, slot } = await lookedAt();
    slot.run({ proposals: [watched(1)], pruner: nop });
    await bench.say(shown('[{"x":1},', 1, 0), shown("2]", 1), finished(1));
    slot.run({ proposals: [watched(1)], pruner: nop });
    await bench.say(shown("[]", 1), finished(1));
    expect(bench.events).toEqual(["ready", 'shown 1 [{"x":1},2]', "finished 1", "shown 1 []", "finished 1"]);
  });

  it("of another trial, twice or after its outcome is misuse, and half of it nothing", async () => {
    for (const lie of [
      [shown("[]", 2)],
      [shown("[1]", 1), shown("[2]", 1)],
      [finished(1), shown("[]", 1)],
      [shown("[".repeat(90), 1)],
    ]) {
      const { bench, slot } = await lookedAt();
      slot.run({ proposals: [watched(1)], pruner: nop });
      await bench.say(...lie);
      expect(bench.events.at(-1)).toBe("lost: misuse");
    }
    const { bench, slot } = await lookedAt();
    slot.run({ proposals: [watched(1)], pruner: nop });
    await bench.say(shown("[1,", 1, 0), finished(1));
    expect(bench.events).toEqual(["ready", "finished 1"]);
    slot.run({ proposals: [proposal(1)], pruner: nop });
    await bench.say(shown("2]", 1));
    expect(bench.events.at(-1)).toBe("lost: misuse");
  });
});
