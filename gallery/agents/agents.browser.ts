// Run by test/e2e/trainings.spec.ts in a real browser.
import { describe, expect, it } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { agents } from "./agents.js";
import { agentsHash, KNOWN_HASHES } from "./testing/agents-hash.ts";

describe("in this browser", () => {
  it("agents come to the known bits", () => expect(agentsHash(agents, neuro, "all")).toBe(KNOWN_HASHES.all));
});
