import type { History } from "../../history/history.ts";
import { EMPTY_SPACE, intersectionSpace, type SearchSpace, sameSpace } from "../../space/search-space.ts";

/**
 * What a joint model can be made of: the parameters that are asked for now and that every trial so far had, with equal
 * distributions and more than one value (Optuna's intersection search space). Reads each row once.
 */
export class SharedSpace {
  #revision = -1;
  #row = 0;
  #seen = new Set<SearchSpace>();
  #shared: SearchSpace | null = null;
  #requested: SearchSpace | null = null;
  #space: SearchSpace = EMPTY_SPACE;

  /** In the order of `requested`; the same object until the space changes; empty while there is no trial. */
  update(history: History, requested: SearchSpace): SearchSpace {
    if (this.#revision !== history.revision) this.#reset(history.revision);
    let isFresh = this.#requested !== requested;
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      if (history.state(row) === "failed" || !history.isCounted(row)) continue;
      const space = history.space(row);
      if (this.#seen.has(space)) continue;
      this.#seen.add(space);
      this.#shared = intersectionSpace(this.#shared === null ? [space] : [this.#shared, space]);
      isFresh = true;
    }
    if (isFresh) {
      this.#requested = requested;
      const space = this.#shared === null ? EMPTY_SPACE : intersectionSpace([requested, this.#shared]);
      if (!sameSpace(space, this.#space)) this.#space = space;
    }
    return this.#space;
  }

  #reset(revision: number): void {
    this.#revision = revision;
    this.#row = 0;
    this.#seen = new Set();
    this.#shared = null;
    this.#requested = null;
  }
}
