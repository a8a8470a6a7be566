import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { generationFileName, writeGeneration } from "./write-generation.ts";

const survivors = [
  { genome: [7, 4294967295], score: 0.5 },
  { genome: [7], score: Number.NaN },
  { genome: [7, 1], score: 0.5 },
  { genome: [1, 2, 3], score: -2 },
];
const generation = { generation: 12, survivors, championMean: null };

/** Header and data of one array of the archive. */
function arrayOf(bytes: Uint8Array, name: string): { readonly header: string; readonly view: DataView } {
  const file = unzipSync(bytes)[`${name}.npy`];
  if (file === undefined) throw new Error(`There is no ${name}.npy.`);
  const length = new DataView(file.buffer, file.byteOffset).getUint16(8, true);
  expect((10 + length) % 64).toBe(0);
  return {
    header: new TextDecoder().decode(file.slice(10, 10 + length)).trimEnd(),
    view: new DataView(file.buffer, file.byteOffset + 10 + length, file.length - 10 - length),
  };
}

const numbers = (view: DataView, size: number, read: (at: number) => number | bigint): (number | bigint)[] =>
  Array.from({ length: view.byteLength / size }, (_, i) => read(i * size));

test("an archive has the survivors in ascending order, the failed one first, with their genomes twice and flat", () => {
  const bytes = writeGeneration(generation);
  expect(Object.keys(unzipSync(bytes))).toEqual(
    ["scores", "genomes", "genes", "genome_seeds", "genome_offsets", "generation", "champion", "champion_mean"].map(
      (name) => `${name}.npy`,
    ),
  );
  const scores = arrayOf(bytes, "scores");
  expect(scores.header).toBe("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }");
  expect(numbers(scores.view, 8, (at) => scores.view.getFloat64(at, true))).toEqual([Number.NaN, -2, 0.5, 0.5]);
  const seeds = arrayOf(bytes, "genome_seeds");
  expect(seeds.header).toBe("{'descr': '<u4', 'fortran_order': False, 'shape': (8,), }");
  expect(numbers(seeds.view, 4, (at) => seeds.view.getUint32(at, true))).toEqual([7, 1, 2, 3, 7, 1, 7, 4294967295]);
  const offsets = arrayOf(bytes, "genome_offsets");
  expect(numbers(offsets.view, 8, (at) => offsets.view.getBigInt64(at, true))).toEqual([0n, 1n, 4n, 6n, 8n]);
  expect(arrayOf(bytes, "genomes").header).toBe("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }");
  expect(unzipSync(bytes)["genes.npy"]).toEqual(unzipSync(bytes)["genomes.npy"]);
  expect(arrayOf(bytes, "generation").header).toBe("{'descr': '<i8', 'fortran_order': False, 'shape': (), }");
  expect(arrayOf(bytes, "generation").view.getBigInt64(0, true)).toBe(12n);
  expect(arrayOf(bytes, "champion_mean").view.getFloat64(0, true)).toBeNaN();
});

test("the best is last where less is better, too", () => {
  const { view } = arrayOf(writeGeneration({ ...generation, direction: "minimize", championMean: -1.5 }), "scores");
  expect(numbers(view, 8, (at) => view.getFloat64(at, true))).toEqual([Number.NaN, 0.5, 0.5, -2]);
  const mean = arrayOf(writeGeneration({ ...generation, championMean: -1.5 }), "champion_mean").view;
  expect(mean.getFloat64(0, true)).toBe(-1.5);
});

test("neither the order of what is known nor the day changes a byte", () => {
  const bytes = writeGeneration(generation);
  expect(writeGeneration({ ...generation, survivors: survivors.toReversed() })).toEqual(bytes);
  // 1980-01-01 12:00 as MS-DOS has it, in every archive's first local header.
  expect(Array.from(bytes.subarray(10, 14))).toEqual([0x00, 0x60, 0x21, 0x00]);
});

test("a file is named after its generation, and refuses what no page could hold", () => {
  expect(generationFileName(generation)).toBe("12.npz");
  const genome = Array.from({ length: 1_000 }, (_, i) => i);
  const many = Array.from({ length: 4_001 }, () => ({ genome, score: 0 }));
  expect(() => writeGeneration({ ...generation, survivors: many })).toThrow(RangeError);
  expect(() => writeGeneration({ ...generation, survivors: [] })).not.toThrow();
});

test("says which survivor is the champion, the last of those with its score", () => {
  const [first, second, third] = [
    { genome: [1], score: 500 },
    { genome: [2], score: 500 },
    { genome: [3], score: 100 },
  ];
  const placeOf = (champion: typeof first | undefined): bigint =>
    arrayOf(
      writeGeneration({ generation: 1, survivors: [first, second, third], championMean: 480, champion }),
      "champion",
    ).view.getBigInt64(0, true);
  expect([placeOf(first), placeOf(second), placeOf(third), placeOf(undefined)]).toEqual([2n, 2n, 0n, -1n]);
});
