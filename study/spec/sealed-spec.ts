/** A private study as strangers keep it: encrypted with keys from its link's secret, and named by the hash of what they hold. */
import { SEALING_KEY_BYTES, seal, unseal } from "../bytes/sealing.ts";
import { type Parsed, refused } from "../parsed.ts";
import { isSealed, SEALED_MAGIC } from "./sealed-bytes.ts";
import { secretKey } from "./secret-key.ts";
import type { StudySpec } from "./spec.ts";
import { decodeSpec, encodeSpec } from "./spec-bytes.ts";
import { type StudySecret, secretHash } from "./study-secret.ts";

/** Lengths tell what the text may be: they are told in steps of 4 KB. MAX_SPEC_BYTES is a multiple. */
const STEP_BYTES = 4_096;
const SPACE = 0x20;
const NO_CONTEXT = new Uint8Array();

/** The same for the same study and secret, on every peer. */
export function sealSpec(spec: StudySpec, secret: StudySecret): Uint8Array {
  const text = encodeSpec(spec);
  // Spaces after JSON change nothing of what it says.
  const padded = new Uint8Array(Math.ceil(text.length / STEP_BYTES) * STEP_BYTES).fill(SPACE);
  padded.set(text);
  const sealed = seal(keysOf(secret), padded, NO_CONTEXT);
  const bytes = new Uint8Array(SEALED_MAGIC.length + sealed.length);
  bytes.set(SEALED_MAGIC);
  bytes.set(sealed, SEALED_MAGIC.length);
  return bytes;
}

/** The study in sealed `bytes`, or the reason why it is none; null: the secret is another study's. */
export function openSealed(bytes: Uint8Array, secret: StudySecret): Parsed<StudySpec> | null {
  const text = isSealed(bytes) ? unseal(keysOf(secret), bytes.subarray(SEALED_MAGIC.length), NO_CONTEXT) : null;
  if (text === null) return null;
  const decoded = decodeSpec(text);
  if (!decoded.ok || decoded.value.private?.secretHash === secretHash(secret)) return decoded;
  return refused("a study is sealed with a secret that is not the one it names");
}

const keysOf = (secret: StudySecret) => secretKey(secret, "text", SEALING_KEY_BYTES);
