import { expect, it } from "vitest";
import { fuzzMessages } from "../bench/fuzz/fuzz-messages.ts";

/** Others than `npm run fuzz -- messages` looks at by default. */
const SEED = 50;
const INPUTS = 2_000;

it("live cores take or refuse whatever a link brings, soon, and what is refused changes nothing", {
  timeout: 120_000,
}, () => {
  const { faults, slow, refused, forged, taken, believed } = fuzzMessages(INPUTS, SEED);
  expect(faults).toEqual([]);
  expect(slow).toBe(0);
  expect(refused + forged + taken + believed).toBe(INPUTS);
  for (const count of [refused, forged, taken, believed]) expect(count).toBeGreaterThan(INPUTS / 50);
});
