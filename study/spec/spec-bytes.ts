import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "../bytes/base64url.ts";
import { utf8Text } from "../bytes/utf8.ts";
import { type Parsed, refused } from "../parsed.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseSpec } from "./parse-spec.ts";
import type { StudyId, StudySpec } from "./spec.ts";
import { MAX_SPEC_BYTES } from "./spec-limits.ts";

/** The canonical bytes: canonical JSON in UTF-8. Equal studies give equal bytes on every peer. */
export function encodeSpec(spec: StudySpec): Uint8Array {
  return utf8ToBytes(canonicalJson(spec));
}

/** The study in `bytes`, or the reason why it is none. The id stays what it was before encoding. */
export function decodeSpec(bytes: Uint8Array): Parsed<StudySpec> {
  if (bytes.length > MAX_SPEC_BYTES) return refused(`a study is longer than ${MAX_SPEC_BYTES} bytes`);
  const text = utf8Text(bytes);
  if (text === null) return refused("a study is not UTF-8");
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return refused("a study is not JSON");
  }
  return parseSpec(input);
}

/** The study's name in links and on the wire: SHA-256 of its canonical bytes, 43 characters of base64url. */
export const studyIdOf = (spec: StudySpec): StudyId => base64url(sha256(encodeSpec(spec)));
