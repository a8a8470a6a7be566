import { zipSync } from "fflate";
import type { Direction } from "../../study/spec/spec.ts";
import { float64Npy, int64Npy, npyOf, uint32Npy } from "./npy.ts";
import { pickledLists } from "./pickled-lists.ts";

export interface Survivor {
  /** Seeds, each a uint32. */
  readonly genome: readonly number[];
  /** NaN: its slot failed. */
  readonly score: number;
}

/** A generation that has closed. */
export interface ClosedGeneration {
  readonly generation: number;
  /** In any order. */
  readonly survivors: readonly Survivor[];
  /** Which of them is the champion: its score of one episode need not be the best. Left out: nobody knows. */
  readonly champion?: Survivor | undefined;
  /** Of the champion's further episodes; null where none were run. */
  readonly championMean: number | null;
  /** Left out: the higher score is the better. */
  readonly direction?: Direction;
}

/** 60 MB, since every seed stands there three times: more than a person looks at, and as much as a page can hold at once. */
const MAX_SEEDS = 4_000_000;

/** As NumPy's own archives, which know no dates either; without a zone it is the same date everywhere. */
const NO_DATE = "1980-01-01T12:00:00";

/** "12.npz", as the original names them. */
export const generationFileName = ({ generation }: Pick<ClosedGeneration, "generation">): string => `${generation}.npz`;

/**
 * The archive that `np.load` opens: `scores`, worst first and best last; `genomes`, and the same as `genes`, an array of lists
 * (`allow_pickle=True`); and, for those who open no pickles, their seeds one after the other with the offsets where each begins and
 * the last ends. `champion` is the champion's place, the last of equal scores. The same generation always makes the same bytes. Throws a `RangeError` where there are too many seeds.
 */
export function writeGeneration(closed: ClosedGeneration): Uint8Array {
  const { generation, survivors, champion, championMean, direction } = closed;
  const isChampion = (survivor: Survivor): number => Number(survivor === champion);
  const sorted = survivors.toSorted(
    (a, b) => byScore(a.score, b.score, direction) || isChampion(a) - isChampion(b) || bySeeds(a.genome, b.genome),
  );
  const genomes = sorted.map(({ genome }) => genome);
  const offsets = [0];
  for (const { length } of genomes) offsets.push((offsets.at(-1) ?? 0) + length);
  const seeds = offsets.at(-1) ?? 0;
  if (seeds > MAX_SEEDS)
    throw new RangeError(
      `The survivors of generation ${generation} have ${seeds} seeds, of which a file holds ${MAX_SEEDS}.`,
    );
  const pickled = npyOf({ descr: "|O", shape: [genomes.length], data: pickledLists(genomes) });
  const arrays = {
    scores: float64Npy(sorted.map(({ score }) => score)),
    genomes: pickled,
    genes: pickled,
    genome_seeds: uint32Npy(genomes.flat()),
    genome_offsets: int64Npy(offsets),
    generation: int64Npy([generation], []),
    champion: int64Npy([champion === undefined ? -1 : sorted.indexOf(champion)], []),
    champion_mean: float64Npy([championMean ?? Number.NaN], []),
  };
  const files = Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes] as const);
  // Stored, as np.savez does: seeds are chance, which nothing makes smaller.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: NO_DATE });
}

/** The worse first; what failed before all. */
function byScore(a: number, b: number, direction: Direction = "maximize"): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  const order = a < b ? -1 : Number(a > b);
  return direction === "maximize" ? order : -order;
}

/** As Python compares lists. */
function bySeeds(a: readonly number[], b: readonly number[]): number {
  for (const [i, seed] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (seed !== other) return seed - other;
  }
  return a.length - b.length;
}
