import { MAX_HELD_NOTES } from "../notes/held-notes.ts";
import { isAuthored, type NoteName, noteName, type SignedNote } from "../notes/note.ts";

/** A note told this long ago and still missing at the other end was lost on the way: two slow crossings and a tick. */
const TELL_AGAIN_MS = 5_000;
/** A digest and its answer cross within this time: neither is answered again. */
const EXCHANGE_MS = 3_000;
/** Looked at again so often after a difference, in case the answer was lost. Full tables may differ for ever. */
const MAX_RECHECKS = 4;

/** What one link knows of notes, and which wait to be told there. */
export class NoteQueue {
  private waiting = new Map<NoteName, SignedNote>();
  /** Shown by the other end (infinity), or told it at this time. */
  private readonly knownMs = new Map<NoteName, number>();
  private digestMs = Number.NEGATIVE_INFINITY;
  private recheckMs = Number.POSITIVE_INFINITY;
  private rechecks = 0;

  /** The other end has sent it. */
  showed(note: SignedNote): void {
    this.know(noteName(note), Number.POSITIVE_INFINITY);
    this.waiting.delete(noteName(note));
  }

  told(note: SignedNote, nowMs: number): void {
    this.know(noteName(note), nowMs);
  }

  add(note: SignedNote, nowMs: number): void {
    const name = noteName(note);
    const isKnown = nowMs - (this.knownMs.get(name) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS;
    if (!isKnown && this.waiting.size < MAX_HELD_NOTES) this.waiting.set(name, note);
  }

  /** Takes out all that wait, commands first. */
  take(): SignedNote[] {
    if (this.waiting.size === 0) return [];
    const taken = [...this.waiting.values()];
    this.waiting = new Map();
    return taken.sort((a, b) => Number(isAuthored(b.kind)) - Number(isAuthored(a.kind)));
  }

  /** Whether a digest may go out on this link now; if so it counts as sent. */
  mayDigest(nowMs: number): boolean {
    if (nowMs - this.digestMs < EXCHANGE_MS) return false;
    this.digestMs = nowMs;
    return true;
  }

  /** The other end's digest has shown whether it holds the same. */
  compared(isSame: boolean, nowMs: number): void {
    if (isSame) this.rechecks = 0;
    this.recheckMs = isSame || this.rechecks >= MAX_RECHECKS ? Number.POSITIVE_INFINITY : nowMs + EXCHANGE_MS;
  }

  /** Whether a difference is old enough to ask whether it is gone. */
  recheckIsDue(nowMs: number): boolean {
    if (nowMs < this.recheckMs) return false;
    this.recheckMs = Number.POSITIVE_INFINITY;
    this.rechecks += 1;
    return true;
  }

  private know(name: NoteName, atMs: number): void {
    this.knownMs.delete(name);
    this.knownMs.set(name, atMs);
    if (this.knownMs.size <= MAX_HELD_NOTES) return;
    const oldest = this.knownMs.keys().next();
    if (oldest.done !== true) this.knownMs.delete(oldest.value);
  }
}
