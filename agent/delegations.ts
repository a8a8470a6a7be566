import { base64urlBytes, type PeerId, PUBLIC_KEY_BYTES, peerIdOf } from "../swarm/ids.ts";
import type { SignedNote } from "../swarm/notes/note.ts";
import { isToldByHttp, type StudySpec } from "../study/spec/spec.ts";
import { decodeNote } from "./tell/note-codec.ts";

/** The keys that work for a study's author, by its signed word, and whose trials count. */
export class Delegations {
  readonly #author: PeerId | null;
  readonly #onlyAuthors: boolean;
  readonly #names = new Map<PeerId, string>();

  constructor(spec: Pick<StudySpec, "author" | "objective">) {
    const key = base64urlBytes(spec.author.key, PUBLIC_KEY_BYTES);
    this.#author = key && peerIdOf(key);
    this.#onlyAuthors = isToldByHttp(spec);
  }

  /** Whose key it is, and what the author calls it; null for a note that delegates nothing. The swarm has checked whose note it is. */
  noted({ kind, body }: SignedNote): { readonly peer: PeerId; readonly name: string } | null {
    const told = kind === "delegation" ? decodeNote(kind, body) : null;
    if (told?.ok !== true) return null;
    const { publicKey, name } = told.value;
    const peer = peerIdOf(publicKey);
    this.#names.set(peer, name);
    return { peer, name };
  }

  /** Whether a peer's trials are trials of this study. Where nobody can run one again they are only its author's and the author's keys'. */
  counts(peer: PeerId): boolean {
    return !this.#onlyAuthors || peer === this.#author || this.#names.has(peer);
  }
}
