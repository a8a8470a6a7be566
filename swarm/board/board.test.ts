import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peerIdOf } from "../ids.ts";
import { fakeKey, fakeSign } from "../simulator/fake-signer.ts";
import { Board, MAX_CELLS_BYTES } from "./board.ts";
import {
  beats,
  Chain,
  headAfter,
  MAX_CHAIN_BYTES,
  MAX_EPOCHS,
  MAX_RECORD_BYTES,
  NO_HEAD,
  recordsThatFit,
} from "./chain.ts";
import { cellsName, cellsSigningBytes, MAX_CELLS_BODY_BYTES, type SignedCells } from "./signed-cells.ts";

const OWN = fakeKey("own");
const record = (text: string): Uint8Array => utf8ToBytes(text);
const FIRST = record("first");
const HEADS = [NO_HEAD, headAfter(NO_HEAD, FIRST), headAfter(headAfter(NO_HEAD, FIRST), record("second"))];

function cellsOf(publicKey: Uint8Array, epoch: number, body: Uint8Array, base = HEADS[epoch] ?? NO_HEAD): SignedCells {
  const logNonce = new Uint8Array(16);
  const unsigned = { version: 1, studyId: "study", publicKey, logNonce, epoch, base, body };
  return { ...unsigned, signature: fakeSign(publicKey, cellsSigningBytes(unsigned)) };
}

const namesOf = (cells: Iterable<SignedCells>): string[] => [...cells].map(cellsName).sort();
const newBoard = (): Board => new Board(peerIdOf(OWN));

