import { expect, it } from "vitest";
import { systemClock } from "../system-clock.ts";
import { Siblings } from "./siblings.ts";

const POLL = { interval: 20, timeout: 30_000 };

it("hears from tabs of the same profile what they take part in, and not from itself", async () => {
  const name = "siblings test";
  const channels = [new BroadcastChannel(name), new BroadcastChannel(name), new BroadcastChannel(name)] as const;
  const [first, , third] = [
    new Siblings(channels[0], systemClock, () => ["a"]),
    new Siblings(channels[1], systemClock, () => ["b", "c"]),
    new Siblings(channels[2], systemClock, () => []),
  ];
  channels[1].postMessage({ type: "here", studies: 7 });
  // Real channels in real time: on a busy machine an answer may come too late once.
  const heardBy = (siblings: Siblings) => expect.poll(async () => [...(await siblings.studies())].toSorted(), POLL);
  await heardBy(first).toEqual(["b", "c"]);
  await heardBy(third).toEqual(["a", "b", "c"]);
  for (const channel of channels) channel.close();
});

it("hears nobody where the browser has no such channel", async () => {
  expect((await new Siblings(null, systemClock, () => []).studies()).size).toBe(0);
});
