/** Notes spread as bests do: at once over every link that has not shown them; what was lost on the way, by digest. */
import { bucketSums, inDifferingBuckets } from "../bucket-sums.ts";
import type { PublishNoteEvent } from "../events.ts";
import { bytesEqual, peerIdOf } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Bans } from "../log/fork.ts";
import { HeldNotes } from "../notes/held-notes.ts";
import { isAuthored, noteHash, noteName, notePeer, type SignedNote } from "../notes/note.ts";
import { OwnNotes } from "../notes/own-notes.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import type { NoteDigestMessage, NotesMessage } from "../wire/message.ts";
import { MAX_NOTES_PER_MESSAGE } from "../wire/wire-limits.ts";
import { ENVELOPE_BYTES, MAX_PUSH_BYTES } from "./flood.ts";

export interface NoteSpreadConfig {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  /** Whose commands count; null: nobody's. */
  readonly authorKey: Uint8Array | null;
}

const sizeOf = (note: SignedNote): number => note.body.length + ENVELOPE_BYTES;

/** The notes this peer holds, says and passes on. */
export class NoteSpread {
  readonly held: HeldNotes;
  private readonly own: OwnNotes;
  private readonly around: Surroundings;
  private readonly neighbourhood: Neighbourhood;
  private readonly bans: Bans;
  private readonly studyId: string;

  constructor(around: Surroundings, neighbourhood: Neighbourhood, bans: Bans, config: NoteSpreadConfig) {
    this.around = around;
    this.neighbourhood = neighbourhood;
    this.bans = bans;
    this.studyId = config.studyId;
    this.held = new HeldNotes(config.authorKey, peerIdOf(config.publicKey));
    this.own = new OwnNotes(config, around.chance);
  }

  publish({ kind, body }: PublishNoteEvent): void {
    this.around.emit(this.own.publish(kind, body));
  }

  signed(note: SignedNote): void {
    this.own.signed(note);
    const result = this.held.accept(note);
    if (result.kind === "lost") this.sayAgain(note);
    if (result.kind !== "added") return;
    this.around.emit({ type: "noteHeld", note });
    this.forward([note]);
  }

  /** Signed here with a key that is not this peer's. */
  adopt(notes: readonly SignedNote[]): void {
    this.forward(notes.filter((note) => note.studyId === this.studyId && this.held.admits(note) && this.take(note)));
  }

  /** From the own store, at start: not told to the agent, which has them from there. */
  restore(notes: readonly SignedNote[]): void {
    for (const note of notes) {
      if (note.studyId !== this.studyId || this.isBanned(note)) continue;
      this.held.accept(note);
      if (this.own.isOwn(note)) this.own.saw(note);
    }
    this.own.restored();
  }

  receive(link: Link, message: NotesMessage): void {
    const added: SignedNote[] = [];
    for (const note of message.notes) {
      if (note.studyId !== this.studyId || !this.held.admits(note)) {
        this.neighbourhood.blame(link, FAULT.forged);
        break;
      }
      link.notes.showed(note);
      if (!this.isBanned(note) && this.take(note)) added.push(note);
    }
    this.forward(added);
  }

  receiveDigest(link: Link, message: NoteDigestMessage): void {
    const notes = this.held.all();
    const ours = bucketSums(notes, noteHash, message.salt);
    const isSame = bytesEqual(ours, message.sums);
    link.notes.compared(isSame, this.around.nowMs);
    if (isSame) return;
    for (const note of inDifferingBuckets(notes, noteHash, ours, message.sums)) link.notes.add(note, this.around.nowMs);
    this.push(link);
    if (link.notes.mayDigest(this.around.nowMs))
      this.around.send(link, { type: "noteDigest", salt: message.salt, sums: ours });
  }

  /** Who holds none needs not ask: who holds some will. */
  sendDigest(link: Link): void {
    if (this.held.size === 0 || !link.notes.mayDigest(this.around.nowMs)) return;
    const salt = this.around.chance.nextUint32();
    this.around.send(link, { type: "noteDigest", salt, sums: bucketSums(this.held.all(), noteHash, salt) });
  }

  /** What a link's budget did not cover until now, and whether a difference is gone. */
  tick(): void {
    if (this.held.size === 0) return;
    for (const link of this.around.openLinks()) {
      this.push(link);
      if (link.notes.recheckIsDue(this.around.nowMs)) this.sendDigest(link);
    }
  }

  private take(note: SignedNote): boolean {
    const result = this.held.accept(note);
    if (this.own.isOwn(note)) this.own.saw(note);
    if (result.kind !== "added") return false;
    this.around.emit({ type: "noteHeld", note });
    if (result.replaced !== null) this.sayAgain(result.replaced);
    return true;
  }

  private sayAgain(note: SignedNote): void {
    const effect = this.own.sayAgain(note);
    if (effect !== null) this.around.emit(effect);
  }

  private isBanned(note: SignedNote): boolean {
    return !isAuthored(note.kind) && this.bans.size > 0 && this.bans.has(notePeer(note));
  }

  private forward(notes: readonly SignedNote[]): void {
    if (notes.length === 0) return;
    for (const link of this.around.openLinks()) {
      for (const note of notes) link.notes.add(note, this.around.nowMs);
      if (link.gives.messages.take(1, this.around.nowMs)) this.push(link);
    }
  }

  /** Tells what waits, as far as the link's budget goes. */
  private push(link: Link): void {
    const { nowMs } = this.around;
    let batch: SignedNote[] = [];
    let sizeBytes = 0;
    const send = (): void => {
      if (batch.length > 0) this.around.send(link, { type: "notes", notes: batch });
      batch = [];
      sizeBytes = 0;
    };
    for (const note of link.notes.take()) {
      if (!this.held.has(noteName(note))) continue;
      const { notes, bytes } = link.gives;
      if (notes.available(nowMs) < 1 || !bytes.take(sizeOf(note), nowMs)) {
        link.notes.add(note, nowMs);
        continue;
      }
      notes.take(1, nowMs);
      link.notes.told(note, nowMs);
      if (batch.length >= MAX_NOTES_PER_MESSAGE || sizeBytes + sizeOf(note) > MAX_PUSH_BYTES) send();
      batch.push(note);
      sizeBytes += sizeOf(note);
    }
    send();
  }
}