/** In an order that chance gives. */
function shuffled<T>(things: readonly T[], chance: Iterator<number>): T[] {
  return things
    .map((thing) => ({ thing, at: Number(chance.next().value ?? 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

const anyCells = fc
  .record({
    key: fc.constantFrom(OWN, fakeKey("a"), fakeKey("b")),
    epoch: fc.nat(2),
    body: fc.uint8Array({ minLength: 1, maxLength: 3 }),
    isAstray: fc.boolean(),
  })
  .map(({ key, epoch, body, isAstray }) => cellsOf(key, epoch, body, isAstray && epoch > 0 ? NO_HEAD : undefined));

describe("the batches held", () => {
  it("do not depend on the order in which they and the closing of their epoch come", () => {
    const run = (cells: readonly SignedCells[], closeAt: number): string[] => {
      const board = newBoard();
      const opened: SignedCells[] = [];
      cells.forEach((batch, i) => {
        if (i === closeAt) opened.push(...(board.close(FIRST)?.opened ?? []));
        if (board.accept(batch) === "open" && board.chain.count === 1) opened.push(batch);
      });
      if (closeAt >= cells.length) opened.push(...(board.close(FIRST)?.opened ?? []));
      // Told to the agent once each, and nothing else.
      expect(namesOf(opened)).toEqual(namesOf(board.open.all()));
      return namesOf(board.open.all());
    };
    // Of the epoch after the next nothing is held before the first has closed: it is left out here.
    const near = anyCells.filter(({ epoch }) => epoch < 2);
    fc.assert(
      fc.property(fc.array(near, { maxLength: 40 }), fc.nat(40), fc.infiniteStream(fc.nat()), (cells, at, chance) => {
        expect(run(shuffled(cells, chance), at)).toEqual(run(cells, cells.length));
      }),
    );
  });

  it("of a key beyond its share do not depend on the order either, and stay within it", () => {
    const sizes = fc.array(fc.constantFrom(1_000, 9_000, MAX_CELLS_BODY_BYTES), { minLength: 140, maxLength: 200 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat()), (lengths, chance) => {
        const key = fakeKey("greedy");
        const cells = lengths.map((length, i) => cellsOf(key, 0, new Uint8Array(length).fill(i)));
        const [board, other] = [newBoard(), newBoard()];
        for (const batch of cells) board.accept(batch);
        for (const batch of shuffled(cells, chance)) other.accept(batch);
        expect(namesOf(other.open.all())).toEqual(namesOf(board.open.all()));
        expect(board.open.sizeBytes).toBeLessThanOrEqual(1 << 20);
      }),
      { numRuns: 20 },
    );
  });

  it("of many keys are bounded in all: whoever holds most gives way, and the own ones always find room", () => {
    const board = newBoard();
    for (let key = 0; key < 6; key++)
      for (let i = 0; i < 70; i++)
        board.accept(cellsOf(fakeKey(`hoarder ${key}`), 0, new Uint8Array(MAX_CELLS_BODY_BYTES).fill(i)));
    expect(board.open.sizeBytes).toBeLessThanOrEqual(MAX_CELLS_BYTES / 2);
    expect(board.accept(cellsOf(fakeKey("modest"), 0, record("x")))).toBe("open");
    expect(board.accept(cellsOf(OWN, 0, new Uint8Array(MAX_CELLS_BODY_BYTES)))).toBe("open");
    expect(board.accept(cellsOf(fakeKey("hoarder 5"), 0, new Uint8Array(MAX_CELLS_BODY_BYTES).fill(99)))).toBe(
      "refused",
    );
    for (let epoch = 0; epoch < 2; epoch++) board.close(record(`${epoch}`));
    expect(board.open.sizeBytes + board.before.sizeBytes + board.early.sizeBytes).toBe(0);
  });

  it("are told apart: known, late, far ahead, on another chain, early, open", () => {
    const board = newBoard();
    const batch = cellsOf(OWN, 0, record("x"));
    expect(board.accept(batch)).toBe("open");
    expect(board.accept(batch)).toBe("known");
    expect(board.knows(batch)).toBe(true);
    expect(board.knows({ ...batch, signature: new Uint8Array(64) })).toBe(false);
    expect(board.accept(cellsOf(OWN, 1, record("x")))).toBe("early");
    expect(board.accept(cellsOf(OWN, 2, record("x")))).toBe("far");
    expect(board.accept(cellsOf(OWN, 0, record("x"), HEADS[1]))).toBe("astray");
    board.close(FIRST);
    expect(board.accept(batch)).toBe("late");
  });

  it("of the epoch before stay for one epoch, and a batch of our own that was signed too late joins them", () => {
    const board = newBoard();
    board.accept(cellsOf(fakeKey("a"), 0, record("x")));
    board.close(FIRST);
    const late = cellsOf(OWN, 0, record("mine"));
    expect(board.acceptOwn(late)).toBe(true);
    expect(board.acceptOwn(late)).toBe(false);
    expect(board.before.size).toBe(2);
    board.close(record("second"));
    expect(board.before.size).toBe(0);
  });

  it("of a banned key go", () => {
    const board = newBoard();
    const [bad, good] = [cellsOf(fakeKey("bad"), 0, record("x")), cellsOf(fakeKey("good"), 0, record("x"))];
    for (const batch of [bad, good, cellsOf(fakeKey("bad"), 1, record("x"))]) board.accept(batch);
    expect(board.dropPeer(peerIdOf(fakeKey("bad")))).toBe(true);
    expect(namesOf(board.open.all())).toEqual(namesOf([good]));
    expect(board.early.size).toBe(0);
  });
});

describe("chains", () => {
  const records = fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 5 });
  const chainOf = (held: readonly Uint8Array[]): Chain => {
    const chain = new Chain();
    chain.replace(0, held);
    return chain;
  };

  it("have heads that say what is in them, one record at a time or all at once", () => {
    fc.assert(
      fc.property(records, (held) => {
        const slow = new Chain();
        for (const one of held) slow.replace(slow.count, [one]);
        expect(bytesToHex(slow.head)).toBe(bytesToHex(chainOf(held).head));
        expect(bytesToHex(slow.head)).toBe(bytesToHex(held.reduce((head, one) => headAfter(head, one), NO_HEAD)));
      }),
    );
  });

  it("end as one, whoever hears of which first", () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (all, chance) => {
        const [here, there] = [newBoard(), newBoard()];
        for (const held of all) here.replace(0, held);
        for (const held of shuffled(all, chance)) there.replace(0, held);
        expect(bytesToHex(there.chain.head)).toBe(bytesToHex(here.chain.head));
        for (const held of all) expect(beats(chainOf(held), here.chain)).toBe(false);
      }),
    );
  });

  it("are bounded, and a record beyond the bounds changes nothing", () => {
    const chain = new Chain();
    expect(chain.replace(0, [new Uint8Array(MAX_RECORD_BYTES + 1)])).toBe(false);
    expect(chain.replace(1, [FIRST])).toBe(false);
    expect(
      chain.replace(
        0,
        Array.from({ length: MAX_EPOCHS + 1 }, () => FIRST),
      ),
    ).toBe(false);
    const large = Array.from({ length: MAX_CHAIN_BYTES / MAX_RECORD_BYTES }, () => new Uint8Array(MAX_RECORD_BYTES));
    expect(chain.replace(0, [...large, FIRST])).toBe(false);
    expect(chain.count).toBe(0);
    expect(chain.replace(0, large)).toBe(true);
    expect(recordsThatFit(chain.records, 3, 2 * MAX_RECORD_BYTES)).toHaveLength(2);
  });
});
