import { expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { systemClock } from "../system-clock.ts";
import { type SiblingChannel, Siblings } from "./siblings.ts";

const POLL = { interval: 20, timeout: 30_000 };
const own = (tab: string | null, ...studies: string[]) => ({ tab, studies });

it("hears from tabs of the same profile what they take part in, and not from itself", async () => {
  const name = "siblings test";
  const channels = [new BroadcastChannel(name), new BroadcastChannel(name), new BroadcastChannel(name)] as const;
  const [first, , third] = [
    new Siblings(channels[0], systemClock, () => own("first", "a")),
    new Siblings(channels[1], systemClock, () => own("second", "b", "c")),
    new Siblings(channels[2], systemClock, () => own(null)),
  ];
  channels[1].postMessage({ type: "here", studies: 7 });
  // Real channels in real time: on a busy machine an answer may come too late once.
  const heardBy = (siblings: Siblings) => expect.poll(async () => [...(await siblings.studies())].toSorted(), POLL);
  await heardBy(first).toEqual(["b", "c"]);
  await heardBy(third).toEqual(["a", "b", "c"]);
  await expect.poll(() => third.hasTab("second"), POLL).toBe(true);
  expect(await first.hasTab("first")).toBe(false);
  for (const channel of channels) channel.close();
});

/** A profile's channel in virtual time: what one tab says, the others hear at once. */
function channelsInMemory(count: number): SiblingChannel[] {
  const heard = Array.from({ length: count }, () => new EventTarget());
  return heard.map((target, i) => ({
    addEventListener: target.addEventListener.bind(target),
    postMessage: (data: unknown) => {
      for (const [j, other] of heard.entries()) if (j !== i) other.dispatchEvent(new MessageEvent("message", { data }));
    },
  }));
}

it("does not lose what one question heard to another asked meanwhile, and hears nothing of a tab that closes", async () => {
  const clock = new VirtualClock();
  const [here = null, there = null] = channelsInMemory(2);
  const asks = new Siblings(here, clock, () => own(null));
  const answers = new Siblings(there, clock, () => own("there", "a"));
  const earlier = asks.studies();
  await clock.advance(100);
  const later = asks.hasTab("there");
  answers.leave();
  await clock.advance(50);
  expect([...(await earlier)]).toEqual(["a"]);
  await clock.advance(100);
  expect(await later).toBe(true);
  const none = asks.hasTab("there");
  await clock.advance(150);
  expect(await none).toBe(false);
});

it("hears nobody where the browser has no such channel", async () => {
  const alone = new Siblings(null, systemClock, () => own(null));
  expect((await alone.studies()).size).toBe(0);
  expect(await alone.hasTab("any")).toBe(false);
});

/** A channel on which somebody else of the profile takes part in `studies`. */
function channelWith(studies: readonly string[]) {
  const asked: unknown[] = [];
  let hear: (event: { data: unknown }) => void = () => {};
  const channel = {
    postMessage: (message: unknown) => {
      asked.push(message);
      hear({ data: { type: "here", studies } });
    },
    addEventListener: (_type: string, listener: typeof hear) => {
      hear = listener;
    },
  };
  return { asked, channel: channel as unknown as BroadcastChannel };
}

it("asks at the start, so that whoever opens a study then need not wait", async () => {
  const clock = new VirtualClock();
  const { asked, channel } = channelWith(["a"]);
  const siblings = new Siblings(channel, clock, () => ({ studies: [], tab: null }));
  await clock.advance(1_000);
  const startedMs = clock.nowMs();
  expect([...(await siblings.studies())]).toEqual(["a"]);
  expect([asked.length, clock.nowMs() - startedMs]).toEqual([1, 0]);
});

it("asks again for every later question, and when the first answer is old", async () => {
  const clock = new VirtualClock();
  const { asked, channel } = channelWith(["a"]);
  const siblings = new Siblings(channel, clock, () => ({ studies: [], tab: null }));
  await clock.advance(5_000);
  for (const count of [2, 3]) {
    const heard = siblings.studies();
    await clock.advance(1_000);
    expect([...(await heard)]).toEqual(["a"]);
    expect(asked).toHaveLength(count);
  }
});
