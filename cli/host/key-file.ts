import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { SECRET_BYTES } from "../../worker/store/stored-records.ts";
import { Failure } from "../words/misuse.ts";

const Shape = v.object({
  secret: v.pipe(
    v.string(),
    v.transform((text) => new Uint8Array(Buffer.from(text, "base64url"))),
    v.check(({ length }) => length === SECRET_BYTES),
  ),
});

/** A key's file is a line. */
const MAX_KEY_BYTES = 1_024;

/** The peer's Ed25519 secret, made on first use; of two that begin at once both get the same. Only its owner can read the file. */
export function loadSecret(path: string): Uint8Array {
  const fresh = `${JSON.stringify({ secret: randomBytes(SECRET_BYTES).toString("base64url") })}\n`;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(draft, fresh, { mode: 0o600, flush: true });
    // Whole or not at all, and never in the place of one that is there.
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecret(path);
}

function readSecret(path: string): Uint8Array {
  try {
    const found = statSync(path);
    const text = found.isFile() && found.size <= MAX_KEY_BYTES ? readFileSync(path, "utf8") : "";
    const read = v.safeParse(Shape, JSON.parse(text));
    if (read.success) return read.output.secret;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Failure(`${path} is no key of this program: move it away, or choose another name with --uid.`);
}
