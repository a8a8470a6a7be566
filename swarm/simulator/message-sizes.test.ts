import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryMessage } from "../testing/arbitrary-message.ts";
import { encodeMessage } from "../wire/codec.ts";
import { sizeOf } from "./message-sizes.ts";

test("what a message is measured at is the length of its bytes, the second time, too", () => {
  fc.assert(
    fc.property(arbitraryMessage, (message) => {
      const { length } = encodeMessage(message);
      expect([sizeOf(message), sizeOf(message)]).toEqual([length, length]);
    }),
  );
});
