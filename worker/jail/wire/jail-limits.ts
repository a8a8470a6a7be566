/** One message out of the jail: a thousand trials of eight parameters with room to spare; takes under 20 ms to check. */
export const MAX_MESSAGE_BYTES = 1 << 20;
/** Messages on their way to the engine. Measured: with 64 the engine's 50 ms timer is never late by more than 51 ms. */
export const MAX_IN_FLIGHT = 64;
/** An honest worker never has more than 17 MiB on their way: so many messages of the largest size, and the current one. */
export const MAX_IN_FLIGHT_BYTES = 20 << 20;
/** The honest runtime waits for the engine long before the supervisor would call it a flood. */
export const MAX_UNACKNOWLEDGED = 16;
/** Errors thrown outside of any trial (forgotten timers) since the worker started. A loop reaches this in milliseconds. */
export const MAX_STRAY_ERRORS = 1_000;
/** Outcomes leave when this many wait, so that a message stays far below its limit... */
export const MAX_CHUNK_TRIALS = 1_000;
/** ...or when the row numbers do: half of a message. */
export const MAX_CHUNK_NUMBERS = 1 << 16;
/** ...or when the oldest has waited this long: a finished trial is soon known, and a message costs little beside it. */
export const CHUNK_INTERVAL_MS = 20;
/** Half of what may be in flight: a synchronous objective hears of nobody until it returns, and reports no more by then. */
export const MAX_WAITING_REPORTS = 32;
/** Intermediate values are shown to people: ten a second are enough. */
export const REPORT_INTERVAL_MS = 100;
/** Lines of the objective's console that reach the browser's own, per worker: enough to find a mistake. */
export const MAX_CONSOLE_LINES = 100;
/** A program that takes longer than this to load hangs. */
export const MAX_LOAD_MS = 10_000;
