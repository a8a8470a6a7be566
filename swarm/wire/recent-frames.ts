import { bytesEqual } from "../ids.ts";
import type { SegmentsMessage } from "./message.ts";

/** What a link of a busy swarm brings in some seconds: copies over other links come within one. */
export const MAX_FRAMES = 512;
/** Of the buffers that the frames stand in. */
export const MAX_FRAMES_BYTES = 2 << 20;
/** A pushed frame ends with a signature, which no two honest frames share. */
const HASHED_BYTES = 48;

interface Frame {
  readonly bytes: Uint8Array;
  readonly message: SegmentsMessage;
}

/**
 * Frames whose segments have all been checked and are held, the newest of them: a copy that comes over another link need neither be decoded
 * nor checked. Found by a hash of their end, and known only where all bytes are equal: whoever makes two frames of one hash
 * has the first decoded again, and nothing else.
 */
export class RecentFrames {
  /** Oldest first. */
  private readonly frames = new Map<number, Frame>();
  private sizeBytes = 0;

  /** What the same bytes said before; null where they are not known. */
  find(bytes: Uint8Array): SegmentsMessage | null {
    const frame = this.frames.get(hashOf(bytes));
    return frame !== undefined && bytesEqual(frame.bytes, bytes) ? frame.message : null;
  }

  /** Everything the frame says has been judged. The bytes are not copied. */
  add(bytes: Uint8Array, message: SegmentsMessage): void {
    const hash = hashOf(bytes);
    this.forget(hash);
    this.frames.set(hash, { bytes, message });
    this.sizeBytes += bytes.buffer.byteLength;
    while (this.frames.size > MAX_FRAMES || this.sizeBytes > MAX_FRAMES_BYTES) {
      const oldest = this.frames.keys().next();
      if (oldest.done === true) return;
      this.forget(oldest.value);
    }
  }

  private forget(hash: number): void {
    const frame = this.frames.get(hash);
    if (frame === undefined) return;
    this.frames.delete(hash);
    this.sizeBytes -= frame.bytes.buffer.byteLength;
  }
}

/** FNV-1a of the length and the last bytes. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  for (let at = Math.max(0, bytes.length - HASHED_BYTES); at < bytes.length; at++)
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
