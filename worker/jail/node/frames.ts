/** What goes between a jail and its child process, over its standard input and output: length, kind, bytes. */
export const FRAME = { start: 0, json: 1, run: 2, message: 3, stray: 4 } as const;

const HEAD_BYTES = 5;

export function frameOf(kind: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame[4] = kind;
  frame.set(bytes, HEAD_BYTES);
  return frame;
}

/** Puts frames together again from pieces of any size. */
export class FrameReader {
  readonly #maxBytes: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  /** A longer frame is refused before it is here. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Calls `onFrame` with each whole frame, its bytes a copy of their own. False: a frame is too long, and nothing more is read. */
  push(piece: Uint8Array, onFrame: (kind: number, bytes: Uint8Array<ArrayBuffer>) => void): boolean {
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    for (;;) {
      if (this.#heldBytes < HEAD_BYTES) return true;
      const all = this.#joined();
      const length = new DataView(all.buffer, all.byteOffset).getUint32(0, true);
      if (length > this.#maxBytes) return false;
      const end = HEAD_BYTES + length;
      if (all.length < end) return true;
      this.#held = [all.subarray(end)];
      this.#heldBytes = all.length - end;
      onFrame(all[4] ?? 0, new Uint8Array(all.subarray(HEAD_BYTES, end)));
    }
  }

  #joined(): Uint8Array {
    const [first] = this.#held;
    if (this.#held.length === 1 && first !== undefined) return first;
    const all = new Uint8Array(this.#heldBytes);
    let at = 0;
    for (const piece of this.#held) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#held = [all];
    return all;
  }
}
