import fc from "fast-check";
import type { StoredMembership } from "../../agent/ports.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { sealedIdOf } from "../../study/spec/sealed-bytes.ts";
import { sealSpec } from "../../study/spec/sealed-spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { SECRET_BYTES, secretHash, studySecret } from "../../study/spec/study-secret.ts";
import { arbitrarySpec } from "../../study/testing/arbitrary-spec.ts";
import { type Chunk, packChunks } from "../store/chunk.ts";
import type { StoredProfile } from "../store/stored-records.ts";

const date = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Whatever a tab may keep of a study that it can run. */
export const arbitraryMembership: fc.Arbitrary<StoredMembership> = fc
  .tuple(
    arbitrarySpec.filter((spec) => parseSpec(spec).ok),
    fc.record(
      {
        state: fc.constantFrom("watching", "running", "paused", "left", "finished"),
        cores: fc.nat(64),
        joinedMs: date,
        beganMs: date,
        addedRounds: fc.nat(),
        names: fc.array(fc.tuple(fc.string(), fc.string({ unit: "grapheme" })), { maxLength: 3 }),
        contributed: fc.record({ trials: fc.nat(), best: fc.option(date), leftMs: date }),
      },
      { requiredKeys: ["state", "cores", "joinedMs"] },
    ),
    fc.uint8Array({ minLength: SECRET_BYTES, maxLength: SECRET_BYTES }).map(studySecret),
  )
  .map(([spec, rest, secret]) => {
    if (spec.private === null) return Object.assign({ studyId: studyIdOf(spec), spec }, rest);
    const hidden = { ...spec, private: { secretHash: secretHash(secret) } };
    return Object.assign({ studyId: sealedIdOf(sealSpec(hidden, secret)), spec: hidden, secret }, rest);
  });

/** Segments that are stored together. */
export const arbitraryChunk: fc.Arbitrary<Chunk> = fc
  .record({
    id: fc.nat(),
    own: fc.boolean(),
    segments: fc.array(fc.record({ key: fc.nat(1_000).map((i) => `log/${i}`), bytes: fc.uint8Array() }), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ id, own, segments }) => Object.assign({ id }, packChunks("s".repeat(43), own, segments)[0]));

export const arbitraryProfile: fc.Arbitrary<StoredProfile> = fc.record({
  secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  name: fc.option(fc.string({ unit: "grapheme" })),
});
