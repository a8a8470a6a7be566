import type { Json } from "../../../study/json.ts";
import { type Parsed, parsed, refused } from "../../../study/parsed.ts";
import { MAX_FRAMES, MAX_FRAMES_LENGTH } from "../../../study/trial/trial-limits.ts";
import { MESSAGE_KIND, type MessageParts, packMessage } from "./message-bytes.ts";
import type { ExpectedTrials } from "./outcome-reader.ts";

/** Characters of a message: three bytes each in UTF-8, so that it stays under `MAX_MESSAGE_BYTES`. */
const MAX_PIECE_LENGTH = 1 << 18;
/** Of the whole list as JSON: a bracket or a comma for every frame. */
const MAX_TEXT_LENGTH = MAX_FRAMES_LENGTH + MAX_FRAMES + 1;
/** An honest trial shows nothing deeper: `ShownFrames` lets no frame have more than 65 lists in each other, and they stand in one. */
const MAX_DEPTH = 66;

/** What a watched trial showed. */
export interface ShownByTrial {
  readonly trial: number;
  readonly frames: readonly Json[];
}

/** What a trial showed, as messages of the objective worker: the list's text piece by piece, each with the trial and whether it is the last. */
export function framesMessages(trial: number, frames: readonly Json[]): ArrayBuffer[] {
  const text = JSON.stringify(frames);
  const messages: ArrayBuffer[] = [];
  for (let from = 0; from < text.length; ) {
    const to = endOfPiece(text, from);
    const isLast = to === text.length ? 1 : 0;
    messages.push(packMessage(MESSAGE_KIND.frames, text.slice(from, to), Float64Array.of(trial, isLast)));
    from = to;
  }
  return messages;
}

/** Not in the middle of a surrogate pair: half of one is no text. */
function endOfPiece(text: string, from: number): number {
  const end = Math.min(text.length, from + MAX_PIECE_LENGTH);
  return end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
}

/** Puts together what the watched trials of one batch showed, out of messages that nobody trusts. */
export class FramesReader {
  #trial = Number.NaN;
  #isWhole = false;
  #pieces: string[] = [];
  #length = 0;

  /** Never throws. Null while pieces are missing. */
  read({ json: piece, numbers }: MessageParts, { proposals, next }: ExpectedTrials): Parsed<ShownByTrial | null> {
    const proposal = proposals[next];
    const [trial = Number.NaN, isLast = Number.NaN] = numbers;
    if (proposal?.isWatched !== true || trial !== proposal.number) return refused("nobody looks on at that trial");
    if (typeof piece !== "string" || numbers.length !== 2 || (isLast !== 0 && isLast !== 1))
      return refused("a piece of what a trial shows is impossible");
    if (trial !== this.#trial) this.#begin(trial);
    if (this.#isWhole) return refused("a trial shows something twice");
    this.#length += piece.length;
    if (this.#length > MAX_TEXT_LENGTH) return refused("a trial shows more than there is room for");
    this.#pieces.push(piece);
    if (isLast === 0) return piece === "" ? refused("a piece of what a trial shows is empty") : parsed(null);
    this.#isWhole = true;
    const frames = framesIn(this.#pieces.splice(0).join(""));
    return frames.ok ? parsed({ trial, frames: frames.value }) : frames;
  }

  #begin(trial: number): void {
    this.#trial = trial;
    this.#isWhole = false;
    this.#pieces = [];
    this.#length = 0;
  }
}

function framesIn(text: string): Parsed<readonly Json[]> {
  if (!isFlatEnough(text)) return refused("what a trial shows is nested too deep");
  let frames: unknown;
  try {
    frames = JSON.parse(text);
  } catch (error) {
    return refused(`what a trial shows is no JSON (${String(error).slice(0, 100)})`);
  }
  if (!Array.isArray(frames) || frames.length > MAX_FRAMES) return refused("what a trial shows is no list of frames");
  return parsed(frames as readonly Json[]);
}

/** Looks at brackets before anything is made of them: whoever walks through what is nested without end has no stack for it. */
function isFlatEnough(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (isText) {
      if (char === BACKSLASH) i++;
      else if (char === QUOTE) isText = false;
    } else if (char === QUOTE) isText = true;
    else if (char === OPEN_LIST || char === OPEN_RECORD) {
      depth++;
      if (depth > MAX_DEPTH) return false;
    } else if (char === CLOSE_LIST || char === CLOSE_RECORD) depth--;
  }
  return true;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
