import * as fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_NAME_LENGTH, profileName, tidyName } from "./profile-name.ts";

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

it("gives every key a name of two words and a number, always the same", () => {
  fc.assert(
    fc.property(keys, (key) => {
      expect(profileName(key)).toMatch(/^[a-z]+-[a-z]+-[1-9][0-9]?$/);
      expect(profileName(key.slice())).toBe(profileName(key));
    }),
  );
});

it("rarely gives two tabs of a swarm the same name", () => {
  const names = new Set(fc.sample(keys, { numRuns: 300, seed: 1 }).map(profileName));
  expect(names.size).toBeGreaterThan(295);
});

it("keeps a typed name on one line without invisible signs", () => {
  expect(tidyName("  Ada\n\u202eLovelace ")).toBe("Ada Lovelace");
  expect(tidyName(" \u200b ")).toBeNull();
  expect(tidyName("x".repeat(MAX_NAME_LENGTH + 1))).toBeNull();
});
