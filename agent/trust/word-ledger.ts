import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { notePeer, type SignedNote } from "../../swarm/notes/note.ts";
import type { EngineClass } from "../tell/engine-class.ts";
import { decodeNote } from "../tell/note-codec.ts";
import { trialDigest } from "./trial-digest.ts";

/** Trials of which somebody spoke: as many as there are notes of all keys. */
const MAX_TRIALS = 8_192;
/** Keys that speak of one trial: more say nothing new. */
const MAX_WORDS = 1_024;

interface Word {
  /** Of what was found, base64url. */
  readonly digest: string;
  readonly engine: EngineClass;
  readonly isDispute: boolean;
}

/** What others say of a trial, as far as they mean the trial that is held here. */
export interface WordsOf {
  readonly attesting: readonly PeerId[];
  readonly disputing: readonly { readonly peer: PeerId; readonly engine: EngineClass }[];
}

const NO_WORDS: WordsOf = { attesting: [], disputing: [] };

/**
 * Who attests and who disputes what, from their signed notes; the same whatever the order in which they came. A key that says
 * both of one trial has said nothing.
 */
export class WordLedger {
  readonly #byTrial = new Map<TrialId, Map<PeerId, Word | "both">>();

  /** The trial that a note speaks of; null if it speaks of none, cannot be read, or says what was known. */
  note(note: SignedNote): TrialId | null {
    if (note.kind !== "attestation" && note.kind !== "dispute") return null;
    const body = decodeNote(note.kind, note.body);
    if (!body.ok) return null;
    const { trial, hash, engine } = body.value;
    const words = this.#wordsOn(trial);
    const peer = notePeer(note);
    const word: Word = { digest: base64url(hash), engine, isDispute: note.kind === "dispute" };
    const before = words.get(peer);
    if (before === "both") return null;
    if (before === undefined) {
      if (words.size >= MAX_WORDS) return null;
      words.set(peer, word);
      return trial;
    }
    if (before.digest === word.digest && before.isDispute === word.isDispute) return null;
    words.set(peer, "both");
    return trial;
  }

  /** Whether anybody has spoken of the trial. */
  hasAny(trial: TrialId): boolean {
    return this.#byTrial.has(trial);
  }

  /** Of a trial whose digest is this, base64url; its author's own word says nothing. */
  of(trial: TrialId, digest: string, author: PeerId): WordsOf {
    const words = this.#byTrial.get(trial);
    if (words === undefined) return NO_WORDS;
    const attesting: PeerId[] = [];
    const disputing: { peer: PeerId; engine: EngineClass }[] = [];
    for (const [peer, word] of words) {
      if (word === "both" || peer === author || word.digest !== digest) continue;
      if (word.isDispute) disputing.push({ peer, engine: word.engine });
      else attesting.push(peer);
    }
    return { attesting, disputing };
  }

  /** A key was found to have signed two histories: its words are gone. */
  forget(peer: PeerId): void {
    for (const words of this.#byTrial.values()) words.delete(peer);
  }

  #wordsOn(trial: TrialId): Map<PeerId, Word | "both"> {
    let words = this.#byTrial.get(trial);
    if (words === undefined) {
      if (this.#byTrial.size >= MAX_TRIALS) {
        const [oldest] = this.#byTrial.keys();
        if (oldest !== undefined) this.#byTrial.delete(oldest);
      }
      words = new Map();
      this.#byTrial.set(trial, words);
    }
    return words;
  }
}

/** What others say of a trial as it was told here. */
export class TrialWords {
  readonly #ledger: WordLedger;
  /** Of what was told, base64url. */
  readonly #digests = new WeakMap<FinishedTrial, string>();

  constructor(ledger: WordLedger) {
    this.#ledger = ledger;
  }

  /** Whether anybody has spoken of it at all, which is cheaper to know than whether somebody means just this one. */
  hasAny(trial: FinishedTrial): boolean {
    return this.#ledger.hasAny(trialId(trial));
  }

  of(trial: FinishedTrial, author: PeerId): WordsOf {
    let digest = this.#digests.get(trial);
    if (digest === undefined) {
      digest = base64url(trialDigest(trial));
      this.#digests.set(trial, digest);
    }
    return this.#ledger.of(trialId(trial), digest, author);
  }
}
