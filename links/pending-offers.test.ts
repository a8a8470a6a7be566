import { beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import {
  FIRST_REFUSAL_MS,
  GIVES_WAY_MS,
  MAX_PENDING,
  MAX_PENDING_OF_NETWORK,
  OPENS_WITHIN_MS,
  PendingOffers,
} from "./pending-offers.ts";

describe("offers under way", () => {
  let clock: VirtualClock;
  let offers: PendingOffers<string>;
  let givenUp: string[];

  beforeEach(() => {
    clock = new VirtualClock();
    givenUp = [];
    offers = new PendingOffers(clock, (connection) => givenUp.push(connection));
  });
  function offer(source: string, network = "net"): boolean {
    const has = offers.countOf(source) < 2 && offers.makeRoom(source, network);
    // A source's second is named so.
    if (has) offers.add(`offer${offers.countOf(source) === 0 ? "" : " 2"} of ${source}`, source, network);
    return has;
  }
  const fill = (count: number, network = "net") =>
    Array.from({ length: count }, (_, i) => offer(`${network}-${i}`, network)).filter((has) => has).length;

  it("are few of one network, and of others still come in", () => {
    expect(fill(50)).toBe(MAX_PENDING_OF_NETWORK);
    expect(offer("stranger", "elsewhere")).toBe(true);
    expect(givenUp).toEqual([]);
  });

  it("give way to others of their network once they have had their time, the first of them first", async () => {
    fill(50);
    await clock.advance(GIVES_WAY_MS - 1);
    expect(offer("newcomer")).toBe(false);
    await clock.advance(1);
    expect(offer("newcomer")).toBe(true);
    expect(givenUp).toEqual(["offer of net-0"]);
    expect(offers.size).toBe(MAX_PENDING_OF_NETWORK);
  });

  it("are bounded in all, and the network with most of them makes room", async () => {
    fill(MAX_PENDING_OF_NETWORK, "most");
    for (let i = 0; offers.size < MAX_PENDING; i++) offer(`other-${i}`, `network ${i}`);
    expect(offer("newcomer", "new")).toBe(false);
    await clock.advance(GIVES_WAY_MS);
    expect(offer("newcomer", "new")).toBe(true);
    expect(givenUp).toEqual(["offer of most-0"]);
  });

  it("of a source whose last one came to nothing are not heard for a while, each time for longer, until one opens", async () => {
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      const sinceMs = clock.nowMs();
      while (!offer("silent")) await clock.advance(500);
      waits.push(clock.nowMs() - sinceMs);
      await clock.advance(OPENS_WITHIN_MS);
    }
    expect(waits).toEqual([0, FIRST_REFUSAL_MS, 4 * FIRST_REFUSAL_MS]);
    await clock.advance(16 * FIRST_REFUSAL_MS);
    expect(offer("silent")).toBe(true);
    expect(offers.opened("offer of silent")).toBe(true);
    expect(offers.opened("offer of silent")).toBe(false);
    expect(offer("silent")).toBe(true);
    await clock.advance(OPENS_WITHIN_MS);
    await clock.advance(FIRST_REFUSAL_MS);
    expect(offer("silent")).toBe(true);
  });

  it("of a source that has a newer one give way at once", () => {
    for (let i = 0; i < MAX_PENDING_OF_NETWORK / 2; i++) for (const _ of [1, 2]) offer(`silent-${i}`);
    expect(offer("newcomer")).toBe(true);
    expect(givenUp).toEqual(["offer of silent-0"]);
    expect(offers.countOf("silent-0")).toBe(1);
  });

  it("let a newcomer in within 5 s beside 41 sources of its network that offer without end and never open", async () => {
    const sinceMs = clock.nowMs();
    let isIn = false;
    while (!isIn && clock.nowMs() - sinceMs < 20_000) {
      for (let i = 0; i < 4; i++) {
        fill(41);
        await clock.advance(250);
      }
      fill(41);
      isIn = offer("newcomer");
    }
    expect(clock.nowMs() - sinceMs).toBeLessThanOrEqual(5_000);
  });
});
