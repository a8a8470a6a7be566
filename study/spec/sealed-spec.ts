/** A private study as strangers keep it: encrypted with keys from its link's secret, and named by the hash of what they hold. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "../bytes/base64url.ts";
import { SEAL_BYTES, SEALING_KEY_BYTES, seal, sealingKeys, unseal } from "../bytes/sealing.ts";
import { type Parsed, refused } from "../parsed.ts";
import type { StudyId, StudySpec } from "./spec.ts";
import { decodeSpec, encodeSpec, studyIdOf } from "./spec-bytes.ts";
import { MAX_SPEC_BYTES } from "./spec-limits.ts";
import { type StudySecret, secretHash, secretKey } from "./study-secret.ts";

/** No JSON begins so. */
const MAGIC = utf8ToBytes("waggle private study 1\n");
/** Lengths tell what the text may be: they are told in steps of 4 KB. MAX_SPEC_BYTES is a multiple. */
const STEP_BYTES = 4_096;
const SPACE = 0x20;
const NO_CONTEXT = new Uint8Array();

export const MAX_SEALED_BYTES = MAGIC.length + SEAL_BYTES + MAX_SPEC_BYTES;

/** Whether `bytes` are a private study's, for whoever has its secret; no promise that they can be opened. */
export const isSealed = (bytes: Uint8Array): boolean =>
  bytes.length > MAGIC.length + SEAL_BYTES &&
  bytes.length <= MAX_SEALED_BYTES &&
  MAGIC.every((byte, i) => bytes[i] === byte);

/** The same for the same study and secret, on every peer. */
export function sealSpec(spec: StudySpec, secret: StudySecret): Uint8Array {
  const text = encodeSpec(spec);
  // Spaces after JSON change nothing of what it says.
  const padded = new Uint8Array(Math.ceil(text.length / STEP_BYTES) * STEP_BYTES).fill(SPACE);
  padded.set(text);
  const sealed = seal(keysOf(secret), padded, NO_CONTEXT);
  const bytes = new Uint8Array(MAGIC.length + sealed.length);
  bytes.set(MAGIC);
  bytes.set(sealed, MAGIC.length);
  return bytes;
}

/** The study in sealed `bytes`, or the reason why it is none; null: the secret is another study's. */
export function openSealed(bytes: Uint8Array, secret: StudySecret): Parsed<StudySpec> | null {
  const text = isSealed(bytes) ? unseal(keysOf(secret), bytes.subarray(MAGIC.length), NO_CONTEXT) : null;
  if (text === null) return null;
  const decoded = decodeSpec(text);
  if (!decoded.ok || decoded.value.private?.secretHash === secretHash(secret)) return decoded;
  return refused("a study is sealed with a secret that is not the one it names");
}

/** What sealed bytes are called at a seed, in links and on the wire: their SHA-256, 43 characters of base64url. */
export const sealedIdOf = (bytes: Uint8Array): StudyId => base64url(sha256(bytes));

/** The id under which a study is found: of a private one that of its sealed bytes, which takes its secret. */
export const linkedIdOf = (spec: StudySpec, secret: StudySecret | null): StudyId =>
  spec.private === null || secret === null ? studyIdOf(spec) : sealedIdOf(sealSpec(spec, secret));

const keysOf = (secret: StudySecret) => sealingKeys(secretKey(secret, "text", SEALING_KEY_BYTES));
