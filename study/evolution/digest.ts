import { hash128, mix32 } from "../bytes/hash.ts";

/** One odd constant per half, so that two passes over the same results give independent hashes. */
const [LEFT, RIGHT] = [0x9e3779b9, 0x85ebca77];
/** What stands for NaN, of which a machine may have several. */
const FAILED = 0x7ff80000;

/** 16 hexadecimal digits of a generation's results, in their order; the same on every machine. */
export function digestOf(generation: number, population: number, results: Iterable<number>): string {
  const view = new DataView(new ArrayBuffer(8));
  let [left, right] = hash128([generation, population]);
  for (const result of results) {
    view.setFloat64(0, result);
    const isFailed = Number.isNaN(result);
    const high = isFailed ? FAILED : view.getUint32(0);
    const low = isFailed ? 0 : view.getUint32(4);
    left = mix32(mix32((left ^ high) + LEFT) ^ low);
    right = mix32(mix32((right ^ high) + RIGHT) ^ low);
  }
  return [left, right].map((word) => word.toString(16).padStart(8, "0")).join("");
}
