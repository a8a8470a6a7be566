/** Some hundred thousand trials; one longer is read for minutes by every program that opens it. */
export const MAX_JOURNAL_BYTES = 256 << 20;
/** At their longest 8 GiB of disk; each that is read anew takes seconds. */
export const MAX_JOURNALS = 32;
/** Records in one call. */
export const MAX_APPENDED = 1_000;
/** In one answer; a program that reads from the start makes some hundred calls for the longest. */
export const MAX_ANSWER_BYTES = 2 << 20;
/** Rows of one reading from disk, each at most as long as a call. */
export const ROWS_AT_ONCE = 200;
/** A call is made again within minutes; later its key means nothing. */
export const MAX_KEYS = 10_000;
/** Programs that change their ranges with every trial have no space in common, and nobody else's trials fit. */
export const MAX_SPACES = 1_000;
/** Kinds of trials that wait for a program that uses such; more are left out. */
export const MAX_WAITING_SPACES = 10_000;
