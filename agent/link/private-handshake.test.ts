import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { SECRET_BYTES, studySecret } from "../../study/spec/study-secret.ts";
import { LINK_NONCE_BYTES, PrivateHandshake, type Received, SEALED_EXTRA_BYTES } from "./private-handshake.ts";

const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
const other = studySecret(new Uint8Array(SECRET_BYTES).fill(2));
const rng = rngFromSeed(1, "private handshake");
const nonce = (): Uint8Array => Uint8Array.from({ length: LINK_NONCE_BYTES }, () => rng.nextUint32() & 255);
const end = (its = secret): PrivateHandshake => new PrivateHandshake(its, nonce());
const words = (text: string): Uint8Array => new TextEncoder().encode(text);

const frameOf = (received: Received): Uint8Array => {
  if (received.kind !== "reply" && received.kind !== "refused") throw new Error(`no frame in "${received.kind}"`);
  return received.frame ?? new Uint8Array();
};
const REFUSED = { kind: "refused", frame: Uint8Array.of(3) };

/** Both ends of a link, open. */
function linked(): readonly [PrivateHandshake, PrivateHandshake] {
  const [a, b] = [end(), end()];
  const proofA = frameOf(a.receive(b.hello()));
  const proofB = frameOf(b.receive(a.hello()));
  expect([a.receive(proofB), b.receive(proofA)]).toEqual([{ kind: "open" }, { kind: "open" }]);
  return [a, b];
}

