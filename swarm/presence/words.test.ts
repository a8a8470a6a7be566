import { expect, test } from "vitest";
import { type SignedWord, WORD_VERSION } from "./word.ts";
import { Words } from "./words.ts";

const word = (witness: number, subject: string, sequence = 5): SignedWord => ({
  version: WORD_VERSION,
  studyId: "s",
  publicKey: new Uint8Array(32).fill(witness),
  nonce: new Uint8Array(16),
  subject,
  sequence,
  signature: new Uint8Array(64),
});

/** Takes the word in if it counts, of a log of which status 5 is the newest. */
function hear(words: Words, said: SignedWord, nowMs: number): boolean {
  const counts = words.admits(said, 5);
  if (counts) words.add(said, nowMs);
  return counts;
}

test("two keys' words make a log gone after 3 s, one alone after 6 s", () => {
  const words = new Words();
  hear(words, word(1, "a"), 0);
  hear(words, word(2, "a"), 1_000);
  hear(words, word(1, "b"), 0);
  expect(words.takeOverdue(3_999)).toEqual([]);
  expect(words.takeOverdue(4_000)).toEqual(["a"]);
  expect(words.takeOverdue(6_000)).toEqual(["b"]);
  expect(words.about("a").length).toBe(2);
});

test("a key counts once, a third says nothing new, and what was said of an older status is no word", () => {
  const words = new Words();
  expect([word(1, "a"), word(1, "a"), word(2, "a"), word(3, "a")].map((said) => hear(words, said, 0))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(hear(words, word(4, "b", 4), 0)).toBe(false);
});

test("a log that speaks is not gone, and it is known who said so", () => {
  const words = new Words();
  hear(words, word(1, "a"), 0);
  hear(words, word(2, "a"), 0);
  expect(words.refute("a").length).toBe(2);
  expect(words.refute("a")).toEqual([]);
  expect(words.takeOverdue(100_000)).toEqual([]);
});

test("shortly before its time is up those who said so are named once, so that others can be asked", () => {
  const words = new Words();
  hear(words, word(1, "a"), 0);
  expect(words.takeLastCalls(3_000)).toEqual([]);
  expect(words.takeLastCalls(3_500)).toMatchObject([{ subject: "a" }]);
  expect(words.takeLastCalls(3_600)).toEqual([]);
});

test("words are bounded, whoever says them", () => {
  const words = new Words();
  for (let i = 0; i < 3_000; i++) {
    const key = new Uint8Array(32);
    new DataView(key.buffer).setUint32(0, i);
    hear(words, { ...word(0, `log ${i}`), publicKey: key }, 0);
  }
  expect(words.size).toBe(1_000);
});
