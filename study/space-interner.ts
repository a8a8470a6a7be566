import { spaceKey } from "./search-space.ts";
import type { SearchSpace } from "./trial.ts";

/** Makes equal spaces one object. */
export class SpaceInterner {
  readonly #byKey = new Map<string, SearchSpace>();
  #known = new WeakMap<SearchSpace, SearchSpace>();
  #last: SearchSpace | null = null;
  #lastInterned: SearchSpace | null = null;

  intern(space: SearchSpace): SearchSpace {
    if (space === this.#last && this.#lastInterned !== null) return this.#lastInterned;
    let interned = this.#known.get(space);
    if (interned === undefined) {
      const key = spaceKey(space);
      interned = this.#byKey.get(key) ?? space;
      this.#byKey.set(key, interned);
      this.#known.set(space, interned);
    }
    this.#last = space;
    this.#lastInterned = interned;
    return interned;
  }

  /** Forgets all spaces but these. */
  retain(spaces: Iterable<SearchSpace>): void {
    this.#byKey.clear();
    this.#known = new WeakMap();
    this.#last = null;
    this.#lastInterned = null;
    for (const space of spaces) this.intern(space);
  }
}
