import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxNoteBodyBytes, NOTE_KINDS, type NoteKind } from "../../swarm/notes/note.ts";
import { noteBodies } from "../testing/note-arbitraries.ts";
import { float64Bytes } from "./float64.ts";
import type { Command, NoteBodies } from "./note-body.ts";
import { decodeNote, encodeNote } from "./note-codec.ts";

const bytesOf = <K extends NoteKind>(kind: K, body: NoteBodies[K]): Uint8Array => {
  const encoded = encodeNote(kind, body);
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.value;
};
const [log, trial] = [new Uint8Array(16), `${"A".repeat(22)}:7`];
const hash = new Uint8Array(32);
const attestation = { trial, hash, engine: { name: "chromium", version: 156 } } as const;
const blob = { hash, sizeBytes: 10, root: hash, chunkBytes: 1_024, mediaType: "image/png" };

describe.each(NOTE_KINDS)("a note's body: %s", (kind) => {
  it("comes back as it was, bit for bit", () => {
    fc.assert(
      fc.property<[NoteBodies[NoteKind]]>(noteBodies[kind], (body) => {
        expect(decodeNote(kind, bytesOf(kind, body))).toEqual({ ok: true, value: body });
      }),
      { numRuns: 500 },
    );
  });

  it("with bytes changed, cut or added is refused or read, and what is read can be told again", () => {
    const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(noteBodies[kind], fc.array(edit, { minLength: 1, maxLength: 4 }), (body, edits) => {
        let changed: Uint8Array = bytesOf<NoteKind>(kind, body);
        for (const { at, value, cut } of edits) {
          if (cut) changed = changed.slice(0, at % (changed.length + 1));
          else changed[at % Math.max(1, changed.length)] = value;
        }
        const decoded = decodeNote<NoteKind>(kind, changed);
        if (decoded.ok) expect(encodeNote(kind, decoded.value).ok).toBe(true);
        else expect(decoded.reason).not.toBe("");
      }),
      { numRuns: 1_000 },
    );
  });

  it("made of noise is refused, and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(decodeNote(kind, noise).ok).toBe(false);
      }),
    );
  });

  it("beyond its limit is refused with its size", () => {
    const decoded = decodeNote(kind, new Uint8Array(maxNoteBodyBytes(kind) + 1));
    expect(decoded.ok ? "" : decoded.reason).toContain(String(maxNoteBodyBytes(kind) + 1));
  });
});

describe("a command", () => {
  it.each<[string, Command]>([
    ["nothing to add", { kind: "extend", unit: "trials", count: 0 }],
    ["half a round to add", { kind: "extend", unit: "rounds", count: 0.5 }],
    ["more than a billion to add", { kind: "extend", unit: "rounds", count: 1e9 + 1 }],
    ["a number that is none", { kind: "enqueue", params: { x: Number.NaN } }],
    ["an infinite number", { kind: "enqueue", params: { x: [1, Number.POSITIVE_INFINITY] } }],
    ["a list of 1,001", { kind: "enqueue", params: { x: Array.from({ length: 1_001 }, () => 1) } }],
    ["a name that means something else in JavaScript", { kind: "enqueue", params: JSON.parse('{"__proto__": 1}') }],
    ["half a surrogate pair", { kind: "enqueue", params: { x: "\ud83d" } }],
    [
      "more than fits",
      {
        kind: "enqueue",
        params: Object.fromEntries("abcde".split("").map((n) => [n, Array.from({ length: 1_000 }, () => 0.1)])),
      },
    ],
    ["a trial of no log", { kind: "pauseTrial", trial: "7" }],
    ["a trial with a number written otherwise", { kind: "resumeTrial", trial: `${"A".repeat(22)}:07` }],
    ["a trial with a number below 0", { kind: "resumeTrial", trial: `${"A".repeat(22)}:-7` }],
  ])("with %s is refused in words", (_, command) => {
    const encoded = encodeNote("command", command);
    expect(encoded.ok ? "told" : encoded.reason).toMatch(/^(the|a) .*command/);
  });

  it.each([
    ["of a later version", [2, "stop"]],
    ["of an unknown kind", [1, "burn"]],
    ["with more fields than it has", [1, "stop", 1]],
    ["with a name twice", [1, "enqueue", ["x", "x"], [null, null]]],
    ["with a name too few", [1, "enqueue", ["x"], [null, null]]],
    ["with half a number", [1, "enqueue", ["x"], [new Uint8Array(7)]]],
    ["with a list of half numbers", [1, "enqueue", ["x"], [[new Uint8Array(12)]]]],
    ["with a short log", [1, "pauseTrial", [new Uint8Array(15), 1]]],
  ])("%s is not read", (_, plain) => {
    expect(decodeNote("command", encode(plain)).ok).toBe(false);
  });

  it("keeps no more than its own bytes of what it came in", () => {
    const decoded = decodeNote("attestation", bytesOf("attestation", attestation));
    expect(decoded.ok && decoded.value.hash.buffer.byteLength).toBe(32);
  });
});

describe("an attestation, a dispute, a blob", () => {
  it.each<[string, NoteKind, unknown[]]>([
    ["an engine that nobody knows", "attestation", [1, [log, 1], hash, [6, 1]]],
    ["a version beyond 65,535", "attestation", [1, [log, 1], hash, [0, 65_536]]],
    ["a hash of 31 bytes", "attestation", [1, [log, 1], new Uint8Array(31), [0, 1]]],
    ["nine values", "dispute", [1, [log, 1], hash, [0, 1], new Uint8Array(72)]],
    ["a value that is no number", "dispute", [1, [log, 1], hash, [0, 1], float64Bytes([Number.NaN])]],
    ["half a value", "dispute", [1, [log, 1], hash, [0, 1], new Uint8Array(4)]],
    ["a size below 0", "blob", [1, hash, -1, hash, 1, "a/b"]],
    ["chunks of nothing", "blob", [1, hash, 1, hash, 0, "a/b"]],
    ["no media type", "blob", [1, hash, 1, hash, 1, "png"]],
    ["a media type with a line end", "blob", [1, hash, 1, hash, 1, "a/b\n"]],
  ])("with %s is not read", (_, kind, plain) => {
    expect(decodeNote(kind, encode(plain)).ok).toBe(false);
  });

  it("fit their limits with room to spare", () => {
    const values = Array.from({ length: 8 }, () => 0.1);
    expect(bytesOf("dispute", { ...attestation, values }).length).toBeLessThan(maxNoteBodyBytes("dispute") / 4);
    expect(bytesOf("blob", blob).length).toBeLessThan(maxNoteBodyBytes("blob") / 4);
  });
});
