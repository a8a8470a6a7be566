// A peer that signs two histories of one log: what it claims counts for nothing, now and after a reload.
import { expect, it } from "vitest";
import { rngFromSeed } from "../study/rng.ts";
import { finished } from "../study/testing/run-trials.ts";
import { SwarmHost, type SwarmHostHooks } from "./link/swarm-host.ts";
import { MemorySegmentStore } from "./store/memory-segment-store.ts";
import { encodeTrials } from "./tell/trial-codec.ts";
import { nodeSignatures } from "./testing/node-signatures.ts";
import { baseSpec, quadratic, studyId, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const deaf: SwarmHostHooks = {
  onDeliver() {},
  onCounts() {},
  onPeerStatus() {},
  onPeerGone() {},
  onBanned() {},
  onBegan() {},
  onNote() {},
  onTick() {},
  onLinksChanged() {},
  onFault(_, error) {
    throw error;
  },
  summary: () => ({ best: null, trials: 0, peers: 1 }),
};

/** Each liar of one seed signs with the same key and, not knowing of the others, into the same log. */
async function newLiar(swarm: TestSwarm, seed: number): Promise<SwarmHost> {
  return new SwarmHost(
    {
      studyId,
      spec: baseSpec,
      signer: await nodeSignatures.signer(new Uint8Array(32).fill(99)),
      verifier: nodeSignatures,
      logNonce: new Uint8Array(16).fill(3),
      seed: new Uint8Array(32).fill(seed),
      rng: rngFromSeed(seed, "liar"),
      clock: swarm.clock,
      start: { from: "guess", studyMs: 0 },
      store: new MemorySegmentStore(),
      channel: swarm.network.join(),
      rendezvous: {
        announce: async () => ({ addresses: swarm.tabs.map((tab) => tab.station.ownAddress), wantsSpec: false }),
        leave: async () => {},
        fetchSpec: async () => null,
        offerSpec: async () => {},
      },
    },
    deaf,
  );
}

function publish(liar: SwarmHost, value: number): void {
  const trial = finished({ log: liar.log, number: 0, values: [value] });
  const trials = encodeTrials([trial], 1) ?? new Uint8Array();
  liar.publish({
    trials,
    count: 1,
    totals: { complete: 1, pruned: 0, failed: 0 },
    best: value,
    lane: "best",
    basis: "own",
  });
}

const best = (tab: Tab) => tab.agent.snapshot().best?.value ?? 0;
const claimed = (tab: Tab) => tab.agent.snapshot().claim?.value ?? 0;

it("does not come back with a reload, nor with whoever joins afterwards", async () => {
  const swarm = new TestSwarm(8);
  const tab = await swarm.join({ cores: 1, objective: quadratic(200) });
  const [one, two] = [await newLiar(swarm, 11), await newLiar(swarm, 12)];
  one.start();
  await swarm.clock.advance(2_500);
  publish(one, -1_000);
  await swarm.until(() => claimed(tab) === -1_000, 5_000);
  publish(two, -2_000);
  two.start();
  await swarm.until(() => best(tab) > -2 && claimed(tab) > -2, 10_000);
  const gone = Promise.all([one.stop(100), two.stop(100)]);
  await swarm.clock.advance(3_000);
  await gone;
  swarm.crash(tab);
  const again = await swarm.join({ profile: tab.profile, store: tab.store, cores: 0 });
  const newcomer = await swarm.join({ cores: 0 });
  const { ownTrialCount } = again.agent.snapshot();
  expect(ownTrialCount).toBeGreaterThan(10);
  await swarm.until(() => newcomer.agent.snapshot().heldCount >= ownTrialCount, 20_000);
  await swarm.clock.advance(5_000);
  for (const { agent } of [again, newcomer]) {
    expect(agent.snapshot()).toMatchObject({ trialCount: ownTrialCount, heldCount: ownTrialCount });
    expect(agent.snapshot().best?.value).toBeGreaterThan(-2);
  }
});

it("is known for what it is after a reload, though it then tells one of its histories alone", async () => {
  const swarm = new TestSwarm(9);
  const tab = await swarm.join({ cores: 1, objective: quadratic(200) });
  const [one, two] = [await newLiar(swarm, 11), await newLiar(swarm, 12)];
  one.start();
  await swarm.clock.advance(2_500);
  publish(one, -1_000);
  await swarm.until(() => claimed(tab) === -1_000, 5_000);
  publish(two, -2_000);
  two.start();
  await swarm.until(() => best(tab) > -2 && claimed(tab) > -2, 10_000);
  const gone = Promise.all([one.stop(100), two.stop(100)]);
  await swarm.clock.advance(3_000);
  await gone;
  swarm.crash(tab);
  const again = await swarm.join({ profile: tab.profile, store: tab.store, cores: 0 });
  const third = await newLiar(swarm, 13);
  third.start();
  await swarm.clock.advance(2_500);
  publish(third, -1_000);
  await swarm.clock.advance(20_000);
  expect(again.agent.snapshot().best?.value).toBeGreaterThan(-2);
});
