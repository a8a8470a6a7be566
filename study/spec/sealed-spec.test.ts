import { createHash, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { small } from "../testing/spec-changes.ts";
import { linkedIdOf } from "./linked-id.ts";
import { isSealed, MAX_SEALED_BYTES, sealedIdOf } from "./sealed-bytes.ts";
import { openSealed, sealSpec } from "./sealed-spec.ts";
import { secretKey } from "./secret-key.ts";
import { type StudySpec, specWith } from "./spec.ts";
import { encodeSpec, studyIdOf } from "./spec-bytes.ts";
import { MAX_SPEC_BYTES } from "./spec-limits.ts";
import { isStudySecret, SECRET_BYTES, secretHash, studySecret } from "./study-secret.ts";

const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(9));
const other = studySecret(new Uint8Array(SECRET_BYTES).fill(8));
const specOf = (source: string, its = secret): StudySpec =>
  specWith({
    name: "quokka",
    objective: { language: "javascript", source },
    private: { secretHash: secretHash(its) },
    createdMs: 0,
  });
const spec = specOf("(trial) => trial.suggestFloat('marzipan', 0, 1)");

describe("a private study's text", () => {
  test("is opened by its secret alone, and says nothing without", () => {
    const sealed = sealSpec(spec, secret);
    expect(openSealed(sealed, secret)).toEqual({ ok: true, value: spec });
    expect(openSealed(sealed, other)).toBeNull();
    expect(isSealed(sealed)).toBe(true);
    for (const word of ["quokka", "marzipan", "suggestFloat", secretHash(secret), secret])
      expect(Buffer.from(sealed).includes(word)).toBe(false);
  });

  test("is the same bytes whoever seals it, under one id, which its open text does not give", async () => {
    expect(sealSpec({ ...spec }, secret)).toEqual(sealSpec(spec, secret));
    expect(await linkedIdOf(spec, secret)).toBe(sealedIdOf(sealSpec(spec, secret)));
    expect(await linkedIdOf(spec, secret)).toBe(
      createHash("sha256").update(sealSpec(spec, secret)).digest("base64url"),
    );
    expect(await linkedIdOf(spec, secret)).not.toBe(studyIdOf(spec));
    expect(await linkedIdOf(spec, other)).not.toBe(await linkedIdOf(spec, secret));
  });

  test("tells its length in steps of 4 KB", () => {
    const lengths = [1, 500, 1_500].map((length) => sealSpec(specOf("x".repeat(length)), secret).length);
    expect(new Set(lengths).size).toBe(1);
    expect(sealSpec(specOf("x".repeat(5_000)), secret).length).toBe((lengths[0] ?? 0) + 4_096);
  });

  test("fits, whatever fits unsealed", () => {
    const shell = encodeSpec(specOf("")).length;
    const largest = { ...spec, trainable: null, description: "", objective: { ...spec.objective, source: "" } };
    const bytes = sealSpec(
      { ...largest, objective: { ...spec.objective, source: "x".repeat(MAX_SPEC_BYTES - shell) } },
      secret,
    );
    expect(bytes.length).toBe(MAX_SEALED_BYTES);
    expect(isSealed(bytes)).toBe(true);
  });

  test("is refused where it names another secret than the one it is sealed with", () => {
    for (const wrong of [specOf("x", other), { ...spec, private: null }])
      expect(openSealed(sealSpec(wrong, secret), secret)).toEqual({
        ok: false,
        reason: "a study is sealed with a secret that is not the one it names",
      });
  });

  test("is never taken for another's, and no bytes are an accident", () => {
    const sealed = sealSpec(spec, secret);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const changed = sealed.with(at, (sealed[at] ?? 0) ^ (1 << bit));
        expect(openSealed(changed, secret)).toBeNull();
        expect(openSealed(sealed.subarray(0, at), secret)).toBeNull();
      }),
    );
    expect(isSealed(encodeSpec(spec))).toBe(false);
  });
});

describe("a study that is not private", () => {
  test("keeps the id that it always had, whatever a link says behind it", async () => {
    expect([await linkedIdOf(small, null), await linkedIdOf(small, secret)]).toEqual([
      studyIdOf(small),
      studyIdOf(small),
    ]);
  });
});

describe("a secret", () => {
  test("is 32 characters of a link, each of which counts", () => {
    expect(secret).toHaveLength(32);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: SECRET_BYTES, maxLength: SECRET_BYTES }), (random) => {
        const text = studySecret(random);
        expect(isStudySecret(text)).toBe(true);
        expect(new Uint8Array(Buffer.from(text, "base64url"))).toEqual(random);
      }),
    );
    for (const cut of ["", secret.slice(1), `${secret}A`, `${secret.slice(1)}.`, `${secret.slice(1)}\n`])
      expect(isStudySecret(cut), cut).toBe(false);
    expect(() => studySecret(new Uint8Array(15))).toThrow("24 bytes");
  });

  test("gives keys by HKDF-SHA-256, others for each use", () => {
    const wanted = hkdfSync("sha256", secret, "", "waggle private study 1: text", 64);
    expect(secretKey(secret, "text", 64)).toEqual(new Uint8Array(wanted));
    expect(secretKey(secret, "link proof", 64)).not.toEqual(secretKey(secret, "text", 64));
  });
});
