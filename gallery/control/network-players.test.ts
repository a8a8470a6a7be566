import { describe, expect, it } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { episodesHash } from "./testing/episodes-hash.ts";
import { networkSetups, PLAYED_HASHES } from "./testing/network-players.ts";

describe.each([
  ["WebAssembly", false],
  ["plain JavaScript", true],
] as const)("networks in %s", (_, plain) => {
  it.each(networkSetups(plain))("play 100 known episodes of $name to the last bit", (setup) => {
    expect(episodesHash(setup, neuro)).toBe(PLAYED_HASHES[setup.name]);
  });
});
