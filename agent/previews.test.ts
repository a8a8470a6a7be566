// A newcomer is shown the best trials at once; until their signed segments come they are shown, and nothing else.
import { describe, expect, it } from "vitest";
import { floatDistribution } from "../study/space/distribution.ts";
import { encodePreview, type PreviewTrial } from "./preview/preview-codec.ts";
import { encodeStatus } from "./tell/status-codec.ts";
import { type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { TrialSummary } from "./view/snapshot.ts";

const listed = (tab: Tab, sort: "best" | "newest" = "best") =>
  tab.agent.trialsPage({ offset: 0, limit: 200, sort, only: "all" });
const previewed = (tab: Tab): TrialSummary[] => listed(tab).rows.filter((row) => row.previewed === true);
const budget = { kind: "rounds" as const, rounds: 4, trialsPerRound: 100 };
const worked = { spec: { sampler: { name: "random" as const }, budget }, cores: 4 };
const status = encodeStatus({ name: "liar", cores: 0, activity: "watching", round: 0, runningCount: 0, leases: [] });

const asForeign = (row: TrialSummary): TrialSummary => Object.assign({}, row, { own: false });

/** Three tabs that have run 1,200 trials. */
async function threeTabs(seed: number): Promise<TestSwarm> {
  const swarm = new TestSwarm(seed);
  for (let i = 0; i < 3; i++) await swarm.join(worked);
  const finished = (): boolean => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished");
  await swarm.until(finished, 600_000);
  await swarm.clock.advance(5_000);
  return swarm;
}

describe("a newcomer", () => {
  it("lists the true best 200 trials within a second of its first link, and holds the same ones soon after", async () => {
    const swarm = await threeTabs(41);
    const [veteran] = swarm.tabs;
    if (veteran === undefined) throw new Error("no tab");
    const newcomer = await swarm.join({ ...worked, paused: true });
    await swarm.until(() => newcomer.agent.snapshot().peers.some(({ link }) => link !== null), 5_000);
    const ids = (tab: Tab): string[] => listed(tab).rows.map(({ trial }) => trial);
    const top = ids(veteran);
    const isThere = (): boolean => JSON.stringify(ids(newcomer)) === JSON.stringify(top);
    const seen: number[] = [];
    await swarm.until(() => {
      seen.push(previewed(newcomer).length);
      return isThere();
    }, 1_000);
    expect(Math.max(...seen)).toBeGreaterThan(0);
    await swarm.until(() => newcomer.agent.snapshot().heldCount === veteran.agent.snapshot().heldCount, 20_000);
    expect(previewed(newcomer)).toEqual([]);
    expect(listed(newcomer).rows).toEqual(listed(veteran).rows.map(asForeign));
  });

  it("shows what a lying neighbour says only as far as it could be true, and nothing else hears of it", async () => {
    const swarm = await threeTabs(42);
    const [veteran] = swarm.tabs;
    if (veteran === undefined) throw new Error("no tab");
    const real = listed(veteran).rows[50];
    const [log = "", number = ""] = (real?.trial ?? "").split(":");
    const space = { names: ["x", "z"], distributions: [floatDistribution(-100, 100), floatDistribution(0, 1)] };
    const lie = (over: Partial<PreviewTrial>): PreviewTrial => ({
      log,
      index: 0,
      number: Number(number),
      values: [7],
      space,
      params: [1, 0.5],
      ...over,
    });
    const lies = [
      // Better than the best, with parameters that nobody tries, of a log that nobody knows.
      lie({ values: [-1e9] }),
      lie({ number: 99_999 }),
      lie({ log: `${"L".repeat(21)}A`, number: 3 }),
    ];
    const visit = await swarm.visit(77, status, () => encodePreview(lies));
    await swarm.clock.advance(20_000);
    const { best: trueBest, trialCount: trueCount, heldCount } = veteran.agent.snapshot();
    const truth = listed(veteran).rows.map(asForeign);
    for (let [tab] = swarm.tabs; tab !== undefined; [tab] = swarm.tabs) swarm.crash(tab);
    const newcomer = await swarm.join({ ...worked, cores: 0 });
    const names = new Set(lies.map(({ log: of, number: at }) => `${of}:${at}`));
    const shown = new Set<string>();
    await swarm.until(() => {
      const { best, trialCount } = newcomer.agent.snapshot();
      for (const row of previewed(newcomer)) shown.add(row.trial);
      // The counts are signed, and no word of the liar's is the best at any moment.
      expect(trialCount).toBeLessThanOrEqual(trueCount);
      expect(names.has(best?.trial ?? "")).toBe(false);
      return newcomer.agent.snapshot().heldCount === heldCount;
    }, 60_000);
    expect(visit.askedForPreviews()).toBe(1);
    expect([...shown]).toEqual([]);
    const { best, trialCount } = newcomer.agent.snapshot();
    expect([best?.trial, best?.value, trialCount]).toEqual([trueBest?.trial, trueBest?.value, trueCount]);
    expect(listed(newcomer).rows).toEqual(truth);
  });

  it("cuts a neighbour that sends nonsense twice in place of a preview, as for any nonsense", async () => {
    const swarm = new TestSwarm(43);
    const visit = await swarm.visit(77, status, () => Uint8Array.of(1, 2, 3));
    const newcomer = await swarm.join({ paused: true });
    await swarm.until(() => visit.askedForPreviews() === 1, 10_000);
    await swarm.clock.advance(1_000);
    expect(listed(newcomer)).toEqual({ total: 0, previewed: 0, rows: [] });
  });
});
