import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { StudySecret } from "./study-secret.ts";

/** `length` bytes that only who has the secret knows, others for each `use` (HKDF-SHA-256, RFC 5869). */
export const secretKey = (secret: StudySecret, use: string, length: number): Uint8Array =>
  hkdf(sha256, utf8ToBytes(secret), undefined, utf8ToBytes(`waggle private study 1: ${use}`), length);
