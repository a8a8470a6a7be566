import { describe, expect, it } from "vitest";
import type { SlotEvents } from "../../agent/ports.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { JailRunner } from "./jail-runner.ts";
import { MAX_TOLD_LINES } from "./wire/console-lines.ts";
import type { FromSupervisor, ToSupervisor } from "./wire/jail-wire.ts";
import { MESSAGE_KIND, packMessage } from "./wire/message-bytes.ts";

// The other end of the port is played here, message by message; the real supervisor runs in test/e2e/jail.spec.ts.
const LOADED = packMessage(MESSAGE_KIND.loaded, undefined, new Float64Array(0));
const STALLED: TrialError = { kind: "timeout", message: "too slow", line: null, column: null };

interface Line {
  readonly port: MessagePort;
  readonly heard: ToSupervisor[];
}

class Bench {
  readonly clock = new VirtualClock();
  readonly lines: Line[] = [];
  readonly killed: number[] = [];
  readonly events: string[] = [];
  refuseOpens = 0;
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
      onFinished: (outcomes) => this.events.push(`finished ${outcomes.map((it) => it.number).join()}`),
      onReport: (number, step, value) => this.events.push(`report ${number} ${step} ${value}`),
      onLost: (error) => this.events.push(`lost: ${error.kind}`),
      ...more,
    };
    return this.runner.openSlot({ studyId: "s", javascript, positions: null, directions: ["minimize"] }, events);
  }

  /** The newest supervisor says this. */
  async say(...messages: FromSupervisor[]): Promise<void> {
    for (const message of messages) this.lines.at(-1)?.port.postMessage(message);
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

async function readyBench() {
  const bench = new Bench();
  const slot = bench.open();
  await bench.settle();
  await bench.say({ type: "running" }, LOADED);
  return { bench, slot };
}

describe("a slot of the jail", () => {
  it("says it is ready once the objective has loaded", async () => {
    const { bench } = await readyBench();
    expect(bench.heard("start")).toBe(1);
    expect(bench.events).toEqual(["ready"]);
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
    await bench.say({ type: "running" });
    for (let second = 0; second < 10; second++) {
      expect(bench.events).toEqual([]);
      await bench.say({ type: "pong" });
      await bench.advance(1_000);
    }
    expect(bench.events).toEqual(["load failed: timeout null:null"]);
    expect(bench.killed).toEqual([0]);
  });

  it("restarts through its supervisor", async () => {
    const { bench, slot } = await readyBench();
    slot.restart(STALLED);
    slot.restart(STALLED);
    await bench.settle();
    expect(bench.heard("restart")).toBe(1);
    await bench.say({ type: "restarted" }, LOADED);
    expect(bench.events).toEqual(["ready", "lost: timeout", "ready"]);
    expect(bench.killed).toEqual([]);
  });

  it("is killed from the page and opened anew when its supervisor does not restart in half a second", async () => {
    const { bench, slot } = await readyBench();
    slot.restart(STALLED);
    await bench.advance(500);
    expect(bench.events).toEqual(["ready", "lost: timeout"]);
    expect(bench.killed).toEqual([0]);
    await bench.say({ type: "running" }, LOADED);
    expect(bench.events).toEqual(["ready", "lost: timeout", "ready"]);
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

  it("comes back at once after the frame died, and ever later if it dies again before a trial has finished", async () => {
    const { bench } = await readyBench();
    bench.runner.onJailLost();
    await bench.settle();
    expect(bench.lines).toHaveLength(2);
    bench.runner.onJailLost();
    await bench.advance(2_400);
    expect(bench.lines).toHaveLength(2);
    await bench.advance(100);
    expect(bench.lines).toHaveLength(3);
    expect(bench.events).toEqual(["ready", "lost: memory", "lost: memory"]);
    expect(bench.killed).toEqual([]);
  });

  it("tries again when the frame died while it opened", async () => {
    const bench = new Bench();
    bench.refuseOpens = 2;
    bench.open();
    await bench.advance(200);
    await bench.advance(200);
    await bench.say({ type: "running" }, LOADED);
    expect(bench.events).toEqual(["ready"]);
  });

  it("takes nonsense for misuse: says so, pauses, starts anew, and believes nothing more of that worker", async () => {
    const { bench, slot } = await readyBench();
    slot.run({ proposals: [proposal(0), proposal(1)], pruner: { kind: "nop" } });
    await bench.say(new ArrayBuffer(8), new ArrayBuffer(8));
    const restart = bench.lines[0]?.heard.find((it) => it.type === "restart");
    expect(restart).toEqual({ type: "restart", pauseMs: 2_500 });
    await bench.say({ type: "restarted" }, LOADED);
    expect(bench.events).toEqual(["ready", "lost: misuse", "ready"]);
    expect(bench.heard("credit")).toBe(4);
  });

  it("reports what finished before a flood, then the flood", async () => {
    const { bench, slot } = await readyBench();
    slot.run({ proposals: [proposal(7), proposal(8)], pruner: { kind: "nop" } });
    await bench.say(finished(7), report(8, 2, 0.5), { type: "lost", kind: "flooded", message: "too much" });
    await bench.say({ type: "restarted" });
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
    await bench.say({ type: "running" }, LOADED);
    bench.runner.onJailLost();
    await bench.advance(20_000);
    expect(bench.events).toEqual(["ready"]);
  });
});

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
    await bench.say({ type: "running" }, said("while it loads"), LOADED, said("in a trial", "and again"));
    expect(lines).toEqual(["while it loads", "in a trial", "and again"]);
    await bench.say(said(...Array.from({ length: MAX_TOLD_LINES - 3 }, (_, i) => `${i}`)));
    expect(lines.length).toBe(MAX_TOLD_LINES);
    expect(bench.heard("restart")).toBe(0);
    await bench.say(said("one too many"));
    expect(lines.length).toBe(MAX_TOLD_LINES);
    expect(bench.heard("restart")).toBe(1);
    await bench.say({ type: "restarted" }, LOADED, said("of the next worker"));
    expect(lines.at(-1)).toBe("of the next worker");
  });

  it("is no console that nobody asked for", async () => {
    const { bench } = await readyBench();
    expect(bench.lines[0]?.heard[0]).toMatchObject({ program: { tellsConsole: false } });
    await bench.say(said("hear me"));
    expect(bench.heard("restart")).toBe(1);
  });

  it("is an error with what to write instead, where the objective stumbles over a name from elsewhere", async () => {
    const bench = new Bench();
    const messages: string[] = [];
    bench.open("() => 1", { onLoadFailed: (error) => messages.push(error.message) });
    await bench.settle();
    const error = { kind: "threw", message: "ReferenceError: require is not defined", line: 1, column: 1 };
    await bench.say({ type: "running" }, packMessage(MESSAGE_KIND.loadFailed, error, new Float64Array(0)));
    expect(messages).toEqual([
      "ReferenceError: require is not defined. An objective cannot load modules. Paste what it needs into its text.",
    ]);
  });
});
