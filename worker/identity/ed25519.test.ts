import { etc, Point } from "@noble/ed25519";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeSignatures } from "../../agent/testing/node-signatures.ts";
import { MAX_IMPORTED_KEYS, signatures, webcryptoSignatures } from "./ed25519.ts";
import { javascriptSignatures } from "./ed25519-javascript.ts";
import { isSafePublicKey } from "./ed25519-key.ts";

const webcrypto = webcryptoSignatures(globalThis.crypto.subtle);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** RFC 8032 section 7.1, test 3. */
const RFC = {
  secret: etc.hexToBytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
  publicKey: etc.hexToBytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
  message: etc.hexToBytes("af82"),
  signature: etc.hexToBytes(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ),
};

describe("Ed25519 with and without WebCrypto", () => {
  it.each([webcrypto, javascriptSignatures, nodeSignatures])("gives the RFC's signature ($kind)", async (kind) => {
    const signer = await kind.signer(RFC.secret);
    expect(signer.publicKey).toEqual(RFC.publicKey);
    expect(await signer.sign(RFC.message)).toEqual(RFC.signature);
    expect(await kind.verify(RFC.publicKey, RFC.message, RFC.signature)).toBe(true);
  });

  it("signs alike and accepts each other's signatures, and no altered one", async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes(32),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (secret, message, at, flip) => {
          const a = await webcrypto.signer(secret);
          const signature = await a.sign(message);
          const altered = signature.slice();
          const i = at % altered.length;
          altered[i] = (altered[i] ?? 0) ^ flip;
          for (const kind of [javascriptSignatures, nodeSignatures]) {
            const b = await kind.signer(secret);
            expect(b.publicKey).toEqual(a.publicKey);
            expect(await b.sign(message)).toEqual(signature);
            expect(await kind.verify(a.publicKey, message, signature)).toBe(true);
            expect(await kind.verify(a.publicKey, message, altered)).toBe(false);
          }
          expect(await webcrypto.verify(a.publicKey, message, altered)).toBe(false);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("rejects keys under which one signature would fit many messages", async () => {
    const identity = new Uint8Array(32).fill(1, 0, 1);
    const signature = new Uint8Array([...identity, ...new Uint8Array(32)]);
    for (const kind of [webcrypto, javascriptSignatures, nodeSignatures]) {
      expect(await kind.verify(identity, new Uint8Array([1]), signature)).toBe(false);
    }
  });

  it("knows every point of small order and every second way to write a point", () => {
    // Times the group's order every point lands in the small subgroup; this one generates all eight of it.
    const torsion = smallSubgroup();
    expect(torsion.length).toBe(8);
    for (const point of torsion) expect(isSafePublicKey(point.toBytes())).toBe(false);
    for (let y = 237; y < 256; y++) {
      expect(isSafePublicKey(new Uint8Array(32).fill(255, 1).fill(y, 0, 1).fill(127, 31))).toBe(false);
    }
    expect(isSafePublicKey(RFC.publicKey)).toBe(true);
    expect(isSafePublicKey(Point.BASE.toBytes())).toBe(true);
  });

  it("answers false, not an exception, to bytes of other shapes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 70 }),
        async (publicKey, signature) => {
          for (const kind of [webcrypto, javascriptSignatures, nodeSignatures])
            expect(await kind.verify(publicKey, new Uint8Array(3), signature)).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("takes the JavaScript one where the page has no secure context", async () => {
    expect((await signatures(undefined)).kind).toBe("javascript");
    expect((await signatures(globalThis.crypto.subtle)).kind).toBe("webcrypto");
  });
});

function smallSubgroup(): Point[] {
  for (let y = 2; y < 100; y++) {
    let point: Point;
    try {
      point = Point.fromBytes(new Uint8Array(32).fill(y, 0, 1));
    } catch {
      continue;
    }
    const generator = point.multiplyUnsafe(Point.CURVE().n - 1n).add(point);
    const multiples = [Point.ZERO];
    for (let next = generator; !next.is0(); next = next.add(generator)) multiples.push(next);
    if (multiples.length === 8) return multiples;
  }
  return [];
}

it("keeps the imported keys that were used last", async () => {
  let imports = 0;
  const subtle = {
    importKey: async () => ({ number: ++imports }),
    verify: async () => true,
  } as unknown as SubtleCrypto;
  const counted = webcryptoSignatures(subtle);
  const use = async (number: number): Promise<number> => {
    const publicKey = new Uint8Array(32).fill(9);
    new DataView(publicKey.buffer).setUint32(0, number);
    const before = imports;
    await counted.verify(publicKey, new Uint8Array(1), new Uint8Array(64));
    return imports - before;
  };
  for (let number = 0; number < MAX_IMPORTED_KEYS; number++) expect(await use(number)).toBe(1);
  expect(await use(0)).toBe(0);
  expect(await use(MAX_IMPORTED_KEYS)).toBe(1);
  expect([await use(0), await use(2), await use(1)]).toEqual([0, 0, 1]);
});
