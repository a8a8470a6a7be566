// Run by test/e2e/neuro.spec.ts in a real browser.
import { describe, expect, it } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { episodesHash, KNOWN_HASHES, setups } from "./testing/episodes-hash.ts";
import { networkSetups, PLAYED_HASHES } from "./testing/network-players.ts";

describe("in this browser", () => {
  for (const setup of setups)
    it(`${setup.name} goes as known`, () => expect(episodesHash(setup, neuro)).toBe(KNOWN_HASHES[setup.name]));
  for (const [path, plain] of [["WebAssembly", false] as const, ["plain JavaScript", true] as const])
    for (const setup of networkSetups(plain))
      it(`${setup.name} goes as known, played by a network in ${path}`, () =>
        expect(episodesHash(setup, neuro)).toBe(PLAYED_HASHES[setup.name]));
});
