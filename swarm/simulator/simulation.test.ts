import { expect, test } from "vitest";
import type { Participant } from "./participant.ts";
import { CALM, Simulation, type SimulationConfig } from "./simulation.ts";

const LATENCY_MS = [50, 50] as const;
const quiet = { connectFailure: 0, latencyMs: LATENCY_MS, seed: 1 };

/** Two tabs with one link, and when messages of so many bytes, sent in one moment, arrive after that. */
function arrivals(options: Partial<SimulationConfig>, count: number, sizeBytes: number): number[] {
  const simulation = new Simulation({ ...CALM, ...quiet, ...options });
  const [a] = simulation.joinMany(2, 100);
  simulation.run(5_000);
  const [link] = a === undefined ? [] : simulation.linksOf(a);
  if (a === undefined || link === undefined) throw new Error("the two have not met");
  const other: Participant | undefined = simulation.neighbourAt(link);
  if (other === undefined) throw new Error("nobody is at the other end");
  const sentMs = simulation.nowMs;
  const arrivedMs: number[] = [];
  other.receive = () => arrivedMs.push(simulation.nowMs - sentMs);
  for (let i = 0; i < count; i++) simulation.sendRaw(a, link, new Uint8Array(sizeBytes));
  simulation.run(60_000);
  return arrivedMs;
}

test("what a tab sends leaves one after the other, as fast as its uplink is", () => {
  const free = arrivals({}, 3, 10_000);
  expect(free.length).toBe(3);
  for (const atMs of free) expect(atMs).toBeLessThan(70);
  const narrow = arrivals({ uplinkBytesPerMs: 10 }, 3, 10_000);
  narrow.forEach((atMs, i) => {
    expect(atMs).toBeGreaterThan(1_000 * (i + 1));
    expect(atMs).toBeLessThan(1_000 * (i + 1) + 200);
  });
});

test("what does not fit into a link's queue is lost", () => {
  expect(arrivals({ uplinkBytesPerMs: 1_000 }, 6, 1 << 20).length).toBe(4);
});

test("a seed is told who closed the page, and that somebody vanished", () => {
  const left: [string, boolean][] = [];
  const seed = {
    down: false,
    announce: () => ({ addresses: [], studyMs: 7 }),
    left: (address: string, _nowMs: number, closed: boolean) => left.push([address, closed]),
  };
  const simulation = new Simulation({ ...CALM, seed: 1 }, seed);
  const [a, b] = [simulation.join("a"), simulation.join("b")];
  simulation.run(3_000);
  expect(a.core.studyMs(simulation.nowMs)).toBeGreaterThan(7);
  a.close();
  b.kill();
  expect(left[0]).toEqual([a.address, true]);
  expect(left.at(-1)).toEqual([b.address, false]);
  simulation.bury(a);
  expect(simulation.participants).toEqual([b]);
});
