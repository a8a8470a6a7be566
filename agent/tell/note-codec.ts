/**
 * What stands in a note's body: msgpack arrays, every number that must survive exactly as a little-endian float64.
 * Invariant: whatever `encodeNote` returns, every peer's `decodeNote` accepts.
 */

import { decode, encode } from "@msgpack/msgpack";
import * as v from "valibot";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, ID_CHARACTERS, idBytes } from "../../swarm/ids.ts";
import { maxNoteBodyBytes, type NoteKind } from "../../swarm/notes/note.ts";
import { refuseBytes } from "../../swarm/wire/msgpack-scan.ts";
import { ENGINES, type EngineClass } from "./engine-class.ts";
import { float64Bytes, float64Of } from "./float64.ts";
import { type Attestation, type Command, EXTENSION_UNITS, type NoteBodies, type ParamInput } from "./note-body.ts";
import {
  attestationShape,
  blobShape,
  commandShape,
  delegationShape,
  disputeShape,
  type PlainValue,
  VERSION,
} from "./note-shapes.ts";

/** The body's bytes, or one sentence why no peer would read them. */
export function encodeNote<K extends NoteKind>(kind: K, body: NoteBodies[K]): Parsed<Uint8Array> {
  const codec: NoteCodec<NoteBodies[K]> = codecs[kind];
  const bytes = encode(codec.write(body));
  const readable = decodeNote(kind, bytes);
  return readable.ok ? parsed(bytes) : readable;
}

/** What a note says, or why it says nothing. Never throws. */
export function decodeNote<K extends NoteKind>(kind: K, bytes: Uint8Array): Parsed<NoteBodies[K]> {
  if (bytes.length > maxNoteBodyBytes(kind)) {
    return refused(`a ${kind} has at most ${maxNoteBodyBytes(kind)} bytes, and this one ${bytes.length}`);
  }
  const refusal = refuseBytes(bytes);
  if (refusal !== null) return refused(`the ${kind}: ${refusal}`);
  const codec: NoteCodec<NoteBodies[K]> = codecs[kind];
  try {
    const body = codec.read(decode(bytes));
    return body === null ? refused(`a value of the ${kind} is not what it must be`) : parsed(body);
  } catch (error) {
    return refused(`the ${kind}: ${error instanceof Error ? error.message : "not msgpack"}`);
  }
}

interface NoteCodec<T> {
  write(body: T): unknown[];
  /** Null or an exception: not what it must be. */
  read(plain: unknown): T | null;
}

const codecs: { readonly [K in NoteKind]: NoteCodec<NoteBodies[K]> } = {
  command: { write: plainCommand, read: commandOf },
  attestation: {
    write: plainAttestation,
    read(plain) {
      const [, trial, hash, engine] = v.parse(attestationShape, plain);
      return { ...attested(trial, hash), engine: engineOf(engine) };
    },
  },
  dispute: {
    write: (dispute) => [...plainAttestation(dispute), float64Bytes(dispute.values)],
    read(plain) {
      const [, trial, hash, engine, found] = v.parse(disputeShape, plain);
      const values = float64Of(found);
      if (values === null || values.some((value) => Number.isNaN(value))) return null;
      return { ...attested(trial, hash), engine: engineOf(engine), values };
    },
  },
  blob: {
    write: ({ hash, sizeBytes, root, chunkBytes, mediaType }) => [
      VERSION,
      hash,
      sizeBytes,
      root,
      chunkBytes,
      mediaType,
    ],
    read(plain) {
      const [, hash, sizeBytes, root, chunkBytes, mediaType] = v.parse(blobShape, plain);
      return { hash: hash.slice(), sizeBytes, root: root.slice(), chunkBytes, mediaType };
    },
  },
  delegation: {
    write: ({ publicKey, name }) => [VERSION, publicKey, name],
    read(plain) {
      const [, publicKey, name] = v.parse(delegationShape, plain);
      return { publicKey: publicKey.slice(), name };
    },
  },
};

function plainCommand(command: Command): unknown[] {
  switch (command.kind) {
    case "stop":
      return [VERSION, command.kind];
    case "extend":
      return [VERSION, command.kind, EXTENSION_UNITS.indexOf(command.unit), command.count];
    case "enqueue":
      return [VERSION, command.kind, Object.keys(command.params), Object.values(command.params).map(plainValue)];
    case "pauseTrial":
    case "resumeTrial":
      return [VERSION, command.kind, plainTrial(command.trial)];
  }
}

function commandOf(plain: unknown): Command | null {
  const told = v.parse(commandShape, plain);
  switch (told[1]) {
    case "stop":
      return { kind: told[1] };
    case "extend":
      return { kind: told[1], unit: EXTENSION_UNITS[told[2]] ?? "rounds", count: told[3] };
    case "enqueue": {
      const values = told[3].map(valueOf);
      if (values.includes(undefined)) return null;
      return { kind: told[1], params: Object.fromEntries(told[2].map((name, i) => [name, values[i] ?? null])) };
    }
    case "pauseTrial":
    case "resumeTrial":
      return { kind: told[1], trial: trialOf(told[2]) };
  }
}

function plainValue(value: ParamInput): unknown {
  if (typeof value === "number") return float64Bytes([value]);
  return value !== null && typeof value === "object" ? [float64Bytes(value)] : value;
}

/** Undefined for numbers that are not finite. */
function valueOf(plain: PlainValue): ParamInput | undefined {
  if (plain === null || typeof plain !== "object") return plain;
  const isList = !(plain instanceof Uint8Array);
  const numbers = float64Of(isList ? plain[0] : plain);
  if (numbers === null || !numbers.every((number) => Number.isFinite(number))) return undefined;
  return isList ? numbers : numbers[0];
}

function plainAttestation({ trial, hash, engine }: Attestation): unknown[] {
  return [VERSION, plainTrial(trial), hash, [ENGINES.indexOf(engine.name), engine.version]];
}

const attested = (trial: readonly [Uint8Array, number], hash: Uint8Array): Pick<Attestation, "trial" | "hash"> => ({
  trial: trialOf(trial),
  hash: hash.slice(),
});

const engineOf = ([name, version]: readonly [number, number]): EngineClass => ({
  name: ENGINES[name] ?? "other",
  version,
});

/** Of a text that names no trial something that no decoder takes. */
const plainTrial = (trial: TrialId): unknown[] => {
  const log = trial.slice(0, ID_CHARACTERS);
  const number = trial.slice(ID_CHARACTERS + 1);
  return [idBytes(log), trial === `${log}:${Number(number)}` ? Number(number) : null];
};

const trialOf = ([log, number]: readonly [Uint8Array, number]): TrialId => trialId({ log: base64url(log), number });
