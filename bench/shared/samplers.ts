import { fail } from "../../scripts/prepare.mjs";
import type { Sampler } from "../../study/sampler.ts";
import { autoSampler } from "../../study/samplers/auto.ts";
import { cmaesSampler } from "../../study/samplers/cmaes.ts";
import { gpSampler } from "../../study/samplers/gp.ts";
import { nsga2Sampler } from "../../study/samplers/nsga2.ts";
import { qmcSampler } from "../../study/samplers/qmc.ts";
import { randomSampler } from "../../study/samplers/random.ts";
import { tpeSampler } from "../../study/samplers/tpe/tpe.ts";
import { OPTUNA_RULES } from "../../study/samplers/tpe/tpe-rules.ts";

/** The samplers that the benches know by name, each as somebody gets it who says nothing but its name. */
export const SAMPLERS: Readonly<Record<string, () => Sampler>> = {
  auto: () => autoSampler(),
  cmaes: () => cmaesSampler(),
  gp: () => gpSampler(),
  nsga2: () => nsga2Sampler(),
  qmc: () => qmcSampler(),
  random: () => randomSampler(),
  tpe: () => tpeSampler(),
  // Without our departures: how faithful the rest is.
  "tpe-optuna": () => tpeSampler(OPTUNA_RULES),
};

/** A new sampler of that name. Unknown ones end the bench with a sentence. */
export function makeSampler(name: string): Sampler {
  const make = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (make === undefined) {
    return fail(`There is no sampler "${name}"; choose among ${Object.keys(SAMPLERS).join(", ")}.`);
  }
  return make();
}
