import fc from "fast-check";
import { expect, it } from "vitest";
import { answerPayload, candidatePayload, offerPayload } from "../testing/wire-client.ts";
import { readFrame } from "./peer-message.ts";

const read = (text: string) => readFrame(text, "me", (dst) => `network of ${dst}`);
const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  0,
  -1,
  1.5,
  "",
  "x".repeat(300),
  "a b",
  true,
  [],
  {},
  { a: { b: 1 } },
  "OFFER",
);

/** A message as peerjs writes it, some of it left out, replaced or added. */
const message = fc
  .record({
    type: fc.constantFrom("OFFER", "ANSWER", "CANDIDATE", "LEAVE"),
    payload: fc.constantFrom<object>(offerPayload(), answerPayload(), candidatePayload(), {
      ...offerPayload(),
      metadata: undefined,
    }),
    at: fc.constantFrom("type", "dst", "payload", "src", "from", "more", "__proto__"),
    inside: fc.constantFrom(
      "sdp",
      "type",
      "connectionId",
      "label",
      "reliable",
      "serialization",
      "metadata",
      "candidate",
      "more",
      "__proto__",
    ),
    outer: fc.option(odd, { nil: "as it is", freq: 1 }),
    inner: fc.option(odd, { nil: "as it is", freq: 1 }),
  })
  .map(({ type, payload, at, inside, outer, inner }) => {
    const changed = inner === "as it is" ? payload : Object.fromEntries([...Object.entries(payload), [inside, inner]]);
    const whole = { type, dst: "you", payload: changed };
    return JSON.stringify(outer === "as it is" ? whole : Object.fromEntries([...Object.entries(whole), [at, outer]]));
  });

it("is handed on in its own words, which mean the same as what a closer reading leaves of it", () => {
  let inOwnWords = 0;
  fc.assert(
    fc.property(message, (text) => {
      const [own, closer] = [read(text), read(` ${text}`)];
      const frameOf = (reading: typeof own): unknown =>
        reading.ok && reading.message.type === "RELAY"
          ? { ...reading.message, frame: JSON.parse(reading.message.frame) as unknown }
          : reading;
      expect(frameOf(own)).toEqual(frameOf(closer));
      if (own.ok && own.message.type === "RELAY" && own.message.frame.endsWith(text.slice(1))) inOwnWords++;
    }),
    { numRuns: 3_000 },
  );
  expect(inOwnWords).toBeGreaterThan(100);
});
