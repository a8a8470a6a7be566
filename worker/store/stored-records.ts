/** What IndexedDB gives back is checked before it is believed: disks fail, and older or newer pages write to the same tables. */
import * as v from "valibot";
import { LEAST_SEND_BYTES_PER_SECOND, MOST_SEND_BYTES_PER_SECOND } from "../../agent/link/send-limit.ts";
import type { StoredMembership } from "../../agent/ports.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { isStudySecret, type StudySecret, secretHash } from "../../study/spec/study-secret.ts";
import type { Chunk } from "./chunk.ts";

/** 32 random bytes: an Ed25519 secret (RFC 8032 section 5.1.5). */
export const SECRET_BYTES = 32;

export interface StoredProfile {
  /** 32 bytes, the Ed25519 secret. */
  readonly secret: Uint8Array;
  /** Null: the name the key gives. */
  readonly name: string | null;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bytes = v.custom<Uint8Array>((input) => input instanceof Uint8Array);
const flag = v.picklist([0, 1]);

const ProfileShape = v.object({
  secret: v.pipe(
    bytes,
    v.check(({ length }) => length === SECRET_BYTES),
  ),
  name: v.fallback(v.nullable(v.string()), null),
});

const ContributionShape = v.object({
  trials: whole,
  best: v.nullable(v.pipe(v.number(), v.finite())),
  leftMs: v.pipe(v.number(), v.finite()),
});

const MembershipShape = v.object({
  studyId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  spec: v.unknown(),
  state: v.picklist(["watching", "running", "paused", "left", "finished"]),
  cores: whole,
  joinedMs: v.pipe(v.number(), v.finite()),
});

const SecretShape = v.object({ secret: v.pipe(v.string(), v.check(isStudySecret)) });
const BeganShape = v.object({ beganMs: v.pipe(v.number(), v.finite()) });
const AddedRoundsShape = v.object({ addedRounds: whole });
const UploadShape = v.object({
  uploadBytesPerSecond: v.pipe(whole, v.minValue(LEAST_SEND_BYTES_PER_SECOND), v.maxValue(MOST_SEND_BYTES_PER_SECOND)),
});
const NamesShape = v.object({ names: v.array(v.tuple([v.string(), v.string()])) });
const LeftShape = v.object({ contributed: ContributionShape });

const FirstFormatShape = v.object({
  spec: v.object({
    version: v.literal(1),
    name: v.fallback(v.pipe(v.string(), v.minLength(1)), "a study without a name"),
  }),
});

const FirstFormatNoticeShape = v.object({ studies: v.pipe(v.array(v.string()), v.minLength(1)) });

const ChunkShape = v.pipe(
  v.object({
    id: whole,
    studyId: v.string(),
    own: flag,
    small: flag,
    keys: v.array(v.pipe(v.string(), v.regex(/^[^/]+\/\d+$/))),
    ends: v.array(whole),
    bytes,
  }),
  v.check(({ keys, ends }) => keys.length === ends.length),
  v.check(({ ends }) => ends.every((end, i) => end >= (ends[i - 1] ?? 0))),
  v.check((chunk) => (chunk.ends.at(-1) ?? 0) === chunk.bytes.length),
);

/** Null if it is no profile: without its secret it is nobody's. */
export function readProfile(stored: unknown): StoredProfile | null {
  const read = v.safeParse(ProfileShape, stored);
  return read.success ? read.output : null;
}

/** Null if it is no membership. Its spec is null if it is not the study that the membership names; of a private one see `certain`. */
export function readMembership(stored: unknown): StoredMembership | null {
  const read = v.safeParse(MembershipShape, stored);
  if (!read.success) return null;
  // What may be missing is left out where it is not sound: a part that is damaged takes nothing else with it.
  const { secret } = soundPart(SecretShape, stored);
  return {
    ...read.output,
    ...(secret === undefined ? {} : { secret }),
    ...soundPart(BeganShape, stored),
    ...soundPart(AddedRoundsShape, stored),
    ...soundPart(UploadShape, stored),
    ...soundPart(NamesShape, stored),
    ...soundPart(LeftShape, stored),
    spec: specOf(read.output.studyId, read.output.spec, secret ?? null),
  };
}

function soundPart<T>(shape: v.GenericSchema<unknown, T>, stored: unknown): Partial<T> {
  const read = v.safeParse(shape, stored);
  const none: Partial<T> = {};
  return read.success ? read.output : none;
}

/** The name of the study, if this is a membership as the first version of this program kept it; else null. */
export function firstFormatName(stored: unknown): string | null {
  const read = v.safeParse(FirstFormatShape, stored);
  return read.success ? read.output.spec.name : null;
}

/** Names of the studies that a newer version had to remove; null if nobody has to be told of any. */
export function readFirstFormatNotice(stored: unknown): readonly string[] | null {
  const read = v.safeParse(FirstFormatNoticeShape, stored);
  return read.success ? read.output.studies : null;
}

/** Null if it is no chunk of this study. */
export function readChunk(stored: unknown, studyId: StudyId): Chunk | null {
  const read = v.safeParse(ChunkShape, stored);
  return read.success && read.output.studyId === studyId ? read.output : null;
}

/** The id is the hash of the canonical bytes: a tab never runs other code than the one that was agreed to. Of a private study `certain` says so. */
function specOf(studyId: StudyId, stored: unknown, secret: StudySecret | null): StudySpec | null {
  const read = parseSpec(stored);
  if (!read.ok) return null;
  const hidden = read.value.private;
  if (hidden === null) return studyIdOf(read.value) === studyId ? read.value : null;
  return secret !== null && hidden.secretHash === secretHash(secret) ? read.value : null;
}

/** The same without its spec, where that is not the private study that the membership names: to know it sealing is fetched. */
export async function certain(membership: StoredMembership): Promise<StoredMembership> {
  const { studyId, spec, secret = null } = membership;
  if (spec === null || spec.private === null) return membership;
  try {
    if ((await linkedIdOf(spec, secret)) === studyId) return membership;
    console.warn("What this browser kept of a private study is damaged and is not used.", studyId);
  } catch (error) {
    console.warn("What this browser kept of a private study could not be checked.", error);
  }
  return { ...membership, spec: null };
}
