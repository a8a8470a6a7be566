import { describe, expect, it } from "vitest";
import { UPLOAD_BYTES_PER_SECOND } from "../link/upload.ts";
import { levelOf, seedOf } from "../log/levels.ts";
import { isBest, MAX_TRIALS_PER_SEGMENT, type Segment } from "../log/segment.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { Participant } from "./participant.ts";
import { grownSwarm, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

/** As in the host of a real tab. */
const TICK_MS = 250;
/** Of ten parameters. */
const TRIAL_BYTES = 105;
/** What a log says of its spaces, and now and then of new ones. */
const SPACES_BYTES = 300;
const TOLD_PER_SPACE = 70;

type Kind = "rest" | "best" | "basis";

const kindOf = (segment: Pick<Segment, "index" | "bestIndex" | "basis">): Kind => {
  if (isBest(segment)) return "best";
  return segment.basis === segment.index ? "basis" : "rest";
};

/** What all tabs sent since `start`, as bytes on the wire. */
class Meter {
  private readonly bytes = new Map<Message["type"], number>();
  private copies = { rest: 0, best: 0, basis: 0 };
  private atMs = 0;
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    const send = simulation.send.bind(simulation);
    simulation.send = (from, link, message) => {
      this.count(message);
      send(from, link, message);
    };
  }

  start(): void {
    this.bytes.clear();
    this.copies = { rest: 0, best: 0, basis: 0 };
    this.atMs = this.simulation.nowMs;
    for (const tab of this.simulation.live()) tab.delivered.length = 0;
  }

  /** Bytes a second that each tab sent on average in messages of these kinds. */
  perSecond(...kinds: readonly Message["type"][]): number {
    const seconds = (this.simulation.nowMs - this.atMs) / 1_000;
    return kinds.reduce((sum, kind) => sum + (this.bytes.get(kind) ?? 0), 0) / seconds / this.simulation.live().length;
  }

  /** How often each segment that was new came. */
  copiesOf(kind: Kind): number {
    const delivered = this.simulation.live().flatMap((tab) => tab.delivered);
    const news = delivered.filter(({ segment }) => kindOf(segment) === kind).length;
    return this.copies[kind] / news;
  }

  private count(message: Message): void {
    this.bytes.set(message.type, (this.bytes.get(message.type) ?? 0) + encodeMessage(message).length);
    if (message.type !== "segments") return;
    for (const { segments } of message.logs) for (const segment of segments) this.copies[kindOf(segment)] += 1;
  }
}

const SPREADING = ["segments", "ihave", "graft", "prune", "want", "sums"] as const;

/** Each tab finishes a trial a second and tells as late as it is asked to; now and then one is the best. */
function work(simulation: Simulation, tabs: readonly Participant[], secondsPerBest: number): void {
  let nextBestMs = simulation.nowMs;
  for (const tab of tabs) {
    let [waiting, toldMs] = [0, simulation.nowMs];
    const finish = (): void => {
      waiting += 1;
      const isBestNow = simulation.nowMs >= nextBestMs;
      if (isBestNow) nextBestMs += secondsPerBest * 1_000;
      if (isBestNow || simulation.nowMs - toldMs >= tab.core.tellDelayMs(simulation.nowMs)) {
        tell(tab, waiting, isBestNow, simulation.nowMs);
        [waiting, toldMs] = [0, simulation.nowMs];
      }
      simulation.after(1_000, finish);
    };
    simulation.after(simulation.chance.between(0, 1_000), finish);
  }
}

function tell(tab: Participant, count: number, isBestNow: boolean, nowMs: number): void {
  const isOwn = tab.told % TOLD_PER_SPACE === 0;
  tab.told += 1;
  tab.totals = { ...tab.totals, complete: tab.totals.complete + count };
  const trials = new Uint8Array(TRIAL_BYTES * count + (isOwn ? SPACES_BYTES : 0));
  const [lane, basis] = [isBestNow ? "best" : "rest", isOwn ? "own" : "last"] as const;
  tab.step({
    type: "publish",
    nowMs,
    draft: { trials, count, totals: tab.totals, best: null, lane, basis },
  });
}

describe("tabs with a trial a second each", () => {
  it("tell 11 without delay, once each, for 300 bytes a trial", SLOW, () => {
    const { simulation, tabs } = grownSwarm(1, 11, { tickMs: TICK_MS });
    const meter = new Meter(simulation);
    work(simulation, tabs, 10);
    simulation.run(20_000);
    meter.start();
    simulation.run(60_000);
    expect(tabs[0]?.core.tellDelayMs(simulation.nowMs)).toBe(250);
    expect(meter.copiesOf("rest")).toBeLessThan(1.1);
    expect(meter.perSecond(...SPREADING) / tabs.length).toBeLessThan(300);
  });

  it("send 60 others no more than their share, once each, and hold all of it", SLOW, () => {
    const { simulation, tabs } = grownSwarm(1, 60, { tickMs: TICK_MS });
    const meter = new Meter(simulation);
    work(simulation, tabs, 5);
    simulation.run(20_000);
    meter.start();
    simulation.run(20_000);
    expect(meter.copiesOf("rest")).toBeLessThan(1.2);
    expect(meter.copiesOf("best")).toBeLessThan(6.7);
    expect(meter.perSecond(...SPREADING) / tabs.length).toBeLessThan(170);
    expect(meter.perSecond(...SPREADING)).toBeLessThan(16_000);
  });

  it(
    "agree on a sample where they tell three times what they can send, and hear every best and what others are read with",
    SLOW,
    () => {
      const { simulation, tabs } = grownSwarm(1, 12, { tickMs: TICK_MS });
      const meter = new Meter(simulation);
      for (const tab of tabs) {
        const tellFull = (): void => {
          tell(tab, MAX_TRIALS_PER_SEGMENT, tab.told % TOLD_PER_SPACE === 1, simulation.nowMs);
          if (simulation.nowMs < 200_000) simulation.after(1_000, tellFull);
        };
        simulation.after(simulation.chance.between(0, 1_000), tellFull);
      }
      simulation.run(120_000);
      const before = tabs.map(({ published }) => published.length);
      meter.start();
      simulation.run(60_000);
      const after = tabs.map(({ published }) => published.length);
      expect(meter.perSecond(...SPREADING)).toBeLessThan(UPLOAD_BYTES_PER_SECOND);
      expect(meter.copiesOf("rest")).toBeLessThan(1.5);
      // No best brings along what it is read with.
      expect(meter.copiesOf("basis")).toBeLessThan(2.5);
      simulation.run(10_000);
      tabs.forEach((tab, i) => {
        const told = tab.published.slice(before[i], after[i]);
        const seed = seedOf(tab.log);
        for (const other of tabs) {
          const held = new Set(other.core.segmentsOf(tab.log).map(({ index }) => index));
          const isDue = (segment: Segment): boolean =>
            isBest(segment) || segment.basis === segment.index || levelOf(seed, segment.index) >= 3;
          expect(told.filter((segment) => isDue(segment) && !held.has(segment.index))).toEqual([]);
        }
      });
    },
  );
});
