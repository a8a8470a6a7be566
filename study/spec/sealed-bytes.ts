/** What anybody can see of a private study's sealed text, without the means to open it (`sealed-spec.ts`). */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "../bytes/base64url.ts";
import { SEAL_BYTES } from "../bytes/seal-size.ts";
import type { StudyId } from "./spec.ts";
import { MAX_SPEC_BYTES } from "./spec-limits.ts";

/** No JSON begins so. */
export const SEALED_MAGIC = utf8ToBytes("waggle private study 1\n");

export const MAX_SEALED_BYTES = SEALED_MAGIC.length + SEAL_BYTES + MAX_SPEC_BYTES;

/** Whether `bytes` are a private study's, for whoever has its secret; no promise that they can be opened. */
export const isSealed = (bytes: Uint8Array): boolean =>
  bytes.length > SEALED_MAGIC.length + SEAL_BYTES &&
  bytes.length <= MAX_SEALED_BYTES &&
  SEALED_MAGIC.every((byte, i) => bytes[i] === byte);

/** What sealed bytes are called at a seed, in links and on the wire: their SHA-256, 43 characters of base64url. */
export const sealedIdOf = (bytes: Uint8Array): StudyId => base64url(sha256(bytes));
