import { utf8Length } from "../bytes/utf8.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Attachment, CheckpointLimits, Json, Repeatability, Resources, StudySpec, Trainable } from "./spec.ts";
import { distinct, hash, label, list, oneOf, record, refuse, text, whole } from "./spec-fields.ts";
import {
  MAX_ATTACHMENT_BYTES,
  MAX_ATTACHMENT_NAME_LENGTH,
  MAX_ATTACHMENTS,
  MAX_CHECKPOINT_BYTES,
  MAX_CORES_PER_TRIAL,
  MAX_GPUS_PER_TRIAL,
  MAX_KEPT_CHECKPOINTS,
  MAX_REPEATS,
  MAX_VARIANT_BYTES,
  MAX_VARIANT_NAME_LENGTH,
  MAX_VARIANTS,
} from "./spec-limits.ts";

/** Deeper configurations are made by programs, and by mistake. */
const MAX_CONFIG_DEPTH = 64;

export function resourcesOf(input: unknown): Resources {
  const { cores, gpu } = record(input, "resources", ["cores", "gpu"]);
  return {
    cores: whole(cores, "the cores of a trial", 1, MAX_CORES_PER_TRIAL),
    gpu: whole(gpu, "the graphics processors of a trial", 0, MAX_GPUS_PER_TRIAL),
  };
}

export function repeatabilityOf(input: unknown): Repeatability {
  const given = record(input, "the repeatability", ["kind", "repeats"]);
  const kind = oneOf(given["kind"], "the repeatability", ["repeatable", "noisy"]);
  if (kind === "noisy") return { kind, repeats: whole(given["repeats"], "the repeats", 2, MAX_REPEATS) };
  record(given, "the repeatability", ["kind"]);
  return { kind };
}

export function attachmentsOf(input: unknown): readonly Attachment[] {
  const attachments = list(input, "the attachments", MAX_ATTACHMENTS, (each): Attachment => {
    const { name, bytes, sha256, mediaType } = record(each, "an attachment", ["name", "bytes", "sha256", "mediaType"]);
    const type = text(mediaType, "an attachment's media type", 3, 120);
    if (!/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type))
      refuse("an attachment's media type is not one as text/csv is");
    return {
      name: label(name, "an attachment's name", MAX_ATTACHMENT_NAME_LENGTH),
      bytes: whole(bytes, "an attachment's length", 0, MAX_ATTACHMENT_BYTES),
      sha256: hash(sha256, "an attachment's SHA-256"),
      mediaType: type,
    };
  });
  distinct(
    attachments.map(({ name }) => name),
    "the attachments",
  );
  return attachments;
}

export function checkpointsOf(input: unknown): CheckpointLimits | null {
  if (input === null) return null;
  const { maxBytes, keep } = record(input, "checkpoints", ["maxBytes", "keep"]);
  return {
    maxBytes: whole(maxBytes, "a checkpoint's length", 1, MAX_CHECKPOINT_BYTES),
    keep: whole(keep, "the number of checkpoints kept", 1, MAX_KEPT_CHECKPOINTS),
  };
}

export function trainableOf(input: unknown): Trainable | null {
  if (input === null) return null;
  const { variants, repeat } = record(input, "the trainable", ["variants", "repeat"]);
  const all = list(variants, "the variants", MAX_VARIANTS, (each) => {
    const { name, config } = record(each, "a variant", ["name", "config"]);
    if (config === undefined) refuse("a variant has no config");
    const json = jsonOf(config, 0);
    if (utf8Length(canonicalJson(json)) > MAX_VARIANT_BYTES)
      refuse(`a variant is longer than ${MAX_VARIANT_BYTES} bytes`);
    return { name: label(name, "a variant's name", MAX_VARIANT_NAME_LENGTH), config: json };
  });
  if (all.length === 0) refuse("the trainable has no variant");
  distinct(
    all.map(({ name }) => name),
    "the variants",
  );
  const repeats = whole(repeat, "the repeats of a variant", 1, MAX_REPEATS);
  if (all.length * repeats > MAX_VARIANTS)
    refuse(`the variants and their repeats are more than ${MAX_VARIANTS} trials`);
  return { variants: all, repeat: repeats };
}

export function privateOf(input: unknown): StudySpec["private"] {
  if (input === null) return null;
  const { secretHash } = record(input, "the private part", ["secretHash"]);
  return { secretHash: hash(secretHash, "the hash of the link's secret") };
}

/** A copy that JSON can say. `__proto__` as a key is data. */
function jsonOf(input: unknown, depth: number): Json {
  if (depth > MAX_CONFIG_DEPTH) return refuse(`a variant is nested more than ${MAX_CONFIG_DEPTH} deep`);
  if (input === null || typeof input === "boolean") return input;
  if (typeof input === "number")
    return Number.isFinite(input) ? input + 0 : refuse("a variant has a number that is not finite");
  if (typeof input === "string") return text(input, "a text in a variant", 0, MAX_VARIANT_BYTES);
  if (Array.isArray(input)) return input.map((each) => jsonOf(each, depth + 1));
  if (typeof input !== "object") return refuse(`a variant has ${typeof input} in it, which JSON cannot say`);
  const entries = Object.entries(input).map(([key, value]) => {
    return [text(key, "a key in a variant", 0, MAX_VARIANT_BYTES), jsonOf(value, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}
