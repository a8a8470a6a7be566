// Run by test/e2e/trainings.spec.ts in a real browser.
import { describe, expect, it } from "vitest";
import { newCartPole } from "../control/cart-pole.js";
import { neuro } from "../neuro/neuro.js";
import { ppo } from "./ppo.js";
import { KNOWN_HASH, ppoHash } from "./testing/ppo-hash.ts";

describe("in this browser", () => {
  it("PPO comes to the known bits", () => expect(ppoHash({ neuro, ppo, newCartPole })).toBe(KNOWN_HASH));
});
