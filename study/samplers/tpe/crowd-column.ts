/** Kernels that may still matter at a point: their slots, and what is known of their ln density. */
export interface Survivors {
  readonly slots: Uint32Array;
  readonly terms: Float64Array;
}

/**
 * One parameter of a crowd: a kernel per linked slot. What it adds to a kernel's ln density at a point is a constant of
 * the slot, and something never above 0 that depends on the point.
 */
export interface CrowdColumn {
  grow(capacity: number): void;
  /** Links a slot with this value; slots whose kernels changed go to `changed`. */
  link(slot: number, value: number, changed: Uint32Array, size: number): number;
  /** Takes a slot out; slots whose kernels changed go to `changed` from `size` on. Returns how many there are then. */
  unlink(slot: number, changed: Uint32Array, size: number): number;
  /** Links exactly these slots; `values` by slot. */
  linkAll(slots: Uint32Array, values: (slot: number) => number): void;
  /** How narrow a kernel may be, as a share of the range, and how many there will be; true if all kernels have changed. */
  setNarrowest(share: number, count: number): boolean;
  /** The slot's constant. */
  constant(slot: number): number;
  /** From now on the point's coordinate is x. Returns what x adds to every term alike. */
  moveTo(x: number): number;
  /** The prior's part at the point. */
  prior(): number;
  /** Adds the point's part to the first `count` terms; keeps those not below `floor`. Returns how many. */
  narrow(survivors: Survivors, count: number, floor: number): number;
  /** Adds what `narrow` left out because it may only lower terms. */
  correct?(survivors: Survivors, count: number): void;
}
