/** One value per slot, and the linked slots by ascending value (ties by slot): who stands next to whom. */
export class Neighbours {
  values = new Float64Array(0);
  #order = new Uint32Array(0);
  #count = 0;

  /** Linked slots. */
  get count(): number {
    return this.#count;
  }

  grow(capacity: number): void {
    this.values = resized(this.values, capacity);
    const order = new Uint32Array(capacity);
    order.set(this.#order);
    this.#order = order;
  }

  /** The slot at a place of the order. */
  at(place: number): number {
    return this.#order[place] as number;
  }

  /** Puts a slot, whose value is set, among the others; its place. */
  link(slot: number): number {
    const place = this.#placeOf(slot);
    this.#order.copyWithin(place + 1, place, this.#count);
    this.#order[place] = slot;
    this.#count += 1;
    return place;
  }

  /** Takes a linked slot out; the place it had. */
  unlink(slot: number): number {
    const place = this.#placeOf(slot);
    this.#order.copyWithin(place, place + 1, this.#count);
    this.#count -= 1;
    return place;
  }

  /** Links exactly these slots. */
  linkAll(slots: Uint32Array): void {
    const { values } = this;
    this.#count = slots.length;
    this.#order.set(slots);
    this.#order.subarray(0, this.#count).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  }

  /** The larger gap to a neighbour; the outermost have `low` and `high` as neighbours, where given. */
  gap(place: number, low = Number.NaN, high = Number.NaN): number {
    const middle = this.#valueAt(place);
    const left = middle - (place > 0 ? this.#valueAt(place - 1) : low);
    const right = (place + 1 < this.#count ? this.#valueAt(place + 1) : high) - middle;
    return left >= right || Number.isNaN(right) ? left : right;
  }

  #valueAt(place: number): number {
    return this.values[this.#order[place] as number] as number;
  }

  #placeOf(slot: number): number {
    const { values } = this;
    const order = this.#order;
    const value = values[slot] as number;
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = order[middle] as number;
      const otherValue = values[other] as number;
      if (otherValue < value || (otherValue === value && other < slot)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A longer copy. */
export function resized(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(array);
  return larger;
}
