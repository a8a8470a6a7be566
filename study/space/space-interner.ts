import { sameSpace, spaceSize, type TrialSpace } from "./search-space.ts";
import { isVector } from "./vector-distribution.ts";

/** Different large spaces make a history large: so much for those of own trials, and as much for those of others. */
export const MAX_SPACE_BYTES = 16 << 20;
/** Costs little more than the row of a trial that has it, and rows are bounded: ranges may change with every trial. */
const FREE_BYTES = 2_048;
/** Spaces of one hash. Hashes look at few choices, so someone may make many alike; the others are just not shared. */
const MAX_ALIKE = 8;

type Side = "own" | "foreign";

/** Makes equal spaces one object, and knows how much room they take. */
export class SpaceInterner {
  readonly #byHash = new Map<string, TrialSpace[]>();
  #known = new WeakMap<TrialSpace, TrialSpace>();
  #sides = new WeakMap<TrialSpace, Side>();
  readonly #bytes = { own: 0, foreign: 0 };
  #last: TrialSpace | null = null;
  #lastInterned: TrialSpace | null = null;

  /** The one object, or null if the space is new and there is no room for it. */
  intern(space: TrialSpace, side: Side): TrialSpace | null {
    if (space === this.#last && this.#lastInterned !== null) return this.#lastInterned;
    const interned = this.#known.get(space) ?? this.#enter(space, side);
    if (interned === null) return null;
    this.#known.set(space, interned);
    this.#last = space;
    this.#lastInterned = interned;
    return interned;
  }

  #enter(space: TrialSpace, side: Side): TrialSpace | null {
    const hash = looksOf(space);
    const alike = this.#byHash.get(hash) ?? [];
    const equal = alike.find((it) => sameSpace(it, space));
    if (equal !== undefined) return equal;
    const bytes = Math.max(0, spaceSize(space) - FREE_BYTES);
    if (bytes > 0 && this.#bytes[side] + bytes > MAX_SPACE_BYTES) return null;
    this.#bytes[side] += bytes;
    this.#sides.set(space, side);
    if (alike.length < MAX_ALIKE) this.#byHash.set(hash, [...alike, space]);
    return space;
  }

  /** Forgets all spaces but these. */
  retain(spaces: Iterable<TrialSpace>): void {
    const sides = this.#sides;
    this.#byHash.clear();
    this.#known = new WeakMap();
    this.#sides = new WeakMap();
    this.#bytes.own = 0;
    this.#bytes.foreign = 0;
    this.#last = null;
    this.#lastInterned = null;
    for (const space of spaces) this.intern(space, sides.get(space) ?? "foreign");
  }
}

/** Short text that is equal for equal spaces, and seldom for others. */
function looksOf({ names, distributions }: TrialSpace): string {
  let looks = `${names.length}`;
  for (let i = 0; i < distributions.length && looks.length < 1_000; i++) {
    const it = distributions[i];
    looks += `|${names[i]}:`;
    if (it === undefined || isVector(it)) looks += JSON.stringify(it);
    else if (it.kind === "categorical")
      looks += `${it.choices.length},${String(it.choices[0])},${String(it.choices.at(-1))}`;
    else looks += `${it.low},${it.high}`;
  }
  return looks;
}
