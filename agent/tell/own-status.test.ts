import { expect, it } from "vitest";
import type { Proposal } from "../../study/trial/proposal.ts";
import { type OwnLease, type OwnSituation, OwnStatus } from "./own-status.ts";
import { decodeStatus } from "./status-codec.ts";

const space = { names: [], distributions: [] };
const proposal: Proposal = {
  number: 7,
  seed: 0,
  space,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
};
const lease = (ranMs: number, step: number | null = null): OwnLease => {
  return { proposal, state: "running", ranMs, step, value: step === null ? null : 0.5 };
};
const situation = (running: readonly OwnLease[], more: Partial<OwnSituation> = {}): OwnSituation => {
  const counts = { round: 1, runningCount: running.length };
  return {
    name: "Ada",
    cores: 1,
    state: "running",
    running,
    startPoints: [],
    countMatters: true,
    isArchive: false,
    runsOnce: true,
    ...counts,
    ...more,
  };
};
const leasesIn = (told: { readonly body: Uint8Array } | null) => {
  const read = told === null ? null : decodeStatus(told.body);
  return read?.ok === true ? read.value.leases : null;
};

it("no status is sent because a trial has come further: neighbours are told so, and all which trials it is where they run once", () => {
  const status = new OwnStatus();
  const first = status.news(situation([lease(600)]), 0);
  expect([first?.isQuiet, leasesIn(first)?.[0]]).toMatchObject([false, { number: 7, seconds: null, step: null }]);
  expect(leasesIn({ body: status.toNeighbours(situation([lease(600)])) ?? new Uint8Array() })).toMatchObject([
    { number: 7, seconds: 0, step: null },
  ]);
  expect(status.toNeighbours(situation([lease(900)]))).toBeNull();
  expect(status.news(situation([lease(61_700, 3)]), 61_100)).toBeNull();
  expect(leasesIn({ body: status.toNeighbours(situation([lease(61_700, 3)])) ?? new Uint8Array() })).toMatchObject([
    { number: 7, seconds: 61, step: 3, value: 0.5 },
  ]);
  const told = status.news(situation([]), 61_200);
  expect([told?.isQuiet, leasesIn(told)]).toEqual([false, []]);
});

it("trials that may run again elsewhere are no news to all", () => {
  const status = new OwnStatus();
  const once = { runsOnce: false, runningCount: 1 };
  expect(leasesIn(status.news(situation([lease(600)], once), 0))).toEqual([]);
  expect(status.news(situation([{ ...lease(600), proposal: { ...proposal, number: 8 } }], once), 2_000)).toBeNull();
});

it("counts that nobody acts upon are news after 5 s, also where they have stood still since", () => {
  const status = new OwnStatus();
  const counted = (runningCount: number, countMatters = false) => situation([], { runningCount, countMatters });
  expect(status.news(counted(1), 0)?.isQuiet).toBe(false);
  expect(status.news(counted(2), 1_000)?.isQuiet).toBe(true);
  expect(status.news(counted(2), 4_000)?.isQuiet ?? true).toBe(true);
  expect(status.news(counted(2), 5_000)?.isQuiet).toBe(false);
  expect(status.news(counted(2), 20_000)).toBeNull();
  expect(status.news(counted(3, true), 20_001)?.isQuiet).toBe(false);
});
