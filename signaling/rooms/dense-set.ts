/** A set that a random item of is found in at once. */
export class DenseSet<Item> {
  readonly #items: Item[] = [];
  readonly #places = new Map<Item, number>();

  get items(): readonly Item[] {
    return this.#items;
  }

  keep(item: Item, isIn: boolean): void {
    const place = this.#places.get(item);
    if (isIn === (place !== undefined)) return;
    if (place === undefined) {
      this.#places.set(item, this.#items.length);
      this.#items.push(item);
      return;
    }
    const last = this.#items.pop();
    this.#places.delete(item);
    if (last === undefined || last === item) return;
    this.#items[place] = last;
    this.#places.set(last, place);
  }
}
