// Run by test/e2e/neuro.spec.ts in a real browser.
import { describe, expect, it } from "vitest";
import { neuro } from "./neuro.js";
import { KNOWN_HASHES, neuroHashes } from "./testing/neuro-hash.ts";

describe("in this browser", () => {
  it("WebAssembly gives the known bits", () => expect(neuroHashes(neuro, false)).toEqual(KNOWN_HASHES));
  it("plain JavaScript gives the known bits", () => expect(neuroHashes(neuro, true)).toEqual(KNOWN_HASHES));
});
