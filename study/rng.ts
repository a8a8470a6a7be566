/** A seeded stream of chance; the only source of it in the pure rooms. */
export interface Rng {
  /** Unsigned 32-bit integer. */
  nextUint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
}
