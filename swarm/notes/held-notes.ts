import { bytesEqual, isSmaller, type PeerId, peerIdOf } from "../ids.ts";
import { Shares } from "../log/shares.ts";
import {
  isAuthored,
  NOTE_KINDS,
  type NoteKind,
  type NoteName,
  noteHash,
  noteName,
  notePeer,
  type SignedNote,
} from "./note.ts";

/** A command every minute for sixteen hours. The first ones stay: what has been obeyed must not be forgotten. */
export const MAX_COMMANDS = 1_000;
/** Keys that work for a study's author, those that have been ended included. The first ones stay, too. */
export const MAX_DELEGATIONS = 1_000;
/** Of one key and kind. The newest stay: they speak of what is shown now. */
export const MAX_NOTES_PER_KEY_AND_KIND = 256;
/** Of all keys, the author's and the own ones apart: 8 MiB at their largest. */
export const MAX_NOTES = 8_192;
/** Notes are only given up for a key that then holds at most half as much: nobody takes turns. */
const EVICTION_RATIO = 2;

export type NoteAcceptance =
  | { readonly kind: "known" }
  /** Another note of this key and kind has its sequence and the smaller hash. */
  | { readonly kind: "lost" }
  /** No room, or nobody's to give. */
  | { readonly kind: "refused" }
  /** `replaced`: had its sequence until now. */
  | { readonly kind: "added"; readonly replaced: SignedNote | null };

/** Notes of one key and kind, by sequence. */
type Shelf = Map<number, SignedNote>;

/**
 * The notes that a peer keeps. Signatures are checked before.
 *
 * Of two notes with one key, kind and sequence the one with the smaller hash stays: whatever the order in which they come,
 * all tabs end with the same. The same holds for each key's limits. Only past `MAX_NOTES` it depends on the order: then the
 * key that holds most loses its oldest to one that holds at most half as much, and others are refused.
 */
export class HeldNotes {
  private readonly author: PeerId | null;
  private readonly own: PeerId;
  private readonly byName = new Map<NoteName, SignedNote>();
  private readonly shelves = new Map<PeerId, Map<NoteKind, Shelf>>();
  /** Of all kinds but the author's, and of all keys but the own. */
  private readonly shares = new Shares(1);
  private othersCount = 0;

  /** `authorKey`: whose commands count; null: nobody's. `own` always has room. */
  constructor(authorKey: Uint8Array | null, own: PeerId) {
    this.author = authorKey && peerIdOf(authorKey);
    this.own = own;
  }

  get size(): number {
    return this.byName.size;
  }

  /** False for a command or delegation of anybody but the author: no honest peer passes it on. */
  admits(note: SignedNote): boolean {
    return !isAuthored(note.kind) || notePeer(note) === this.author;
  }

  accept(note: SignedNote): NoteAcceptance {
    if (this.byName.has(noteName(note))) return { kind: "known" };
    if (!this.admits(note)) return { kind: "refused" };
    const shelf = this.shelfOf(note);
    const rival = shelf?.get(note.sequence);
    if (rival !== undefined) {
      if (!isSmaller(noteHash(note), noteHash(rival))) return { kind: "lost" };
      this.drop(rival);
      this.put(note);
      return { kind: "added", replaced: rival };
    }
    if (!this.makeRoom(note, shelf)) return { kind: "refused" };
    this.put(note);
    return { kind: "added", replaced: null };
  }

  /** Held, bit for bit. */
  knows(note: SignedNote): boolean {
    const held = this.byName.get(noteName(note));
    return held !== undefined && bytesEqual(held.signature, note.signature);
  }

  has(name: NoteName): boolean {
    return this.byName.has(name);
  }

  /** In the order of their sequence. */
  commands(): SignedNote[] {
    return this.authored("command");
  }

  private authored(kind: NoteKind): SignedNote[] {
    const shelf = this.author === null ? undefined : this.shelves.get(this.author)?.get(kind);
    return [...(shelf?.values() ?? [])].sort((a, b) => a.sequence - b.sequence);
  }

