import type { History } from "../../history/history.ts";
import type { SampleRequest } from "../../sampler.ts";
import { isSingle } from "../../space/distribution.ts";
import { intersectionSpace, type SearchSpace, sameSpace } from "../../space/search-space.ts";
import type { LogId } from "../../trial/trial.ts";

/** Own trials from which on strangers' no longer say what belongs together: as many as TPE draws blindly. */
const ENOUGH_OWN = 10;

/** Before that, the share of all trials whose spaces count, the commonest first: what is odd is left out. */
const COMMON = 0.95;

/** Numbers asked for whose trials have not ended: of those that were given up the oldest are forgotten. */
const MAX_PENDING = 1_000;

/** Parameters that belong together, as far as the spaces seen tell; null before the first. */
type Parts = readonly SearchSpace[] | null;

/**
 * Which of the parameters asked for belong together, so that a joint model can be made of them. This peer's own trials
 * decide; until there are ten, those of all, odd ones aside: nobody else's trial can take the joint model apart.
 */
export class JointSpaces {
  readonly #divide: (parts: Parts, space: SearchSpace) => readonly SearchSpace[];
  readonly #within: (space: SearchSpace, part: SearchSpace) => SearchSpace;
  #revision = -1;
  #row = 0;
  #counts = new Map<SearchSpace, number>();
  #nextNumber = 0;
  #pending: number[] = [];
  #ownTrials = 0;
  #ownSpaces = new Set<SearchSpace>();
  #ownParts: Parts = null;
  #seen: { readonly space: SearchSpace; readonly size: number; readonly parts: Parts } | null = null;
  #spaces: readonly SearchSpace[] = [];

  /**
   * With `isGrouped` parameters belong together that always come together (Optuna's group decomposition); else those
   * that come in every trial with equal distributions (its intersection search space).
   */
  constructor(isGrouped: boolean) {
    this.#divide = isGrouped ? divided : intersected;
    this.#within = isGrouped ? namedIn : (space, part) => intersectionSpace([space, part]);
  }

  /** Whether trials differ in their spaces. */
  get isVaried(): boolean {
    return this.#ownTrials >= ENOUGH_OWN ? this.#ownSpaces.size > 1 : this.#counts.size > 1;
  }

  /** Disjoint parts of the space asked for, none empty; the same object until they change. */
  update({ history, space, log, number }: SampleRequest): readonly SearchSpace[] {
    this.#readAll(history);
    this.#readOwn(history, log, number);
    const isOwn = this.#ownTrials >= ENOUGH_OWN;
    const size = isOwn ? -1 : history.size;
    const seen = this.#seen;
    if (seen?.space === space && seen.size === size && (!isOwn || seen.parts === this.#ownParts)) return this.#spaces;
    const parts = isOwn ? this.#ownParts : commonest(this.#counts).reduce(this.#divide, null as Parts);
    this.#seen = { space, size, parts };
    const spaces = (parts ?? []).map((part) => this.#within(space, part)).filter((part) => part.names.length > 0);
    const isSame =
      spaces.length === this.#spaces.length && spaces.every((it, i) => sameSpace(it, this.#spaces[i] ?? it));
    if (!isSame) this.#spaces = spaces;
    return this.#spaces;
  }

  #readAll(history: History): void {
    if (this.#revision !== history.revision) {
      this.#revision = history.revision;
      this.#row = 0;
      this.#counts = new Map();
    }
    for (; this.#row < history.size; this.#row++) {
      if (history.state(this.#row) === "failed" || !history.isCounted(this.#row)) continue;
      const space = history.space(this.#row);
      this.#counts.set(space, (this.#counts.get(space) ?? 0) + 1);
    }
  }

  #readOwn(history: History, log: LogId, number: number): void {
    while (this.#nextNumber < number) this.#pending.push(this.#nextNumber++);
    const pending: number[] = [];
    for (const asked of this.#pending) {
      const row = history.rowOf({ log, number: asked });
      if (row < 0) pending.push(asked);
      else if (history.state(row) !== "failed") this.#enterOwn(history.space(row));
    }
    this.#pending = pending.length > MAX_PENDING ? pending.slice(-MAX_PENDING) : pending;
  }

  #enterOwn(space: SearchSpace): void {
    this.#ownTrials += 1;
    if (this.#ownSpaces.has(space)) return;
    this.#ownSpaces.add(space);
    this.#ownParts = this.#divide(this.#ownParts, space);
  }
}

/** The spaces that all but a few trials have. */
function commonest(counts: ReadonlyMap<SearchSpace, number>): SearchSpace[] {
  let left = COMMON * [...counts.values()].reduce((sum, count) => sum + count, 0);
  const spaces: SearchSpace[] = [];
  for (const [space, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    if (left <= 0) break;
    spaces.push(space);
    left -= count;
  }
  return spaces;
}

const intersected = (parts: Parts, space: SearchSpace): readonly SearchSpace[] => [
  intersectionSpace([...(parts ?? []), space]),
];

/** Every part falls into what the space has and what it lacks; what is new to it is a part of its own. */
function divided(parts: Parts, space: SearchSpace): readonly SearchSpace[] {
  const names = new Set(space.names);
  const fresh = new Set(names);
  const next: SearchSpace[] = [];
  for (const part of parts ?? []) {
    for (const name of part.names) fresh.delete(name);
    next.push(
      filtered(part, (name) => names.has(name)),
      filtered(part, (name) => !names.has(name)),
    );
  }
  next.push(filtered(space, (name) => fresh.has(name)));
  return next.filter((part) => part.names.length > 0);
}

function namedIn(space: SearchSpace, part: SearchSpace): SearchSpace {
  const names = new Set(part.names);
  const asked = filtered(space, (name) => names.has(name));
  const isOpen = new Set(asked.names.filter((_, i) => !isFixed(asked, i)));
  return isOpen.size === asked.names.length ? asked : filtered(asked, (name) => isOpen.has(name));
}

const isFixed = ({ distributions }: SearchSpace, i: number): boolean => {
  const distribution = distributions[i];
  return distribution === undefined || isSingle(distribution);
};

function filtered({ names, distributions }: SearchSpace, isKept: (name: string) => boolean): SearchSpace {
  const flags = names.map(isKept);
  return { names: names.filter((_, i) => flags[i]), distributions: distributions.filter((_, i) => flags[i]) };
}
