/**
 * Quasi-Monte Carlo: points that fill the space more evenly than chance (Bergstra and Bengio 2012 for why that beats a
 * grid). All peers use one sequence with one scrambling, each from its own place in it, drawn from its stream: no two
 * try the same point, without a word between them, and together they are as even as alone.
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sampler } from "../sampler.ts";
import { type Distribution, firstValue, fromInternal, isSingle } from "../space/distribution.ts";
import { haltonSequence } from "./qmc/halton.ts";
import { sobolSequence } from "./qmc/sobol.ts";
import { fromUnit } from "./shared/unit-cube.ts";

export interface QmcOptions {
  /** Halton's needs no power of two to be even, Sobol's is better in many dimensions (default). */
  readonly sequence?: "sobol" | "halton";
  /** By default true: unscrambled points are near the corners first, and alike in every study. */
  readonly scramble?: boolean;
  /** Names the scrambling, which peers must share (by default 0). */
  readonly seed?: number | string;
}

export function qmcSampler(options: QmcOptions = {}): Sampler {
  checkOptionNames("qmcSampler", options, ["sequence", "scramble", "seed"]);
  const { sequence = "sobol", scramble = true, seed = 0 } = options;
  if (sequence !== "sobol" && sequence !== "halton") {
    throw new MisuseError(`There is no sequence ${JSON.stringify(sequence)}; choose "sobol" or "halton".`);
  }
  const points = sequence === "sobol" ? sobolSequence(scramble, seed) : haltonSequence(scramble, seed);
  const starts = new WeakMap<History, number>();
  return {
    name: "qmc",
    usesRunning: false,
    sample({ history, space, rng, number }) {
      let start = starts.get(history);
      if (start === undefined) {
        start = rng.next();
        starts.set(history, start);
      }
      const open = space.distributions.reduce((count, distribution) => count + (isSingle(distribution) ? 0 : 1), 0);
      const point = points.point(start, number, open);
      let d = 0;
      const values = space.distributions.map((distribution) =>
        isSingle(distribution) ? firstValue(distribution) : valueAt(distribution, point[d++] as number),
      );
      return { values, mixtures: null };
    },
  };
}

function valueAt(distribution: Distribution, coordinate: number) {
  if (distribution.kind !== "categorical") return fromUnit(distribution, coordinate);
  const { length } = distribution.choices;
  return fromInternal(distribution, Math.min(length - 1, Math.floor(coordinate * length)));
}
