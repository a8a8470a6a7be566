/** What sealing adds to a text (`sealing.ts`): a tag of 128 bits. */
export const SEAL_BYTES = 16;
