import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { StudyId } from "../../study/spec/spec.ts";
import { base64url, ID_BYTES, type LogId } from "../../swarm/ids.ts";

/** The log that champions stand in: the same in all tabs, and, as no key signs for it, nobody's. */
export const championLogOf = (studyId: StudyId): LogId =>
  base64url(sha256(utf8ToBytes(`waggle champions\n${studyId}`)).subarray(0, ID_BYTES));