describe("a link of a private study", () => {
  it("opens where both ends have the secret, and carries messages both ways that nobody else reads", () => {
    const [a, b] = linked();
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      for (const text of ["", "trial 7", "trial 7", "z".repeat(5_000)]) {
        const frame = from.seal(words(text));
        expect(to.receive(frame)).toEqual({ kind: "message", bytes: words(text) });
        expect(frame.length).toBe(text.length + SEALED_EXTRA_BYTES);
        if (text.length > 4) expect(Buffer.from(frame).includes(text)).toBe(false);
      }
    }
    expect(a.seal(words("trial 7"))).not.toEqual(b.seal(words("trial 7")));
  });

  it("is proven by HMAC-SHA-256 over both nonces, the prover's first", () => {
    const [a, b] = [end(), end()];
    const [theirs, own] = [b.hello().slice(1), a.hello().slice(1)];
    const key = new Uint8Array(hkdfSync("sha256", secret, "", "waggle private study 1: link proof", 32));
    const wanted = createHmac("sha256", key).update("waggle private link 1").update(own).update(theirs).digest();
    expect(frameOf(a.receive(b.hello()))).toEqual(Uint8Array.from([2, ...theirs.subarray(0, 8), ...wanted]));
  });

  it("is refused by either end where the other has another secret", () => {
    const [a, b] = [end(), end(other)];
    const proofA = frameOf(a.receive(b.hello()));
    const proofB = frameOf(b.receive(a.hello()));
    expect([a.receive(proofB), b.receive(proofA)]).toEqual([REFUSED, REFUSED]);
    expect([a.isOpen, b.isOpen]).toEqual([false, false]);
    expect(() => a.seal(words("x"))).toThrow("not open");
    expect(a.receive(Uint8Array.of(3))).toEqual({ kind: "refused" });
  });

  it("tells a stranger a nonce and a proof that fits its nonce alone", () => {
    const a = end();
    expect(a.hello()).toHaveLength(1 + LINK_NONCE_BYTES);
    expect(frameOf(a.receive(end(other).hello()))).toHaveLength(41);
    // The first message of a study that is not private, and bytes of no sense.
    for (const frame of [Uint8Array.of(0x99, 0, 4, 4), new Uint8Array(), new Uint8Array(2_000).fill(9)])
      expect(end().receive(frame)).toEqual(REFUSED);
    for (const cut of [0, 1, 31, 33]) expect(end().receive(new Uint8Array(1 + cut).fill(1))).toEqual(REFUSED);
  });

  it("takes nothing back that it has said itself: neither nonce, nor proof, nor message", () => {
    const a = end();
    expect(a.receive(a.hello())).toEqual(REFUSED);
    const b = end();
    const proof = frameOf(b.receive(nonceFrame()));
    expect(b.receive(addressedTo(b, proof))).toEqual(REFUSED);
    const [c, d] = linked();
    expect(c.receive(c.seal(words("stop")))).toEqual(REFUSED);
    expect(d.isOpen).toBe(true);
  });

  it("takes no proof of an earlier link, of a second one at once, or twice", () => {
    const [a, b] = [end(), end()];
    const old = frameOf(a.receive(b.hello()));
    const again = end();
    again.receive(a.hello());
    // One that is under way still when a link begins anew is nobody's fault; one that is passed off as this link's is.
    expect(again.receive(old)).toEqual({ kind: "nothing" });
    expect(again.receive(addressedTo(again, old))).toEqual(REFUSED);
    expect(again.isOpen).toBe(false);
    const [c, d] = [end(), end()];
    const proof = frameOf(c.receive(d.hello()));
    d.receive(c.hello());
    expect(d.receive(proof)).toEqual({ kind: "open" });
    expect(d.receive(proof)).toEqual(REFUSED);
    expect(d.receive(c.hello())).toEqual(REFUSED);
    // Of two nonces the later counts.
    const [e, f] = [end(), end()];
    e.receive(nonceFrame());
    const late = frameOf(e.receive(f.hello()));
    f.receive(e.hello());
    expect(f.receive(late)).toEqual({ kind: "open" });
  });

  it("gives nothing to who passes one tab's proof on to its other link: it can read and say nothing there", () => {
    // A stranger between two links of one tab, or of two, hands over nonces and proofs as they are.
    const [a, b] = linked();
    const overheard = a.seal(words("trial 1"));
    const forged = overheard.with(overheard.length - 1, (overheard.at(-1) ?? 0) ^ 1);
    expect(Buffer.from(overheard).includes("trial 1")).toBe(false);
    expect(b.receive(forged)).toEqual(REFUSED);
    expect(b.receive(overheard)).toEqual({ kind: "message", bytes: words("trial 1") });
  });

  it("takes no message twice, late, changed, from another link, or before the proof; one may be missing", () => {
    const [a, b] = linked();
    const [first, lost, third] = ["1", "2", "3"].map((text) => a.seal(words(text)));
    if (first === undefined || lost === undefined || third === undefined) throw new Error("three were sealed");
    expect(b.receive(first)).toEqual({ kind: "message", bytes: words("1") });
    expect(b.receive(first)).toEqual(REFUSED);
    expect(b.receive(third)).toEqual({ kind: "message", bytes: words("3") });
    expect(b.receive(lost)).toEqual(REFUSED);
    const [, elsewhere] = linked();
    expect(elsewhere.receive(a.seal(words("4")))).toEqual(REFUSED);
    const next = a.seal(words("5"));
    // Its count and its text alike are what they were.
    for (const at of [8, 12, next.length - 1]) expect(b.receive(next.with(at, (next[at] ?? 0) ^ 4))).toEqual(REFUSED);
    expect(b.receive(next)).toEqual({ kind: "message", bytes: words("5") });
    const unproven = end();
    unproven.receive(a.hello());
    expect(unproven.receive(a.seal(words("6")))).toEqual({ kind: "nothing" });
    expect(b.receive(next.subarray(0, 5))).toEqual(REFUSED);
  });

  it("takes any bytes without a fault of its own", () => {
    const [open] = linked();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(6), (bytes, kind) => {
        for (const it of [open, end()])
          expect(["refused", "nothing", "reply"]).toContain(it.receive(Uint8Array.of(kind, ...bytes)).kind);
      }),
    );
    expect(open.isOpen).toBe(true);
  });
});

/** A proof that says it answers this end's nonce. */
const addressedTo = (to: PrivateHandshake, proof: Uint8Array): Uint8Array =>
  Uint8Array.from([2, ...to.hello().subarray(1, 9), ...proof.subarray(9)]);

function nonceFrame(): Uint8Array {
  return end().hello();
}
