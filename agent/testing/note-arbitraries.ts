import fc from "fast-check";
import { isParamName, MAX_CHOICE_LENGTH, MAX_NAME_LENGTH } from "../../study/space/distribution.ts";
import { trialId } from "../../study/trial/trial.ts";
import { base64url } from "../../swarm/ids.ts";
import type { NoteKind } from "../../swarm/notes/note.ts";
import { ENGINES } from "../tell/engine-class.ts";
import {
  type Attestation,
  type BlobNotice,
  type Command,
  type Delegation,
  type Dispute,
  EXTENSION_UNITS,
  MAX_BLOB_BYTES,
  MAX_CHUNK_BYTES,
  MAX_EXTENSION,
  MAX_FOUND_VALUES,
  MAX_LIST_LENGTH,
  type NoteBodies,
  type ParamInput,
} from "../tell/note-body.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: "grapheme", maxLength: 20 })
    .map((s) => s.slice(0, maxLength).replaceAll(/\p{Surrogate}/gu, "\ufffd"));
const trial = fc
  .record({ log: bytes(16).map(base64url), number: fc.nat(Number.MAX_SAFE_INTEGER) })
  .map((place) => trialId(place));
const list = fc.oneof(
  { weight: 9, arbitrary: fc.array(finite, { maxLength: 8 }) },
  { weight: 1, arbitrary: fc.array(finite, { minLength: MAX_LIST_LENGTH, maxLength: MAX_LIST_LENGTH, size: "max" }) },
);
const value: fc.Arbitrary<ParamInput> = fc.oneof(
  { weight: 9, arbitrary: fc.oneof(fc.constant(null), fc.boolean(), text(MAX_CHOICE_LENGTH), finite) },
  { weight: 1, arbitrary: list },
);
const params = fc
  .uniqueArray(fc.tuple(text(MAX_NAME_LENGTH).filter(isParamName), value), { maxLength: 6, selector: ([name]) => name })
  .filter((pairs) => pairs.filter(([, told]) => Array.isArray(told) && told.length > 100).length < 2)
  .map((pairs) => Object.fromEntries(pairs));

export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>({ kind: "stop" }),
  fc.record({
    kind: fc.constant("extend" as const),
    unit: fc.constantFrom(...EXTENSION_UNITS),
    count: fc.integer({ min: 1, max: MAX_EXTENSION }),
  }),
  fc.record({ kind: fc.constant("enqueue" as const), params }),
  fc.record({ kind: fc.constantFrom("pauseTrial" as const, "resumeTrial" as const), trial }),
);

const engine = fc.record({ name: fc.constantFrom(...ENGINES), version: fc.nat(65_535) });
export const attestation: fc.Arbitrary<Attestation> = fc.record({ trial, hash: bytes(32), engine });
export const dispute: fc.Arbitrary<Dispute> = fc.record({
  trial,
  hash: bytes(32),
  engine,
  values: fc.array(fc.double({ noNaN: true }), { maxLength: MAX_FOUND_VALUES }),
});
export const blob: fc.Arbitrary<BlobNotice> = fc.record({
  hash: bytes(32),
  sizeBytes: fc.nat(MAX_BLOB_BYTES),
  root: bytes(32),
  chunkBytes: fc.integer({ min: 1, max: MAX_CHUNK_BYTES }),
  mediaType: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,20}\/[A-Za-z0-9][A-Za-z0-9.+-]{0,20}$/),
});

export const delegation: fc.Arbitrary<Delegation> = fc.record({
  publicKey: bytes(32),
  name: text(80).filter((name) => name !== ""),
});

/** What a note of each kind may say. */
export const noteBodies: { readonly [K in NoteKind]: fc.Arbitrary<NoteBodies[K]> } = {
  command,
  attestation,
  dispute,
  blob,
  delegation,
};
