/**
 * What the seed has seen of a member itself: no offer for it yet (untried), only such as nobody answered (silent), answers to
 * tabs of one network, or of several.
 */
export type Standing = "silent" | "untried" | "one-network" | "several";

export interface Placed {
  readonly address: string;
  standing: Standing;
}

/** Who answered tabs of several networks comes first this often: what one network says of itself is easily made up. */
const SEVERAL_FIRST = 0.75;

/** The members of one room that come from one network. */
export class Crowd<Member extends Placed> {
  /** Each in the order of arrival. */
  readonly #by: Readonly<Record<Standing, Member[]>> = { silent: [], untried: [], "one-network": [], several: [] };

  get size(): number {
    return this.proven + this.unproven;
  }

  /** How many have answered somebody. */
  get proven(): number {
    return this.#by["one-network"].length + this.#by.several.length;
  }

  get unproven(): number {
    return this.#by.silent.length + this.#by.untried.length;
  }

  add(member: Member): void {
    this.#by[member.standing].push(member);
  }

  remove(member: Member): void {
    const all = this.#by[member.standing];
    const place = all.indexOf(member);
    if (place >= 0) all.splice(place, 1);
  }

  /** Who is missed least: that never answered, then who came last. */
  least(): Member | undefined {
    const { silent, untried, several } = this.#by;
    return silent[0] ?? untried.at(-1) ?? this.#by["one-network"].at(-1) ?? several.at(-1);
  }

  /** Those that have answered somebody, in random order, each once. */
  *provenInTurn(random: () => number): Generator<Member, void> {
    const several = inRandomOrder(this.#by.several, random);
    const one = inRandomOrder(this.#by["one-network"], random);
    for (;;) {
      const [first, second] = random() < SEVERAL_FIRST ? [several, one] : [one, several];
      const next = first.next();
      const drawn = next.done === true ? second.next() : next;
      if (drawn.done === true) return;
      yield drawn.value;
    }
  }

  /**
   * Of the others those that are `wanted`, each once: who came first, who came last, then one of all, and so on. Nobody who comes
   * later takes the place of the first, and nobody who came earlier that of the last; who was tried in vain is left to chance.
   */
  *unprovenInTurn(random: () => number, wanted: (member: Member) => boolean): Generator<Member, void> {
    const untried = this.#by.untried.filter(wanted);
    const chance = inRandomOrder([...untried, ...this.#by.silent.filter(wanted)], random);
    const drawn = new Set<Member>();
    let [first, last] = [0, untried.length - 1];
    for (let turn = 0; ; turn++) {
      let member: Member | undefined;
      if (turn % 3 === 0) member = untried[first++];
      else if (turn % 3 === 1) member = untried[last--];
      else {
        const next = chance.next();
        if (next.done === true) return;
        member = next.value;
      }
      if (member === undefined || drawn.has(member)) continue;
      drawn.add(member);
      yield member;
    }
  }
}

/** A partial shuffle: who stops early has paid for what was drawn alone. */
export function* inRandomOrder<Item>(items: readonly Item[], random: () => number): Generator<Item, void> {
  const moved = new Map<number, number>();
  for (let i = 0; i < items.length; i++) {
    const j = i + Math.floor(random() * (items.length - i));
    const item = items[moved.get(j) ?? j];
    moved.set(j, moved.get(i) ?? i);
    if (item !== undefined) yield item;
  }
}
