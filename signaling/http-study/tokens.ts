import { createHash, randomBytes } from "node:crypto";
import type { TokenKind, TokenRecord } from "./study-record.ts";

const LETTER: Readonly<Record<TokenKind, string>> = { owner: "o", worker: "w", coordinator: "c" };
const TOKEN = /^wg[owc]_[\w-]{43}$/;

/** 256 bits nobody can guess; what is kept of them is their hash. */
export function newToken(kind: TokenKind, name: string): { readonly token: string; readonly record: TokenRecord } {
  const token = `wg${LETTER[kind]}_${randomBytes(32).toString("base64url")}`;
  return { token, record: { hash: hashOf(token), kind, name } };
}

/** Which token it is; null for text that is none. Found by its hash, so that how long it takes says nothing of it. */
export const tokenHash = (text: string): string | null => (TOKEN.test(text) ? hashOf(text) : null);

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
