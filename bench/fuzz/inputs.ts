import { choice, integer, type Rng, rngFromSeed } from "../../study/rng.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateTree } from "./mutate-tree.ts";
import type { Example, Target } from "./target.ts";

/** Valid inputs of each target that are changed again and again. */
const EXAMPLES = 200;
/** The rest is changed. */
const UNCHANGED = 0.02;

export interface Input {
  /** Place of its target. */
  readonly place: number;
  readonly example: Example;
  readonly input: unknown;
  readonly isUnchanged: boolean;
}

/** Every input follows from the seed and its number alone, so that one can be looked at again. */
export class Inputs {
  readonly #seed: number;
  readonly #examples: readonly (readonly Example[])[];

  constructor(targets: readonly Target[], seed: number) {
    this.#seed = seed;
    this.#examples = targets.map((target) => target.examples(EXAMPLES, seed));
  }

  at(number: number): Input {
    const place = number % this.#examples.length;
    const examples = this.#examples[place] ?? [];
    const rng = rngFromSeed("fuzz formats", this.#seed, number);
    const example = choice(rng, examples);
    const isUnchanged = rng.next() < UNCHANGED;
    const input = isUnchanged ? example.input : mutated(example, choice(rng, examples), rng);
    return { place, example, input, isUnchanged };
  }
}

/** Up to three changes: of the values, of the bytes, or first the one and then the other. */
function mutated(example: Example, other: Example, rng: Rng): unknown {
  const { bytes } = example;
  const changes = integer(rng, 1, 3);
  const kind = bytes === null ? 0 : rng.next();
  let input: unknown = example.input;
  if (kind < 0.6) {
    let tree = example.tree;
    for (let i = 0; i < changes; i++) tree = mutateTree(tree, other.tree, rng);
    input = example.write(tree, rng);
  }
  if (bytes === null || (kind < 0.55 && kind >= 0)) return input;
  let changed = example.bytesOf(input);
  for (let i = 0; i < changes; i++) changed = mutateBytes(changed, other.bytes ?? bytes, rng);
  return example.fromBytes(changed);
}
