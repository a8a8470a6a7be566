import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "../bytes/base64url.ts";

/** What the link of a private study carries behind the study's id: 192 random bits as 32 characters of base64url. */
export type StudySecret = string;

/** 192 bits, of which 128 would do: a multiple of three bytes, so that each character of the text counts whole. */
export const SECRET_BYTES = 24;
const SECRET_LENGTH = 32;

/** Whether `text` can be a secret at all; of a link that was cut it rarely is. */
export const isStudySecret = (text: string): boolean => text.length === SECRET_LENGTH && /^[A-Za-z0-9_-]+$/.test(text);

/** Throws unless `random` has SECRET_BYTES. */
export function studySecret(random: Uint8Array): StudySecret {
  if (random.length !== SECRET_BYTES) throw new RangeError(`A secret has ${SECRET_BYTES} bytes.`);
  return base64url(random);
}

/** What the study's own text says of its secret: SHA-256, 43 characters of base64url. */
export const secretHash = (secret: StudySecret): string => base64url(sha256(utf8ToBytes(secret)));
