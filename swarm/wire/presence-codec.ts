import { base64url, ID_BYTES, NONCE_BYTES, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../ids.ts";
import { MAX_SEGMENT_INDEX } from "../log/segment.ts";
import { MAX_LEVEL } from "../presence/level.ts";
import { PRESENCE_SUMS_BYTES } from "../presence/presence-sums.ts";
import { type SignedWord, WORD_VERSION } from "../presence/word.ts";
import { FieldReader, Malformed } from "./field-reader.ts";
import type { StatusDigestMessage } from "./message.ts";
import { logBytes } from "./part-codec.ts";
import { MAX_KNOWN_BYTES, MAX_UINT32 } from "./wire-limits.ts";

/** Of which study it is the link says. */
export const wordFields = (word: SignedWord): unknown[] => [
  word.version,
  word.publicKey,
  word.nonce,
  logBytes(word.subject),
  word.sequence,
  word.signature,
];

export function readWord(value: unknown, studyId: string): SignedWord {
  const fields = new FieldReader(value, "word");
  const word: SignedWord = {
    version: fields.integer("version", WORD_VERSION, WORD_VERSION),
    studyId,
    publicKey: fields.bytes("public key", PUBLIC_KEY_BYTES),
    nonce: fields.bytes("nonce", NONCE_BYTES),
    subject: base64url(fields.bytes("subject", ID_BYTES)),
    sequence: fields.integer("sequence", 0, MAX_SEGMENT_INDEX),
    signature: fields.bytes("signature", SIGNATURE_BYTES),
  };
  fields.end();
  return word;
}

export const statusDigestFields = (digest: StatusDigestMessage): unknown[] => [
  digest.level,
  digest.salt,
  digest.sums,
  digest.known,
];

export function readStatusDigest(fields: FieldReader): StatusDigestMessage {
  const digest: StatusDigestMessage = {
    type: "statusDigest",
    level: fields.integer("level", 0, MAX_LEVEL),
    salt: fields.integer("salt", 0, MAX_UINT32),
    sums: fields.bytesOrNull("sums", PRESENCE_SUMS_BYTES),
    known: fields.bytesOrNull("known", 0, MAX_KNOWN_BYTES),
  };
  if (digest.known !== null && (digest.sums === null || digest.known.length % 4 !== 0))
    throw new Malformed("a digest of statuses is not what it must be");
  return digest;
}
