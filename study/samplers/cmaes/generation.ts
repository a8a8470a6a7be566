/** The points that wait until a generation is full. */
export class Generation {
  count = 0;
  readonly #numbers: number;
  readonly #categories: number;
  /** Steps of the numerical parameters in units of sigma, point after point. */
  steps = new Float64Array(0);
  /** Indices of the choices, point after point. */
  choices = new Int32Array(0);
  losses = new Float64Array(0);
  violations = new Float64Array(0);
  order = new Int32Array(0);

  constructor(numbers: number, categories: number) {
    this.#numbers = numbers;
    this.#categories = categories;
  }

  /** Makes room for `population` points, and forgets those it had. */
  start(population: number): void {
    this.count = 0;
    if (this.losses.length === population) return;
    this.steps = new Float64Array(population * this.#numbers);
    this.choices = new Int32Array(population * this.#categories);
    this.losses = new Float64Array(population);
    this.violations = new Float64Array(population);
    this.order = new Int32Array(population);
  }

  get isFull(): boolean {
    return this.count === this.losses.length;
  }

  /** Ranks the point just written to place `count`: feasible ones by loss, then the others by violation. */
  enter(loss: number, violation: number): void {
    const place = this.count;
    this.losses[place] = loss;
    this.violations[place] = violation;
    let at = place;
    for (; at > 0 && !this.#isBehind(place, this.order[at - 1] as number); at--) {
      this.order[at] = this.order[at - 1] as number;
    }
    this.order[at] = place;
    this.count += 1;
  }

  /** Whether point a comes after point b; the later of two equal ones does. */
  #isBehind(a: number, b: number): boolean {
    const [va, vb] = [this.violations[a] as number, this.violations[b] as number];
    if (va !== vb) return va > vb;
    return (this.losses[a] as number) >= (this.losses[b] as number);
  }
}
