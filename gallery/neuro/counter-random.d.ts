/** What one call of `threefry` leaves behind. */
export declare const drawn: Uint32Array;
/** Two words for the counter, in `drawn`. */
export declare function threefry(key0: number, key1: number, counter0: number, counter1: number): void;