  /** Commands first, in their order, then delegations in theirs, then what came last before what came first. */
  all(): SignedNote[] {
    const others = [...this.byName.values()].filter((note) => !isAuthored(note.kind));
    return [...this.commands(), ...this.authored("delegation"), ...others.reverse()];
  }

  /** Forgets a banned key's notes. What an author commands, and who works for it, is its right, not its belief: that stays. */
  dropPeer(peer: PeerId): void {
    for (const [kind, shelf] of this.shelves.get(peer) ?? [])
      if (!isAuthored(kind)) for (const note of shelf.values()) this.drop(note);
  }

  private shelfOf(note: SignedNote): Shelf | undefined {
    return this.shelves.get(notePeer(note))?.get(note.kind);
  }

  private makeRoom(note: SignedNote, shelf: Shelf | undefined): boolean {
    if (note.kind === "command") return this.replaceIn(shelf, MAX_COMMANDS, note, (a, b) => a > b);
    if (note.kind === "delegation") return this.replaceIn(shelf, MAX_DELEGATIONS, note, (a, b) => a > b);
    if (shelf !== undefined && shelf.size >= MAX_NOTES_PER_KEY_AND_KIND)
      return this.replaceIn(shelf, MAX_NOTES_PER_KEY_AND_KIND, note, (a, b) => a < b);
    const peer = notePeer(note);
    return peer === this.own || this.othersCount < MAX_NOTES || this.evictFor(this.shares.of(peer) + 1);
  }

  /** In a full shelf the note at the end that `goesBefore` names gives way, if the new one is not itself there. */
  private replaceIn(
    shelf: Shelf | undefined,
    limit: number,
    note: SignedNote,
    goesBefore: (a: number, b: number) => boolean,
  ): boolean {
    if (shelf === undefined || shelf.size < limit) return true;
    let first = note;
    for (const held of shelf.values()) if (goesBefore(held.sequence, first.sequence)) first = held;
    if (first === note) return false;
    this.drop(first);
    return true;
  }

  private evictFor(amount: number): boolean {
    const most = this.shares.most();
    if (most === null || most.amount < amount * EVICTION_RATIO) return false;
    let oldest: SignedNote | null = null;
    for (const [kind, shelf] of this.shelves.get(most.peer) ?? [])
      if (!isAuthored(kind))
        for (const note of shelf.values()) if (oldest === null || note.sequence < oldest.sequence) oldest = note;
    if (oldest !== null) this.drop(oldest);
    return oldest !== null;
  }

  private put(note: SignedNote): void {
    const peer = notePeer(note);
    const kinds = this.shelves.get(peer) ?? new Map<NoteKind, Shelf>();
    const shelf = kinds.get(note.kind) ?? new Map<number, SignedNote>();
    this.shelves.set(peer, kinds.set(note.kind, shelf.set(note.sequence, note)));
    this.byName.set(noteName(note), note);
    this.count(note, 1);
  }

  private drop(note: SignedNote): void {
    const peer = notePeer(note);
    const kinds = this.shelves.get(peer);
    const shelf = kinds?.get(note.kind);
    shelf?.delete(note.sequence);
    if (shelf?.size === 0) kinds?.delete(note.kind);
    if (kinds?.size === 0) this.shelves.delete(peer);
    this.byName.delete(noteName(note));
    this.count(note, -1);
  }

  private count(note: SignedNote, change: 1 | -1): void {
    const peer = notePeer(note);
    if (isAuthored(note.kind) || peer === this.own) return;
    this.othersCount += change;
    this.shares.add(peer, change);
  }
}

const OTHER_KINDS = NOTE_KINDS.filter((kind) => !isAuthored(kind)).length;
/** The most that is ever held, the own notes and the author's included. */
export const MAX_HELD_NOTES = MAX_NOTES + MAX_COMMANDS + MAX_DELEGATIONS + OTHER_KINDS * MAX_NOTES_PER_KEY_AND_KIND;
