import fc from "fast-check";
import { expect, test } from "vitest";
import { base64url } from "./base64url.ts";

test("base64url is RFC 4648's", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }),
  );
});
