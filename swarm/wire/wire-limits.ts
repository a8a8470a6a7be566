/** 1 MiB: the largest segment fits three times, and one stranger cannot make us hold more. */
export const MAX_MESSAGE_BYTES = 1 << 20;
/** A whole history in small segments comes in few messages; bytes end most messages earlier. */
export const MAX_SEGMENTS_PER_MESSAGE = 256;
/** 64 of the largest statuses are 290 KB. */
export const MAX_STATUSES_PER_MESSAGE = 64;
/** 85 KB; enough for the logs of a study in ten messages. */
export const MAX_SUMS_PER_MESSAGE = 2_048;
/** Logs that grew within half a minute, and some more; the buckets do the rest. */
export const MAX_RECENT_LOGS = 72;
/** Of 190 bytes each: half of all neighbours of a crowd that leaves. */
export const MAX_WORDS_PER_MESSAGE = 64;
/** As large as the body of a status. */
export const MAX_RUNNING_BYTES = 4 * 1024;
/** 200 trials of forty numbers each; two neighbours together tell a newcomer less than half of what it is meant to wait for. */
export const MAX_PREVIEW_BYTES = 64 * 1024;
/** 4 bytes for each log that is followed at most, twice over. */
export const MAX_KNOWN_BYTES = 16 * 1024;
export const MAX_WANTED_RANGES = 256;
/** HyParView's shuffle carries 8. */
export const MAX_ADDRESSES_PER_MESSAGE = 16;
/** 64 proofs are 40 KB. */
export const MAX_PROOFS_PER_MESSAGE = 64;
/** Of the usual size 16 KB; the largest commands go in several messages. */
export const MAX_NOTES_PER_MESSAGE = 64;
/** 1 to 16 KB each; bytes end most messages earlier. */
export const MAX_CELLS_PER_MESSAGE = 64;
/** 8 KB; what a whole swarm says in a minute goes in a few. */
export const MAX_KEYS_PER_MESSAGE = 1_024;
/** Of records: the largest goes four times, and other messages pass between. */
export const MAX_EPOCHS_BYTES = 256 << 10;
/** A status older than this is of a peer long gone. */
export const MAX_AGE_MS = 3_600_000;
/** A hundred years: a study that has been going on for longer is nonsense. */
export const MAX_STUDY_MS = 3_155_760_000_000;
export const MAX_UINT32 = 2 ** 32 - 1;
