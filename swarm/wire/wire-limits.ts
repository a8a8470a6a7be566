/** 1 MiB: the largest segment fits three times, and one stranger cannot make us hold more. */
export const MAX_MESSAGE_BYTES = 1 << 20;
/** A whole history in small segments comes in few messages; bytes end most messages earlier. */
export const MAX_SEGMENTS_PER_MESSAGE = 256;
/** 64 of the largest statuses are 290 KB. */
export const MAX_STATUSES_PER_MESSAGE = 64;
/** 150 KB; enough for the logs of a study in five messages. */
export const MAX_HEADS_PER_MESSAGE = 4096;
/** 64 ranges that differ, each split in 64. */
export const MAX_RANGES_PER_MESSAGE = 4096;
/** Logs that grew within half a minute; more of them and the ranges do the work. */
export const MAX_RECENT_HEADS = 64;
export const MAX_WANTED_RANGES = 256;
/** HyParView's shuffle carries 8. */
export const MAX_ADDRESSES_PER_MESSAGE = 16;
/** 64 proofs are 40 KB. */
export const MAX_PROOFS_PER_MESSAGE = 64;
/** Of the usual size 16 KB; the largest commands go in several messages. */
export const MAX_NOTES_PER_MESSAGE = 64;
/** A status older than this is of a peer long gone. */
export const MAX_AGE_MS = 3_600_000;
/** A hundred years: a study that has been going on for longer is nonsense. */
export const MAX_STUDY_MS = 3_155_760_000_000;
export const MAX_UINT32 = 2 ** 32 - 1;
