/** Who is there and new bests take as much with many tabs: with less, a tab would tell hardly anything else. */
export const LEAST_SEND_BYTES_PER_SECOND = 4_000;

/** All that a tab ever sends for a study: 32 kB a second of news, and 256 to those who ask for what is past. */
export const MOST_SEND_BYTES_PER_SECOND = 288_000;
