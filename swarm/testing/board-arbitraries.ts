import fc from "fast-check";
import { type ChainPlace, MAX_EPOCHS, NO_HEAD } from "../board/chain.ts";
import { MAX_CELLS_BODY_BYTES, type SignedCells } from "../board/signed-cells.ts";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import type { BoardDigestMessage, CellsMessage, EpochsMessage, EpochsWantedMessage } from "../wire/message.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
/** Of a chain of `count` epochs. */
const head = (count: number): fc.Arbitrary<Uint8Array> => (count <= 0 ? fc.constant(NO_HEAD) : bytes(8));

/** Any batch that a codec must carry; its signature is none. */
export const signedCells: fc.Arbitrary<SignedCells> = fc.nat(MAX_EPOCHS - 1).chain((epoch) =>
  fc.record({
    version: fc.constant(1),
    studyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,43}$/),
    publicKey: bytes(32),
    logNonce: bytes(16),
    epoch: fc.constant(epoch),
    base: head(epoch),
    body: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      { weight: 1, arbitrary: bytes(MAX_CELLS_BODY_BYTES) },
    ),
    signature: bytes(64),
  }),
);

export const cellsMessage: fc.Arbitrary<CellsMessage> = fc.record({
  type: fc.constant("cells"),
  cells: fc.array(signedCells, { maxLength: 5 }),
});

const place: fc.Arbitrary<ChainPlace> = fc
  .nat(MAX_EPOCHS)
  .chain((count) => fc.record({ count: fc.constant(count), head: head(count) }));

export const boardDigestMessage: fc.Arbitrary<BoardDigestMessage> = place.chain(({ count, head: end }) =>
  fc.record({
    type: fc.constant("boardDigest"),
    count: fc.constant(count),
    head: fc.constant(end),
    before: head(count - 1),
    salt: fc.nat(2 ** 32 - 1),
    sums: bytes(BUCKET_SUMS_BYTES),
  }),
);

export const epochsWantedMessage: fc.Arbitrary<EpochsWantedMessage> = fc.record({
  type: fc.constant("epochsWanted"),
  from: fc.nat(MAX_EPOCHS),
});

export const epochsMessage: fc.Arbitrary<EpochsMessage> = fc.nat(MAX_EPOCHS).chain((from) =>
  fc.record({
    type: fc.constant("epochs"),
    from: fc.constant(from),
    before: head(from),
    records: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: Math.min(6, MAX_EPOCHS - from) }),
  }),
);
