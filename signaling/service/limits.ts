/** Some 2 kB each in memory while they rest; a seed that keeps more wants a machine of its own. */
export const MAX_STUDIES = 500;
/** Of one network: whoever makes more makes them for somebody else's disk. */
export const MAX_STUDIES_OF_NETWORK = 100;
/** At some 2 kB a row 200 MB of disk; a sampler learns nothing from more. */
export const MAX_TRIALS_OF_STUDY = 100_000;
/** Of all studies: 4 GB of disk at most, and a start that reads for a minute. */
export const MAX_TRIALS_IN_ALL = 1_000_000;
/** Given out and not told: each is looked at when its lease may have ended. */
export const MAX_RUNNING = 10_000;
/** Waiting parameter sets of one study. */
export const MAX_QUEUED = 1_000;
export const MAX_TOKENS = 256;
/** A worker that trains for hours says so by a report now and then. */
export const DEFAULT_LEASE_MS = 600_000;
export const MIN_LEASE_MS = 1_000;
export const MAX_LEASE_MS = 7 * 86_400_000;
export const MAX_RETRIES = 100;
/** Nobody has called it for so long: nobody will. */
export const KEPT_UNUSED_MS = 90 * 86_400_000;
/** Trials in one answer. */
export const MAX_PAGE = 1_000;
/** Who looks on at one study, and at all; each holds a socket. */
export const MAX_STREAMS_OF_STUDY = 64;
export const MAX_STREAMS = 512;
/** Of these the seed is a member for good: half of the rooms that one address is let into. */
export const MAX_SHARED = 16;
