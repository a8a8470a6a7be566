import fc from "fast-check";
import { PUSH_KEY_BYTES, unpackKeys } from "../push-key.ts";
import type { TreeMessage } from "../wire/message.ts";

const key = fc
  .uint8Array({ minLength: PUSH_KEY_BYTES, maxLength: PUSH_KEY_BYTES })
  .map((bytes) => unpackKeys(bytes).join(""));

export const treeMessage: fc.Arbitrary<TreeMessage> = fc.record({
  type: fc.constantFrom("ihave" as const, "graft" as const, "prune" as const),
  keys: fc.array(key, { minLength: 1, maxLength: 5 }),
});
