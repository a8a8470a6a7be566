import { describe, expect, it } from "vitest";
import type { Membership } from "../../agent/ports.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import { specWith } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { SECRET_BYTES, secretHash, studySecret } from "../../study/spec/study-secret.ts";
import { type Chunk, packChunks } from "./chunk.ts";
import { certain, readChunk, readMembership, readProfile } from "./stored-records.ts";

const spec = specWith({
  name: "parabola",
  objective: { language: "javascript", source: "(trial) => trial.suggestFloat('x', -1, 1) ** 2" },
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
  author: { key: "", name: "" },
  createdMs: 1_700_000_000_000,
});
const membership: Membership = { studyId: studyIdOf(spec), spec, state: "running", cores: 2, joinedMs: 17 };

describe("a stored membership", () => {
  it("is read as it was written", () => {
    expect(readMembership(membership)).toEqual(membership);
  });

  it.each([
    ["another objective", { ...spec, objective: { ...spec.objective, source: "() => steal()" } }],
    ["another name", { ...spec, name: "Parabola" }],
    ["no study", { name: "parabola" }],
    ["nothing", undefined],
  ])("keeps its place and loses its study if that is %s", (_what, kept) => {
    expect(readMembership({ ...membership, spec: kept })).toEqual({ ...membership, spec: null });
  });

  it("of a private study has its study only with its secret, and only if its id is that of both", async () => {
    const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
    const hidden = { ...spec, private: { secretHash: secretHash(secret) } };
    const sound = { ...membership, studyId: await linkedIdOf(hidden, secret), spec: hidden, secret };
    expect(readMembership(sound)).toEqual(sound);
    expect(await certain(sound)).toEqual(sound);
    const { secret: _, ...without } = sound;
    for (const damaged of [undefined, secret.slice(1), 7])
      expect(readMembership({ ...sound, secret: damaged })).toEqual({ ...without, spec: null });
    const other = studySecret(new Uint8Array(SECRET_BYTES).fill(2));
    expect(readMembership({ ...sound, secret: other })).toEqual({ ...sound, secret: other, spec: null });
    const changed = { ...sound, spec: { ...hidden, objective: { ...hidden.objective, source: "() => steal()" } } };
    expect(await certain(changed)).toEqual({ ...sound, spec: null });
    // Of any other study all is certain already.
    expect(await certain(membership)).toBe(membership);
  });

  it("loses only the parts that are not sound", () => {
    const sound = {
      ...membership,
      beganMs: 5,
      addedRounds: 2,
      uploadBytesPerSecond: 8_000,
      names: [["k", "Ada"]] as const,
    };
    expect(readMembership(sound)).toEqual(sound);
    const left = { trials: 3, best: null, leftMs: 9 };
    const damaged = {
      ...sound,
      beganMs: "5",
      addedRounds: -1,
      uploadBytesPerSecond: 3_999,
      names: [["k", 1]],
      contributed: left,
    };
    expect(readMembership(damaged)).toEqual({ ...membership, contributed: left });
  });

  it.each([
    ["no record", null],
    ["an id that is none", { ...membership, studyId: "S" }],
    ["a state that is none", { ...membership, state: "dancing" }],
    ["half a core", { ...membership, cores: 0.5 }],
    ["no time", { ...membership, joinedMs: Number.NaN }],
  ])("is none with %s", (_what, kept) => {
    expect(readMembership(kept)).toBeNull();
  });
});

describe("a stored chunk", () => {
  const [packed] = packChunks("study", true, [
    { key: "log/0", bytes: new Uint8Array([1, 2]) },
    { key: "log/1", bytes: new Uint8Array(0) },
    { key: "log/2", bytes: new Uint8Array([3]) },
  ]);
  if (packed === undefined) throw new Error("nothing was packed");
  const chunk: Chunk = { ...packed, id: 7 };

  it("is read as it was written", () => {
    expect(readChunk(chunk, "study")).toEqual(chunk);
  });

  it.each([
    ["of another study", { ...chunk, studyId: "other" }],
    ["without bytes", { ...chunk, bytes: "123" }],
    ["with fewer ends than keys", { ...chunk, ends: chunk.ends.slice(1) }],
    ["whose ends fall", { ...chunk, ends: [2, 1, 3] }],
    ["whose bytes are cut off", { ...chunk, bytes: chunk.bytes.subarray(1) }],
    ["whose ends go beyond its bytes", { ...chunk, ends: [2, 2, 1e9] }],
    ["with a key that names no segment", { ...chunk, keys: ["log/0", "log/1", "log"] }],
    ["that is none", 7],
  ])("%s is none", (_what, kept) => {
    expect(readChunk(kept, "study")).toBeNull();
  });
});

describe("a stored profile", () => {
  const secret = new Uint8Array(32).fill(5);

  it("is read as it was written", () => {
    expect(readProfile({ secret, name: "Ada" })).toEqual({ secret, name: "Ada" });
    expect(readProfile({ secret, name: null })).toEqual({ secret, name: null });
  });

  it("keeps its key if only its name is damaged, and is none without a whole key", () => {
    expect(readProfile({ secret, name: 7 })).toEqual({ secret, name: null });
    for (const kept of [undefined, {}, { secret: secret.subarray(1), name: null }, { secret: "s".repeat(32) }]) {
      expect(readProfile(kept)).toBeNull();
    }
  });
});
