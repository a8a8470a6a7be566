/** Studies at once: a seed lets an address into so many rooms, and an agent holds tens of MB of a large study. */
export const MAX_OPEN = 32;
/** Studies on disk; each has 64 MiB of segments at most. */
export const MAX_ARCHIVED = 500;
/** Of all studies together: above that no further study is taken in. */
export const MAX_ARCHIVE_BYTES = 8 * 2 ** 30;
/** Nobody has worked on it for so long: nobody will. */
export const ARCHIVED_UNUSED_MS = 90 * 86_400_000;
