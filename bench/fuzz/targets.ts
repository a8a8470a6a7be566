// Every format whose bytes come from others or from a disk. One more is one more entry.
import fc from "fast-check";
import { decodePreview, encodePreview } from "../../agent/preview/preview-codec.ts";
import { decodeOwnChunk, encodeOwnChunk } from "../../agent/store/own-chunk.ts";
import type { NoteBodies } from "../../agent/tell/note-body.ts";
import { decodeNote, encodeNote } from "../../agent/tell/note-codec.ts";
import { decodeStatus, encodeStatus } from "../../agent/tell/status-codec.ts";
import { decodeTrials, encodeTrials, type ToldTrials } from "../../agent/tell/trial-codec.ts";
import { arbitraryPreview } from "../../agent/testing/arbitrary-previews.ts";
import { arbitraryStatus } from "../../agent/testing/arbitrary-status.ts";
import { arbitraryAbout, arbitraryTold } from "../../agent/testing/arbitrary-trials.ts";
import { noteBodies } from "../../agent/testing/note-arbitraries.ts";
import { utf8Text } from "../../study/bytes/utf8.ts";
import { History } from "../../study/history/history.ts";
import type { Json } from "../../study/json.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { readSpec } from "../../study/spec/parse-spec.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { decodeSpec, encodeSpec } from "../../study/spec/spec-bytes.ts";
import { arbitrarySpec } from "../../study/testing/arbitrary-spec.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";
import type { NoteKind } from "../../swarm/notes/note.ts";
import { arbitraryMessage, arbitrarySegment } from "../../swarm/testing/arbitrary-message.ts";
import { signedCells } from "../../swarm/testing/board-arbitraries.ts";
import { signedNote } from "../../swarm/testing/note-arbitraries.ts";
import { ARBITRARY_STUDY } from "../../swarm/testing/presence-arbitraries.ts";
import { decodeMessage, decodeSegment, encodeMessage, encodeSegment } from "../../swarm/wire/codec.ts";
import { decodeEvidence, type Evidence, encodeEvidence } from "../../swarm/wire/evidence-codec.ts";
import { decodeBatch, encodeBatch } from "../../worker/jail/wire/batch-codec.ts";
import { unpackMessage } from "../../worker/jail/wire/message-bytes.ts";
import { OutcomeReader } from "../../worker/jail/wire/outcome-reader.ts";
import { OutcomeWriter } from "../../worker/jail/wire/outcome-writer.ts";
import { FramesReader, framesMessages, type ShownByTrial } from "../../worker/jail/wire/shown-frames.ts";
import { unpackChunk } from "../../worker/store/chunk.ts";
import { readChunk, readMembership, readProfile } from "../../worker/store/stored-records.ts";
import { arbitraryBatch, arbitraryOutcomes } from "../../worker/testing/arbitrary-outcomes.ts";
import { arbitraryChunk, arbitraryMembership, arbitraryProfile } from "../../worker/testing/arbitrary-records.ts";
import { jailMessage } from "./jail-format.ts";
import { json, msgpack, parts, record, type Target, target } from "./target.ts";

/** The log that the made-up trials are of. */
const LOG = "abcdefghijklmnopqrstuv";

interface TrialsOfSegment extends Pick<ToldTrials, "about" | "trials"> {
  readonly directions: number;
}

const trialsOfSegment = fc
  .tuple(arbitraryTold, arbitraryAbout)
  .map(([told, about]): TrialsOfSegment => Object.assign({}, told, { about }));

/** Also of what no tab can run yet. */
function readAnySpec(bytes: Uint8Array): Parsed<StudySpec> {
  const spec = decodeSpec(bytes);
  if (spec.ok || !spec.reason.startsWith("this version cannot")) return spec;
  return readSpec(JSON.parse(utf8Text(bytes) ?? ""));
}

const found = <T>(value: T | null): Parsed<T> => (value === null ? refused("it is none") : parsed(value));

const outcomeReader = new OutcomeReader(1);

/** What a note of this kind says. */
const noteTarget = <K extends NoteKind>(kind: K, values: fc.Arbitrary<NoteBodies[K]>): Target =>
  target<NoteBodies[K], Uint8Array>({
    name: kind,
    format: msgpack,
    values,
    encode: (body) => {
      const bytes = encodeNote(kind, body);
      return bytes.ok ? bytes.value : null;
    },
    decode: (bytes) => decodeNote(kind, bytes),
  });

