import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryMessage } from "../testing/arbitrary-message.ts";
import { encodeMessage } from "./codec.ts";
import { messageBytes } from "./message-bytes.ts";

test("a message has about as many bytes as it is charged for", () => {
  const charged = new Map<string, { guessed: number; real: number }>();
  fc.assert(
    fc.property(arbitraryMessage, (message) => {
      const sum = charged.get(message.type) ?? { guessed: 0, real: 0 };
      charged.set(message.type, {
        guessed: sum.guessed + messageBytes(message),
        real: sum.real + encodeMessage(message).length,
      });
    }),
    { numRuns: 2_000, seed: 1 },
  );
  for (const [type, { guessed, real }] of charged) {
    expect(guessed / real, type).toBeGreaterThan(0.6);
    expect(guessed / real, type).toBeLessThan(type === "ping" || type === "pong" || type === "epochsWanted" ? 6 : 1.8);
  }
});
