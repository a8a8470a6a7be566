import { expect, it } from "vitest";
import { heldWords } from "./held-words.ts";

it("says how many of a swarm's trials are held, where not all of them are", () => {
  expect(heldWords({ holdsSample: true, heldCount: 12_400, trialCount: 805_000 })).toBe(
    "12,400 of 805,000 trials held: the newest bests, the newest trials, and a sample of the others.",
  );
  expect(heldWords({ holdsSample: false, heldCount: 12_400, trialCount: 12_500 })).toBeNull();
  expect(heldWords({ holdsSample: true, heldCount: 10, trialCount: 10 })).toBeNull();
});
