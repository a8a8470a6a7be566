/** A tab's whole upload budget twice over: a pair that talks by the relay lacks nothing but speed. */
export const PAIR_BYTES_PER_SECOND = 64_000;
/** A network's bounds; a hall behind one address has direct links among its own. */
const NETWORK_BYTES_PER_SECOND = 1_000_000;
/** 64 Mbit/s, which a small server has; some 125 pairs that never pause. */
const TOTAL_BYTES_PER_SECOND = 8_000_000;
/** Ends, two for each pair. Each holds 150 KiB at the very most: 150 MiB. */
const MAX_ENDS = 1_024;
const MAX_ENDS_OF_NETWORK = 64;
/** The swarm keeps 8 links for each study. */
const MAX_ENDS_OF_ADDRESS = 16;

export interface RelayLimits {
  readonly pairBytesPerSecond?: number;
  readonly networkBytesPerSecond?: number;
  readonly totalBytesPerSecond?: number;
  readonly maxEnds?: number;
  readonly maxEndsOfNetwork?: number;
  readonly maxEndsOfAddress?: number;
}

export const relayLimits = (given: RelayLimits = {}): Required<RelayLimits> => ({
  pairBytesPerSecond: PAIR_BYTES_PER_SECOND,
  networkBytesPerSecond: NETWORK_BYTES_PER_SECOND,
  totalBytesPerSecond: TOTAL_BYTES_PER_SECOND,
  maxEnds: MAX_ENDS,
  maxEndsOfNetwork: MAX_ENDS_OF_NETWORK,
  maxEndsOfAddress: MAX_ENDS_OF_ADDRESS,
  ...given,
});
