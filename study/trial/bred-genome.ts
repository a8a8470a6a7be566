import { MisuseError } from "../errors.ts";
import type { ParamDistribution } from "../space/distribution.ts";
import { MAX_VECTOR_LENGTH } from "../space/vector-distribution.ts";
import { checkKey } from "./asked-distribution.ts";

/** What a trial of a generation can ask for: its genome, under one name of the objective's own. */
export class BredGenomeAsked {
  readonly #genome: readonly number[];
  #name: string | null = null;

  constructor(genome: readonly number[]) {
    this.#genome = genome;
  }

  /** The genome; throws `MisuseError` if anything else is asked for, or if `asked` has no room for it. */
  as(method: string, name: string, asked: ParamDistribution): readonly number[] {
    checkKey(method, name);
    if (asked.kind !== "seeds") {
      throw new MisuseError(
        `${method}("${name}"): the study's sampler, deepga, breeds one list of seeds and nothing else; draw what else is by chance from trial.rng, or choose another sampler.`,
      );
    }
    this.#name ??= name;
    if (name !== this.#name) {
      throw new MisuseError(
        `${method}("${name}"): the study's sampler, deepga, breeds one list of seeds and nothing else, and this trial has it as "${this.#name}"; ask for that alone.`,
      );
    }
    const { length } = this.#genome;
    if (length <= asked.maxLength) return this.#genome;
    throw new MisuseError(
      `${method}("${name}"): a genome grows by a seed with every generation, and this one has ${length}, where maxLength is ${asked.maxLength}; write { maxLength: ${MAX_VECTOR_LENGTH} }.`,
    );
  }
}
