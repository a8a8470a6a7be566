import { utf8Length } from "../../study/bytes/utf8.ts";
import { MAX_SPEC_BYTES, MAX_VARIANT_BYTES, MAX_VARIANTS } from "../../study/spec/spec-limits.ts";
import type { Experiment, Mistake, Variant, VariantsMade } from "./experiment.ts";
import { Budget } from "./expression/budget.ts";
import { ValueFault } from "./expression/fault.ts";
import { Draw } from "./variant/draw-config.ts";
import { type GridChoice, gridChoices } from "./variant/grid-choices.ts";
import { jsonOf } from "./variant/json-of-value.ts";
import { settled } from "./variant/settled.ts";
import { specOf } from "./variant/spec-of.ts";
import { Varying } from "./variant/standing.ts";
import { variantName } from "./variant/variant-name.ts";
import { variedIn } from "./variant/varied.ts";

/**
 * All variants of an experiment, in Ray Tune's order: the first grid varies fastest, and after the last choice the first
 * comes again, `repeat` times over, or until there are `num_trials`. Variant i follows from experiment, seed and i alone. What
 * takes more than `budget` is refused.
 */
export function variantsOf(experiment: Experiment, seed: string, budget: Budget = new Budget()): VariantsMade {
  const making = new Making(experiment, seed, budget);
  try {
    for (const choice of choicesOf(experiment, making.varying)) {
      const mistakes = making.add(choice);
      if (mistakes.length > 0) return { ok: false, mistakes };
    }
  } catch (fault) {
    if (!(fault instanceof ValueFault)) throw fault;
    return { ok: false, mistakes: [making.mistake(`The variants cannot be made: ${fault.message}.`)] };
  }
  return { ok: true, variants: making.variants };
}

/** What a variant without parameters takes. */
const VARIANT_STEPS = 20;

/** One for each variant; with `numTrials`, possibly more of them than come. */
function* choicesOf({ numTrials, repeat }: Experiment, { standing }: Varying): Generator<GridChoice> {
  let left = numTrials ?? Number.POSITIVE_INFINITY;
  const rounds = numTrials ?? repeat;
  for (let round = 0; round < rounds; round++)
    for (const choice of gridChoices(standing.grids)) {
      if (left-- <= 0) return;
      yield choice;
    }
}

class Making {
  readonly variants: Variant[] = [];
  readonly varying: Varying;
  readonly #experiment: Experiment;
  readonly #seed: string;
  readonly #budget: Budget;
  readonly #spec: ReturnType<typeof specOf>;
  #bytes = 0;

  constructor(experiment: Experiment, seed: string, budget: Budget) {
    this.varying = new Varying(experiment.config);
    this.#experiment = experiment;
    this.#seed = seed;
    this.#budget = budget;
    this.#spec = specOf(experiment);
  }

  mistake(message: string): Mistake {
    const { line, column } = this.#experiment.config;
    return { line, column, message };
  }

  /** Makes the next variant; what is wrong with it. */
  add(choice: GridChoice): readonly Mistake[] {
    const [experiment, budget, number] = [this.#experiment, this.#budget, this.variants.length];
    if (number >= MAX_VARIANTS) return [this.mistake(tooMany(`more than ${MAX_VARIANTS} variants`))];
    budget.start();
    budget.spend(VARIANT_STEPS);
    const whole = settled(experiment.config, this.varying, choice, budget);
    const drawing = { seed: this.#seed, experiment: experiment.name, number, budget };
    const draw = new Draw(this.#spec(whole.config), this.varying, drawing);
    const varied = variedIn(whole, draw);
    if (!varied.ok) return varied.mistakes;
    const json = jsonOf(draw.value(whole.config), budget);
    const bytes = utf8Length(JSON.stringify(json));
    this.#bytes += bytes;
    if (bytes > MAX_VARIANT_BYTES)
      return [
        this.mistake(
          `Variant ${number} is longer than ${MAX_VARIANT_BYTES} bytes: let the script read large data itself.`,
        ),
      ];
    const variant = { name: variantName(experiment, number, varied.varied, budget), config: json };
    this.#bytes += utf8Length(JSON.stringify(variant.name)) + AROUND_BYTES;
    if (this.#bytes > MAX_BYTES) return [this.mistake(tooMany(`more than ${MAX_BYTES} bytes of variants`))];
    this.variants.push(variant);
    return [];
  }
}

/** What stands around a variant's name and configuration in a study's text: `{"config":,"name":},`. */
const AROUND_BYTES = 22;
/** A study has more to say than its variants: names, rules and a script besides. */
const MAX_BYTES = MAX_SPEC_BYTES - 8_192;

const tooMany = (what: string): string =>
  `This experiment has ${what}, which is more than a study can be: give num_trials, or search fewer values.`;
