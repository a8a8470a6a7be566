import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const SECRET_BYTES = 32;

/** The archive's secret, the same at every start; made where it is missing, for this user's eyes alone. */
export function archiveSecret(path: string): Uint8Array {
  try {
    const found = readFileSync(path);
    if (found.length === SECRET_BYTES) return new Uint8Array(found);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const secret = randomBytes(SECRET_BYTES);
  writeFileSync(path, secret, { mode: 0o600 });
  return new Uint8Array(secret);
}
