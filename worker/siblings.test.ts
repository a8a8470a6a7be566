import { expect, it } from "vitest";
import { Siblings } from "./siblings.ts";
import { systemClock } from "./system-clock.ts";

it("hears from tabs of the same profile what they take part in, and not from itself", async () => {
  const name = "siblings test";
  const channels = [new BroadcastChannel(name), new BroadcastChannel(name), new BroadcastChannel(name)] as const;
  const [first, , third] = [
    new Siblings(channels[0], systemClock, () => ["a"]),
    new Siblings(channels[1], systemClock, () => ["b", "c"]),
    new Siblings(channels[2], systemClock, () => []),
  ];
  channels[1].postMessage({ type: "here", studies: 7 });
  expect([...(await first.studies())].toSorted()).toEqual(["b", "c"]);
  expect([...(await third.studies())].toSorted()).toEqual(["a", "b", "c"]);
  for (const channel of channels) channel.close();
});

it("hears nobody where the browser has no such channel", async () => {
  expect((await new Siblings(null, systemClock, () => []).studies()).size).toBe(0);
});
