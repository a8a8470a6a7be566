/** What a stranger's note body must look like, once decoded. */

import * as v from "valibot";
import { isWellFormedText } from "../../study/parsed.ts";
import { isParamName, MAX_CHOICE_LENGTH, MAX_PARAMS } from "../../study/space/distribution.ts";
import { HASH_BYTES, ID_BYTES, PUBLIC_KEY_BYTES } from "../../swarm/ids.ts";
import { ENGINES } from "./engine-class.ts";
import {
  EXTENSION_UNITS,
  MAX_BLOB_BYTES,
  MAX_CHUNK_BYTES,
  MAX_DELEGATE_NAME_LENGTH,
  MAX_EXTENSION,
  MAX_FOUND_VALUES,
  MAX_LIST_LENGTH,
} from "./note-body.ts";

/** Bodies of another version are not read; their note is still held and passed on. */
export const VERSION = 1;
/** RFC 6838 section 4.2, without parameters. */
const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,62}$/;

const version = v.literal(VERSION);
const whole = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const bin = (min: number, max: number) =>
  v.custom<Uint8Array>((input) => input instanceof Uint8Array && input.length >= min && input.length <= max);
const hash = bin(HASH_BYTES, HASH_BYTES);
/** Its log, and its number there. */
const trial = v.strictTuple([bin(ID_BYTES, ID_BYTES), whole(0, Number.MAX_SAFE_INTEGER)]);
const engine = v.strictTuple([whole(0, ENGINES.length - 1), whole(0, 65_535)]);
const text = v.pipe(
  v.string(),
  v.maxLength(MAX_CHOICE_LENGTH),
  v.check((input) => isWellFormedText(input)),
);
/** A number is its 8 bytes; a list the bytes of all its numbers, inside an array of its own. */
const value = v.union([v.null(), v.boolean(), text, bin(8, 8), v.strictTuple([bin(0, 8 * MAX_LIST_LENGTH)])]);
export type PlainValue = v.InferOutput<typeof value>;
const names = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.check((name) => isParamName(name)),
    ),
  ),
  v.maxLength(MAX_PARAMS),
  v.check((all) => new Set(all).size === all.length),
);

export const commandShape = v.union([
  v.strictTuple([version, v.literal("stop")]),
  v.strictTuple([version, v.literal("extend"), whole(0, EXTENSION_UNITS.length - 1), whole(1, MAX_EXTENSION)]),
  v.pipe(
    v.strictTuple([version, v.literal("enqueue"), names, v.array(value)]),
    v.check(([, , all, values]) => all.length === values.length),
  ),
  v.strictTuple([version, v.picklist(["pauseTrial", "resumeTrial"]), trial]),
]);
export const attestationShape = v.strictTuple([version, trial, hash, engine]);
export const disputeShape = v.strictTuple([version, trial, hash, engine, bin(0, 8 * MAX_FOUND_VALUES)]);
export const delegationShape = v.strictTuple([
  version,
  bin(PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES),
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(MAX_DELEGATE_NAME_LENGTH),
    v.check((input) => isWellFormedText(input)),
  ),
]);
export const blobShape = v.strictTuple([
  version,
  hash,
  whole(0, MAX_BLOB_BYTES),
  hash,
  whole(1, MAX_CHUNK_BYTES),
  v.pipe(v.string(), v.regex(MEDIA_TYPE)),
]);