export const TARGETS: readonly Target[] = [
  target({ name: "spec", format: json, values: arbitrarySpec, encode: encodeSpec, decode: readAnySpec }),
  target({
    name: "trials",
    format: msgpack,
    values: trialsOfSegment,
    encode: ({ trials, directions, about }) => encodeTrials(trials, directions, { about }),
    decode: (bytes, { trials, directions }) => {
      const told = decodeTrials(bytes, LOG, trials.length, directions);
      return told.ok ? parsed({ about: told.value.about, trials: told.value.trials, directions }) : told;
    },
  }),
  target({
    name: "own-chunk",
    format: msgpack,
    // What a damaged disk gives back may be possible trials that no history holds side by side.
    isTrusted: true,
    values: arbitraryTold,
    encode: ownChunk,
    decode: (bytes, { directions }) => {
      const chunk = decodeOwnChunk(bytes, directions);
      return chunk.ok ? parsed({ trials: [...chunk.value.trials], directions }) : chunk;
    },
  }),
  target({
    name: "preview",
    format: msgpack,
    values: arbitraryPreview,
    encode: ({ trials }) => encodePreview(trials),
    decode: (bytes, { directions }) => {
      const told = decodePreview(bytes, directions);
      return told.ok ? parsed({ trials: told.value, directions }) : told;
    },
  }),
  target({ name: "status", format: msgpack, values: arbitraryStatus, encode: encodeStatus, decode: decodeStatus }),
  target({
    name: "message",
    format: msgpack,
    values: arbitraryMessage,
    encode: encodeMessage,
    decode: (bytes) => {
      const message = decodeMessage(bytes, { studyId: ARBITRARY_STUDY, authorOf: () => undefined });
      return message.ok ? parsed(message.message) : message;
    },
  }),
  target({
    name: "segment",
    format: msgpack,
    values: arbitrarySegment,
    encode: encodeSegment,
    decode: (bytes) => {
      const segment = decodeSegment(bytes);
      return segment.ok ? parsed(segment.segment) : segment;
    },
  }),
  noteTarget("command", noteBodies.command),
  noteTarget("attestation", noteBodies.attestation),
  noteTarget("dispute", noteBodies.dispute),
  noteTarget("blob", noteBodies.blob),
  noteTarget("delegation", noteBodies.delegation),
  target({
    name: "evidence",
    format: parts,
    values: fc.record({
      proofs: fc.constant([]),
      notes: fc.array(signedNote, { maxLength: 8 }),
      records: fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }),
      cells: fc.array(signedCells, { maxLength: 8 }),
    }),
    encode: encodeEvidence,
    // Never refused: what is damaged is left out.
    decode: (bytes) => parsed<Evidence>(decodeEvidence(bytes)),
  }),
  target({
    name: "outcomes",
    format: jailMessage(true),
    values: arbitraryOutcomes,
    encode: written,
    decode: (bytes, asked) => {
      const message = unpackMessage(bytes);
      return message.ok ? outcomeReader.read(message.value, { proposals: asked, next: 0 }) : message;
    },
  }),
  target({
    name: "frames",
    format: jailMessage(false),
    values: fc
      .array(fc.jsonValue(), { maxLength: 8 })
      .map((frames): ShownByTrial => ({ trial: 0, frames: JSON.parse(JSON.stringify(frames)) as Json[] })),
    encode: ({ trial, frames }) => framesMessages(trial, frames)[0] ?? null,
    decode: (bytes) => {
      const message = unpackMessage(bytes);
      if (!message.ok) return message;
      const watched = { proposals: [{ number: 0, isWatched: true }], next: 0 };
      const read = new FramesReader().read(message.value, watched);
      return read.ok ? found(read.value) : read;
    },
  }),
  target({
    name: "batch",
    format: jailMessage(false),
    isTrusted: true,
    values: arbitraryBatch.map((batch) => decodeBatch(encodeBatch(batch))),
    encode: ({ pruner, proposals }) =>
      encodeBatch({ pruner, proposals: proposals.map((asked) => ({ ...asked, foreignKnown: 0, repeatOf: null })) }),
    // The jail believes the engine: a batch that is none ends it with an error, which is its way to refuse.
    decode: (bytes) => {
      try {
        return parsed(decodeBatch(bytes));
      } catch (error) {
        return refused(String(error));
      }
    },
  }),
  target({
    name: "membership",
    format: record,
    values: arbitraryMembership,
    encode: (value) => value,
    decode: (stored) => found(readMembership(stored)),
  }),
  target({
    name: "chunk",
    format: record,
    values: arbitraryChunk,
    encode: (value) => value,
    decode: (stored, { studyId }) => {
      const chunk = readChunk(stored, studyId);
      if (chunk !== null) unpackChunk(chunk);
      return found(chunk);
    },
  }),
  target({
    name: "profile",
    format: record,
    values: arbitraryProfile,
    encode: (value) => value,
    decode: (stored) => found(readProfile(stored)),
  }),
];

/** Of a history that holds these trials. */
function ownChunk({ trials, directions }: Pick<TrialsOfSegment, "trials" | "directions">): Uint8Array | null {
  const history = new History({ directions: Array.from({ length: directions }, () => "minimize") });
  for (const trial of trials) history.add(trial);
  return encodeOwnChunk(history, {
    log: LOG,
    numbers: trials.map(({ number }) => number),
    rows: trials.map((_, row) => row),
  });
}

/** All of them in one message, or none. */
function written(outcomes: readonly TrialOutcome[]): ArrayBuffer | null {
  const messages: ArrayBuffer[] = [];
  const writer = new OutcomeWriter((bytes) => messages.push(bytes));
  for (const outcome of outcomes) writer.add(outcome);
  writer.flush();
  const [only, ...others] = messages;
  return only === undefined || others.length > 0 ? null : only;
}
