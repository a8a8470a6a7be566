import { expect, it } from "vitest";
import { intDistribution } from "../../study/space/distribution.ts";
import { NO_PROGRESS, type PeerStatus } from "../tell/status-codec.ts";
import { ENDED_IS_KNOWN_MS, Leases, MAX_RUNNING_POINTS } from "./leases.ts";

const space = { names: ["x"], distributions: [intDistribution(0, 1_000_000)] };
const running = (...numbers: readonly number[]): PeerStatus => ({
  name: "",
  cores: 1,
  activity: "running",
  round: 1,
  runningCount: numbers.length,
  leases: numbers.map((number) =>
    Object.assign({ number, state: "running" as const, space, params: [number] }, NO_PROGRESS),
  ),
});

it("remembers for a moment what has ended, because its end may be heard of later", () => {
  const leases = new Leases();
  leases.update("log", "peer", running(1, 2), 0);
  expect(leases.justEnded(0)).toEqual([]);
  leases.update("log", "peer", running(2, 3), 1_000);
  expect(leases.points().map(({ params }) => params)).toEqual([[2], [3]]);
  expect(leases.justEnded(1_000 + ENDED_IS_KNOWN_MS - 1).map(({ params }) => params)).toEqual([[1]]);
  expect(leases.justEnded(1_000 + ENDED_IS_KNOWN_MS)).toEqual([]);
});

it("remembers no more of what has ended than of what runs", () => {
  const leases = new Leases();
  for (let number = 0; number <= 2 * MAX_RUNNING_POINTS; number++) leases.update("log", "peer", running(number), 0);
  expect(leases.justEnded(0)).toHaveLength(MAX_RUNNING_POINTS);
  expect(leases.justEnded(0).at(-1)?.params).toEqual([2 * MAX_RUNNING_POINTS - 1]);
});

it("names to a sampler what those run whom somebody vouches for, of each key a bounded number", () => {
  const leases = new Leases();
  for (let log = 0; log < 40; log++) leases.update(`log ${log}`, "many", running(log, log + 100, log + 200), 0);
  leases.update("honest", "honest", running(7_000), 0);
  leases.update("stranger", "stranger", running(8_000), 0);
  const points = leases.pointsOf((peer) => peer !== "stranger").map(({ params }) => params[0]);
  expect(points).toHaveLength(64 + 1);
  expect(points).toContain(7_000);
  expect(points).not.toContain(8_000);
});
