import { utf8ToBytes } from "@noble/hashes/utils.js";
import { describe, expect, it } from "vitest";
import type { Effect, SwarmEvent } from "./events.ts";
import { DOUBT_MS } from "./link/liveness.ts";
import { fakeKey } from "./simulator/fake-signer.ts";
import { STUDY_ID } from "./simulator/participant.ts";
import { SwarmCore } from "./swarm-core.ts";
import { PROTOCOL_VERSION } from "./wire/message.ts";

const START_MS = 1_700_000_000_000;
const TICK_MS = 250;
/** How long a dial takes that leads nowhere: two attempts without an answer (`links/dials.ts`). */
const VAIN_DIAL_MS = 6_000;
/** Within it a tab that woke has its links again. */
const AGAIN_WITHIN_MS = 10_000;

/** A core with one neighbour, which has told it nothing but its name. */
function linkedCore(): SwarmCore {
  const core = new SwarmCore({
    studyId: STUDY_ID,
    publicKey: fakeKey("a core"),
    logNonce: new Uint8Array(16).fill(1),
    seed: utf8ToBytes("seed of one core"),
    nowMs: START_MS,
    start: { from: "guess", studyMs: 0 },
    authorKey: fakeKey("the author"),
  });
  core.step({ type: "ownAddress", nowMs: START_MS, address: "us" });
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "them", incoming: true });
  core.step({
    type: "received",
    nowMs: START_MS,
    link: 1,
    message: {
      type: "hello",
      minVersion: PROTOCOL_VERSION,
      maxVersion: PROTOCOL_VERSION,
      publicKey: fakeKey("the other"),
      handshakeNonce: new Uint8Array(16).fill(9),
      logNonce: new Uint8Array(16).fill(8),
      address: "them",
      priority: false,
      liveLogs: 0,
    },
  });
  core.step({ type: "proofSigned", nowMs: START_MS, link: 1, signature: new Uint8Array(64) });
  const message = { type: "proof", signature: new Uint8Array(64) } as const;
  core.step({ type: "received", nowMs: START_MS, link: 1, message });
  expect(core.links()).toHaveLength(1);
  return core;
}

interface Happened {
  readonly afterMs: number;
  readonly effect: Effect;
}

/** What the core does from `first` on, ticking; every dial fails as late as one can. */
function watch(core: SwarmCore, first: SwarmEvent, durationMs: number): Happened[] {
  const happened: Happened[] = [];
  const failing: { readonly atMs: number; readonly address: string }[] = [];
  const step = (event: SwarmEvent): void => {
    for (const effect of core.step(event)) {
      happened.push({ afterMs: event.nowMs - first.nowMs, effect });
      if (effect.type === "connect") failing.push({ atMs: event.nowMs + VAIN_DIAL_MS, address: effect.address });
    }
  };
  step(first);
  for (let nowMs = first.nowMs; nowMs <= first.nowMs + durationMs; nowMs += TICK_MS) {
    while (failing[0] !== undefined && failing[0].atMs <= nowMs) {
      const { address } = failing.shift() ?? { address: "" };
      step({ type: "connectFailed", nowMs, address });
    }
    step({ type: "tick", nowMs });
  }
  return happened;
}

const timesOf = (happened: readonly Happened[], type: Effect["type"]): number[] =>
  happened.filter(({ effect }) => effect.type === type).map(({ afterMs }) => afterMs);

const WAKINGS: readonly [string, SwarmEvent][] = [
  ["a machine that slept", { type: "tick", nowMs: START_MS + 60_000 }],
  ["a machine that slept while its clock stood still", { type: "slept", nowMs: START_MS + 900 }],
  ["a tab on another network", { type: "linksDoubtful", nowMs: START_MS + 900 }],
];

