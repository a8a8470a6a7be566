import type { Chance } from "../chance.ts";
import type { Effect } from "../events.ts";
import { bytesEqual } from "../ids.ts";
import {
  maxNoteBodyBytes,
  NOTE_VERSION,
  type NoteKind,
  noteSigningBytes,
  type SignedNote,
  type UnsignedNote,
} from "./note.ts";

/** More than a start can have published in the second or so before a crash in which nothing of it was kept. */
const RESTART_GAP = 1_000;

interface Author {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
}

/** What this key says: numbers it, has it signed, and says it again if another tab of the key used the same number. */
export class OwnNotes {
  private readonly author: Author;
  private readonly chance: Chance;
  private last = 0;
  /** Said since this start. */
  private readonly said = new WeakSet<SignedNote>();

  constructor(author: Author, chance: Chance) {
    this.author = author;
    this.chance = chance;
  }

  isOwn(note: SignedNote): boolean {
    return bytesEqual(note.publicKey, this.author.publicKey);
  }

  /** Throws RangeError for a body beyond its limit. */
  publish(kind: NoteKind, body: Uint8Array): Effect {
    if (body.length > maxNoteBodyBytes(kind)) throw new RangeError(`${body.length} bytes of ${kind}`);
    this.last += 1;
    const { studyId, publicKey } = this.author;
    const unsigned: UnsignedNote = { version: NOTE_VERSION, studyId, publicKey, kind, sequence: this.last, body };
    return { type: "signNote", unsigned, bytes: noteSigningBytes(unsigned) };
  }

  signed(note: SignedNote): void {
    this.said.add(note);
  }

  /** The same again under a new number, if this start said it; else its own tab will. */
  sayAgain(note: SignedNote): Effect | null {
    return this.said.has(note) ? this.publish(note.kind, note.body) : null;
  }

  /** A note of this key, by whichever of its tabs: what comes next is numbered after it. */
  saw(note: SignedNote): void {
    this.last = Math.max(this.last, note.sequence);
  }

  /** After the notes kept by an earlier start: a gap for what it said last and did not keep. Two tabs at once rarely take the same. */
  restored(): void {
    if (this.last > 0) this.last += this.chance.below(RESTART_GAP) + 1;
  }
}
