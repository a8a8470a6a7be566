/**
 * The points that wait until a generation is full. The best of the generations before stand among them: they cost no
 * trial, and what is learned from the new ones is measured against them.
 */

/** Points kept from before. At 300 trials of BBOB two are better than none by 0.36 in log10, four by 0.39; at 3,000 trials worse. */
const KEPT = 2;
/** Hansen's tutorial, B.4: where so many are as good as the best, the search is too narrow to tell points apart. */
const FLAT_SHARE = 0.7;
/** Generations a point is kept: what was lucky once (noise, a lesser valley) does not hold the search for ever. */
const MAX_AGE = 8;

export class Generation {
  count = 0;
  readonly #numbers: number;
  readonly #categories: number;
  /** Coordinates of the numerical parameters, point after point. */
  points = new Float64Array(0);
  /** By how much the place each is measured from lies off the mean. */
  shifts = new Float64Array(0);
  /** Indices of the choices, point after point. */
  choices = new Int32Array(0);
  losses = new Float64Array(0);
  /** Places, best first. */
  order = new Int32Array(0);
  #violations = new Float64Array(0);
  #ages = new Int32Array(0);

  constructor(numbers: number, categories: number) {
    this.#numbers = numbers;
    this.#categories = categories;
  }

  /** Points that a full generation has. */
  get size(): number {
    return this.losses.length;
  }

  get isFull(): boolean {
    return this.count === this.size;
  }

  /** Whether most points of a full generation are as good as the best. */
  get isFlat(): boolean {
    for (let rank = Math.ceil(FLAT_SHARE * this.size) - 1; rank > 0; rank--) if (!this.isLevel(rank)) return false;
    return true;
  }

  /** Whether the points of ranks `rank` - 1 and `rank` are equally good. */
  isLevel(rank: number): boolean {
    const [a, b] = [this.order[rank - 1] as number, this.order[rank] as number];
    return this.#violations[a] === this.#violations[b] && this.losses[a] === this.losses[b];
  }

  /** Begins anew with room for `population` points beside the best of those it had. */
  next(population: number): void {
    const kept: number[] = [];
    for (let r = 0; r < this.count && kept.length < KEPT; r++) {
      const place = this.order[r] as number;
      if ((this.#ages[place] as number) + 1 < MAX_AGE) kept.push(place);
    }
    const saved = kept.map((place) => this.#save(place));
    this.#makeRoom(population + kept.length);
    for (const point of saved) {
      this.points.set(point.x, this.count * this.#numbers);
      this.choices.set(point.choices, this.count * this.#categories);
      this.enter(point.loss, point.violation, point.age + 1);
    }
  }

  /** Begins anew with room for `population` points, and none kept. */
  clear(population: number): void {
    this.#makeRoom(population);
  }

  /** Ranks the point just written to place `count`: feasible ones by loss, then the others by violation. */
  enter(loss: number, violation: number, age = 0): void {
    const place = this.count;
    this.losses[place] = loss;
    this.#violations[place] = violation;
    this.#ages[place] = age;
    let at = place;
    for (; at > 0 && !this.#isBehind(place, this.order[at - 1] as number); at--) {
      this.order[at] = this.order[at - 1] as number;
    }
    this.order[at] = place;
    this.count += 1;
  }

  #save(place: number) {
    const [n, c] = [this.#numbers, this.#categories];
    return {
      x: this.points.slice(place * n, (place + 1) * n),
      choices: this.choices.slice(place * c, (place + 1) * c),
      loss: this.losses[place] as number,
      violation: this.#violations[place] as number,
      age: this.#ages[place] as number,
    };
  }

  #makeRoom(size: number): void {
    this.count = 0;
    this.shifts.fill(0);
    if (this.size === size) return;
    this.points = new Float64Array(size * this.#numbers);
    this.shifts = new Float64Array(size * this.#numbers);
    this.choices = new Int32Array(size * this.#categories);
    this.losses = new Float64Array(size);
    this.order = new Int32Array(size);
    this.#violations = new Float64Array(size);
    this.#ages = new Int32Array(size);
  }

  /** Whether point a comes after point b; of two equal ones the earlier does, so that what is kept moves on over a plateau. */
  #isBehind(a: number, b: number): boolean {
    const [va, vb] = [this.#violations[a] as number, this.#violations[b] as number];
    if (va !== vb) return va > vb;
    return (this.losses[a] as number) > (this.losses[b] as number);
  }
}
