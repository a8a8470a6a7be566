/** Points in [0, 1)^dimensions; runs with different starts in [0, 1) have none in common. */
export interface QmcSequence {
  point(start: number, number: number, dimensions: number): Float64Array;
}
