import fc from "fast-check";
import { base64url } from "../ids.ts";
import { MAX_LEVEL } from "../presence/level.ts";
import { PRESENCE_SUMS_BYTES } from "../presence/presence-sums.ts";
import { WORD_VERSION } from "../presence/word.ts";
import type { Message, PreviewMessage, RunningMessage, StatusDigestMessage, WordsMessage } from "../wire/message.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Statuses and words do not say of which study they are. */
export const ARBITRARY_STUDY = "arbitrary";

const word = fc.record({
  version: fc.constant(WORD_VERSION),
  studyId: fc.constant(ARBITRARY_STUDY),
  publicKey: bytes(32),
  nonce: bytes(16),
  subject: bytes(16).map(base64url),
  sequence: fc.nat(2 ** 31 - 2),
  signature: bytes(64),
});

export const wordsMessage: fc.Arbitrary<WordsMessage> = fc.record({
  type: fc.constant("words" as const),
  words: fc.array(word, { maxLength: 5 }),
});

export const runningMessage: fc.Arbitrary<RunningMessage> = fc.record({
  type: fc.constant("running" as const),
  body: fc.uint8Array({ maxLength: 300 }),
});

export const previewMessage: fc.Arbitrary<PreviewMessage> = fc.record({
  type: fc.constant("preview" as const),
  body: fc.uint8Array({ maxLength: 300 }),
});

export const previewWantedMessage: fc.Arbitrary<Message> = fc.record({ type: fc.constant("previewWanted" as const) });

const about = { type: fc.constant("statusDigest" as const), level: fc.nat(MAX_LEVEL), salt: fc.nat() };

export const statusDigestMessage: fc.Arbitrary<StatusDigestMessage> = fc.oneof(
  fc.record({ ...about, sums: fc.constant(null), known: fc.constant(null) }),
  fc.record({
    ...about,
    sums: bytes(PRESENCE_SUMS_BYTES),
    known: fc.option(fc.nat(20).chain((logs) => bytes(4 * logs))),
  }),
);
