import { createStudy } from "../../study/create-study.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { normal, type Rng, rngFromSeed, uniform } from "../../study/rng.ts";
import type { Sampler } from "../../study/sampler.ts";
import { randomSampler } from "../../study/samplers/random.ts";
import type { Study } from "../../study/study.ts";
import { askOne, boxSpace, completed, valuesFor } from "../shared/box-study.ts";

const DIM = 10;
/** How far points of a search that has found the optimum lie from it: from all over the place to close by. */
const WIDEST = 3;
const NARROWEST = 0.03;

const SPACE = boxSpace(DIM);

const sphere = (x: readonly number[], center: number): number => x.reduce((sum, xi) => sum + (xi - center) ** 2, 0);

/** One value per objective; a second objective pulls elsewhere. */
function valuesOf(x: readonly number[], objectives: number): number[] {
  return Array.from({ length: objectives }, (_, i) => sphere(x, i));
}

/** Half of a search's trials are anywhere, half around the optimum at all distances. */
function historyPoint(rng: Rng): number[] {
  if (rng.next() < 0.5) return Array.from({ length: DIM }, () => uniform(rng, -5, 5));
  const width = WIDEST * (NARROWEST / WIDEST) ** rng.next();
  return Array.from({ length: DIM }, () => Math.min(5, Math.max(-5, width * normal(rng))));
}

/** A study that has `trials` trials behind it, all its own, and asks `sampler` from now on. */
export class TimedStudy {
  readonly study: Study;
  readonly #objectives: number;
  #inUse: Sampler = randomSampler();

  constructor(sampler: Sampler, trials: number, objectives: number) {
    this.#objectives = objectives;
    this.study = createStudy({
      directions: Array.from({ length: objectives }, () => "minimize" as const),
      sampler: {
        name: sampler.name,
        usesRunning: sampler.usesRunning,
        sample: (request) => this.#inUse.sample(request),
      },
      pruner: nopPruner(),
      seed: 1,
      log: "speed",
    });
    const rng = rngFromSeed("speed", trials);
    for (let trial = 0; trial < trials; trial++) {
      const proposal = askOne(this.study);
      const x = historyPoint(rng);
      this.study.tell({ ...completed(proposal, SPACE, x, 0), values: valuesOf(x, objectives) });
    }
    this.#inUse = sampler;
  }

  /** Asks for a trial and tells how it ended. */
  step(): void {
    const proposal = askOne(this.study);
    const params = valuesFor(proposal, SPACE) as readonly number[];
    this.study.tell({ ...completed(proposal, SPACE, params, 0), values: valuesOf(params, this.#objectives) });
  }
}