describe("waking", () => {
  it.each(WAKINGS)(
    "%s asks who is linked, and dials them when they do not answer, in ten seconds twice",
    (_, event) => {
      const happened = watch(linkedCore(), event, AGAIN_WITHIN_MS);
      const [cut] = timesOf(happened, "disconnect");
      const [first, second] = timesOf(happened, "connect");
      expect(cut).toBeLessThanOrEqual(DOUBT_MS + 2 * TICK_MS);
      expect(first).toBeLessThanOrEqual(DOUBT_MS + 3 * TICK_MS);
      // In its two attempts, or in those of the second, a tab that is there has answered.
      expect(second).toBeLessThanOrEqual(AGAIN_WITHIN_MS);
      expect(second).toBeGreaterThan((first ?? 0) + VAIN_DIAL_MS);
    },
  );

  it.each(WAKINGS)("%s asks the seed for others at once, and every two seconds while it has no link", (_, event) => {
    const asked = timesOf(watch(linkedCore(), event, AGAIN_WITHIN_MS), "rendezvous");
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]).toBeLessThanOrEqual(TICK_MS);
  });

  it("says to the outside that it slept, and not that the network is another, which came from there", () => {
    const [slept, stoodStill, network] = WAKINGS.map(
      ([, event]) => timesOf(watch(linkedCore(), event, 0), "woke").length,
    );
    expect([slept, stoodStill, network]).toEqual([1, 1, 0]);
  });

  it("does not give a link that is asked more time to answer because the network changes again and again", () => {
    const core = linkedCore();
    const effects: Effect[] = [];
    for (let afterMs = 0; afterMs <= DOUBT_MS + 500; afterMs += 500) {
      const nowMs = START_MS + 900 + afterMs;
      effects.push(...core.step({ type: "linksDoubtful", nowMs }), ...core.step({ type: "tick", nowMs }));
    }
    expect(effects.map(({ type }) => type)).toContain("disconnect");
  });

  it.each(WAKINGS)("%s dials nobody while the seed is away, and at once when it is back", (_, event) => {
    const core = linkedCore();
    core.step({ type: "ownAddress", nowMs: START_MS, address: null });
    expect(timesOf(watch(core, event, 8_000), "connect")).toEqual([]);
    const back = { type: "ownAddress", nowMs: event.nowMs + 8_000 + TICK_MS, address: "us" } as const;
    expect(timesOf(watch(core, back, 1_000), "connect")).toHaveLength(1);
  });

  it("keeps a link that answers", () => {
    const core = linkedCore();
    const wokeMs = START_MS + 60_000;
    const effects = [...core.step({ type: "tick", nowMs: wokeMs })];
    for (const effect of effects) {
      if (effect.type !== "send" || effect.message.type !== "ping") continue;
      const message = { type: "pong", stamp: effect.message.stamp, studyMs: null } as const;
      core.step({ type: "received", nowMs: wokeMs + 1_000, link: 1, message });
    }
    const later = watch(core, { type: "tick", nowMs: wokeMs + 1_000 }, 5_000);
    expect([timesOf(later, "disconnect"), core.links().length]).toEqual([[], 1]);
  });

  it.each(WAKINGS)("%s does not take for an answer what was said before and is read only now", (_, event) => {
    const core = linkedCore();
    const asked = core.step({ type: "tick", nowMs: START_MS + 100 });
    const before = asked.flatMap((effect) =>
      effect.type === "send" && effect.message.type === "ping" ? [effect.message] : [],
    );
    expect(before).toHaveLength(1);
    core.step(event);
    const answers = before.map(({ stamp }) => ({ type: "pong", stamp, studyMs: null }) as const);
    for (const message of [{ type: "ping", stamp: 7 } as const, ...answers])
      core.step({ type: "received", nowMs: event.nowMs + 100, link: 1, message });
    const later = watch(core, { type: "tick", nowMs: event.nowMs + 200 }, DOUBT_MS + 2 * TICK_MS);
    expect(timesOf(later, "disconnect")).toHaveLength(1);
  });
});
