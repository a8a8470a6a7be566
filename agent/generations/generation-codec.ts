/** What all tabs keep of a closed generation: the same bytes wherever it closed alike. */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { ClosedGeneration, Survivor } from "../../study/evolution/settings.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import { BadBytes, NumberReader, NumberWriter } from "./number-bytes.ts";
import { readScores, writeScores } from "./score-column.ts";

/** Records of another version cannot be read: who has them must have this program's version of the study. */
const VERSION = 1;
const DIGEST_BYTES = 8;

export function encodeGeneration({ generation, survivors, evaluations, failed, digest }: ClosedGeneration): Uint8Array {
  const writer = new NumberWriter()
    .uint8(VERSION)
    .varint(generation)
    .varint(evaluations)
    .varint(failed)
    .raw(hexToBytes(digest))
    .varint(survivors.length);
  // A survivor's generation, from the closed one back, and whether it was tested again, in one number.
  for (const { born, slot, mean } of survivors)
    writer.varint(2 * (generation - born) + (mean === null ? 0 : 1)).varint(slot);
  writeScores(
    writer,
    survivors.map(({ score }) => score),
  );
  writeScores(
    writer,
    survivors.flatMap(({ mean }) => mean ?? []),
  );
  return writer.finish();
}

/** Or why a stranger's bytes make no sense. Whether such a generation can be is for `generationFault` to say. Never throws. */
export function decodeGeneration(bytes: Uint8Array): Parsed<ClosedGeneration> {
  try {
    const closed = decodeWhole(new NumberReader(bytes));
    return bytesEqual(encodeGeneration(closed), bytes)
      ? parsed(closed)
      : refused("the generation could be told in fewer bytes");
  } catch (error) {
    if (error instanceof BadBytes) return refused(error.message);
    throw error;
  }
}

function decodeWhole(reader: NumberReader): ClosedGeneration {
  if (reader.uint8() !== VERSION) throw new BadBytes("the generation is of another version");
  const [generation, evaluations, failed] = [reader.varint(), reader.varint(), reader.varint()];
  const digest = bytesToHex(reader.raw(DIGEST_BYTES));
  const count = reader.varint();
  if (count > reader.left) throw new BadBytes("the survivors are miscounted");
  const told = Array.from({ length: count }, () => [reader.varint(), reader.varint()] as const);
  const scores = readScores(reader, count);
  const means = readScores(reader, told.filter(([place]) => place % 2 === 1).length);
  if (reader.left > 0) throw new BadBytes("something follows the generation");
  let retested = 0;
  const survivors = told.map(([place, slot], i): Survivor => {
    const born = generation - Math.floor(place / 2);
    if (born < 0) throw new BadBytes("a survivor is older than the study");
    const mean = place % 2 === 1 ? (means[retested++] ?? Number.NaN) : null;
    return { born, slot, score: scores[i] ?? Number.NaN, mean };
  });
  return { generation, survivors, evaluations, failed, digest };
}
