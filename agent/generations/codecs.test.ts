import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClosedGeneration, Survivor } from "../../study/evolution/settings.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import { decodeCells, encodeCells } from "./cells-codec.ts";
import { decodeGeneration, encodeGeneration } from "./generation-codec.ts";

const score = fc.oneof(
  fc.integer({ min: -500, max: 1_000 }),
  fc.double(),
  fc.float(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
);
const cell = fc.oneof(fc.integer({ min: 0, max: 1_300 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 }));
const cells = fc.uniqueArray(fc.tuple(cell, score), { selector: ([at]) => at, maxLength: 60 });

const survivor = (generation: number): fc.Arbitrary<Survivor> =>
  fc.record({
    born: fc.integer({ min: 0, max: generation }),
    slot: fc.nat(100_000),
    score: score.map((it) => it + 0),
    mean: fc.option(score.map((it) => it + 0)),
  });
const generation: fc.Arbitrary<ClosedGeneration> = fc.nat(1_000).chain((at) =>
  fc.record({
    generation: fc.constant(at),
    survivors: fc.array(survivor(at), { maxLength: 30 }),
    evaluations: fc.nat(),
    failed: fc.nat(),
    digest: fc
      .array(fc.nat(15), { minLength: 16, maxLength: 16 })
      .map((digits) => digits.map((it) => it.toString(16)).join("")),
  }),
);

/** Bytes with some of them changed, cut off or put in. */
function mutated(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const changed = Array.from(bytes);
  for (let i = 1 + next(4); i > 0; i--) {
    const at = next(changed.length + 1);
    const kind = next(4);
    if (kind === 0) changed.splice(at, 1 + next(3));
    else if (kind === 1) changed.splice(at, 0, next(256));
    else if (kind === 2) changed.length = at;
    else changed[at] = next(2) === 0 ? next(256) : 255;
  }
  return Uint8Array.from(changed);
}

describe("cells on the wire", () => {
  it("come back as they were, in ascending order, each once", () => {
    fc.assert(
      fc.property(cells, (told) => {
        const bodies = encodeCells(new Map(told));
        const back = bodies.flatMap((body) => {
          const decoded = decodeCells(body);
          if (!decoded.ok) throw new Error(decoded.reason);
          return decoded.value;
        });
        expect(back).toEqual(told.toSorted(([a], [b]) => a - b).map(([at, it]) => [at, it + 0]));
      }),
    );
  });

  it("cost at most ten bytes each in a large batch, and fit the body of a batch whatever they are", () => {
    const rng = rngFromSeed(1, "cells");
    const of = (count: number, gap: number, scoreAt: (i: number) => number) =>
      encodeCells(new Map(Array.from({ length: count }, (_, i) => [i * gap, scoreAt(i)])));
    expect(of(1_000, 4, () => rng.next())[0]?.length).toBeLessThanOrEqual(10 * 1_000);
    expect(of(1_000, 4, (i) => (i % 7 === 0 ? Number.NaN : i % 500))[0]?.length).toBeLessThanOrEqual(3.5 * 1_000);
    const most = of(1_000, Math.floor(Number.MAX_SAFE_INTEGER / 1_000), () => rng.next());
    expect(most).toHaveLength(1);
    expect(most[0]?.length).toBeLessThanOrEqual(16 * 1024);
    expect(of(2_500, 1, () => 1)).toHaveLength(3);
  });
});

describe("a closed generation's record", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(generation, (closed) => {
        expect(decodeGeneration(encodeGeneration(closed))).toEqual({ ok: true, value: closed });
      }),
    );
  });

  it("of 20 survivors is small enough for 350 of them in 150 kB", () => {
    const rng = rngFromSeed(1, "records");
    const survivors = Array.from({ length: 20 }, (_, i) => {
      return { born: 349, slot: 999 - i, score: rng.next(), mean: i < 10 ? rng.next() : null };
    });
    const closed = { generation: 349, survivors, evaluations: 1_300, failed: 0, digest: "0123456789abcdef" };
    expect(350 * encodeGeneration(closed).length).toBeLessThanOrEqual(150_000);
  });
});

describe.each([
  ["cells", fc.sample(cells, { numRuns: 200, seed: 1 }).flatMap((told) => encodeCells(new Map(told))), decodeCells],
  ["generations", fc.sample(generation, { numRuns: 200, seed: 1 }).map(encodeGeneration), decodeGeneration],
] as const)("of strangers' bytes, %s", (kind, valid, decode) => {
  it("are taken only where nothing else is told by the same bytes, and never throw", () => {
    const rng = rngFromSeed(7, kind);
    const next = (below: number): number => Math.floor(rng.next() * below);
    let taken = 0;
    for (let i = 0; i < 50_000; i++) {
      const bytes = mutated(valid[next(valid.length)] ?? new Uint8Array(), next);
      const decoded = decode(bytes);
      if (!decoded.ok) continue;
      taken++;
      const value: unknown = decoded.value;
      const again =
        kind === "cells"
          ? encodeCells(new Map(value as [number, number][]))[0]
          : encodeGeneration(value as ClosedGeneration);
      if (again === undefined || !bytesEqual(again, bytes)) throw new Error(`Taken: ${bytes.join(" ")}`);
    }
    expect(taken).toBeGreaterThan(1_000);
  });
});
