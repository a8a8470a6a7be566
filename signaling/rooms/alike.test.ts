import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, it } from "vitest";
import { base64url } from "../../study/bytes/base64url.ts";
import { testSpec } from "../testing/test-spec.ts";
import { AT_ONCE_MS, MAX_ALIKE, SpecShelf } from "./spec-shelf.ts";

const hashOf = (source: string): string => base64url(sha256(utf8ToBytes(source)));
const specOf = (source: string) => ({ ...testSpec("any"), objective: { language: "javascript" as const, source } });
const bytes = new Uint8Array(10);

it("finds the studies of one objective's text, the lowest ids first, and no private ones", () => {
  const shelf = new SpecShelf();
  shelf.put("c", specOf("() => 1"), bytes, "net", 0);
  shelf.put("a", specOf("() => 1"), bytes, "net", 0);
  shelf.put("b", specOf("() => 2"), bytes, "net", 0);
  shelf.put("sealed", null, bytes, "net", 0);
  shelf.pin("d", specOf("() => 1"), bytes);
  expect(shelf.withObjective(hashOf("() => 1"))).toEqual(["a", "c", "d"]);
  expect(shelf.withObjective(hashOf("() => 3"))).toEqual([]);
});

it("names the same study first to all, however late another is brought: of those brought at once the lowest id", () => {
  const shelf = new SpecShelf();
  const bring = (studyId: string, nowMs: number) => shelf.put(studyId, specOf("() => 1"), bytes, "net", nowMs);
  bring("m", 1_000);
  bring("k", 1_000 + AT_ONCE_MS - 1);
  const asked = shelf.withObjective(hashOf("() => 1"));
  bring("a", 1_000 + AT_ONCE_MS);
  // Somebody brings the first one again.
  bring("m", 9_000);
  expect([asked, shelf.withObjective(hashOf("() => 1"))]).toEqual([
    ["k", "m"],
    ["k", "m", "a"],
  ]);
});

it("names a bounded number of them", () => {
  const shelf = new SpecShelf();
  for (let i = 0; i < MAX_ALIKE + 5; i++) shelf.put(`study ${i}`, specOf("() => 1"), bytes, "net", 0);
  expect(shelf.withObjective(hashOf("() => 1"))).toHaveLength(MAX_ALIKE);
});
