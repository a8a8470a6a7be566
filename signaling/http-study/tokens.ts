import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import type { TokenKey, TokenKind, TokenRecord } from "./study-record.ts";

const LETTER: Readonly<Record<TokenKind, string>> = { owner: "o", worker: "w", coordinator: "c" };
const TOKEN = /^wg[owc]_[\w-]{43}$/;

/** 256 bits nobody can guess; what is kept of them is their hash, and the key that tells what they tell. */
export function newToken(kind: TokenKind, name: string): { readonly token: string; readonly record: TokenRecord } {
  const token = `wg${LETTER[kind]}_${randomBytes(32).toString("base64url")}`;
  return { token, record: { hash: hashOf(token), kind, name, key: newKey() } };
}

/** Ed25519. It is no part of the token: whoever has that can tell by this seed and nowhere else. */
export function newKey(): TokenKey {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { secret: bytesOf(d), publicKey: bytesOf(x) };
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));

/** Which token it is; null for text that is none. Found by its hash, so that how long it takes says nothing of it. */
export const tokenHash = (text: string): string | null => (TOKEN.test(text) ? hashOf(text) : null);

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
