import { MisuseError } from "../errors.ts";
import type { Json } from "../json.ts";
import { shown } from "../option-checks.ts";
import { MAX_FRAMES, MAX_FRAMES_LENGTH } from "./trial-limits.ts";

/** Deeper frames are made by mistake. */
const MAX_FRAME_DEPTH = 64;

/** What an objective showed to whoever looks on: copies, at most `MAX_FRAMES` of `MAX_FRAMES_LENGTH` characters together. */
export class ShownFrames {
  readonly all: Json[] = [];
  #room = MAX_FRAMES_LENGTH;

  /** Throws `MisuseError` unless JSON can say it. False if there is no room for it, and then for none after it. */
  add(frame: unknown): boolean {
    if (this.all.length >= MAX_FRAMES || this.#room === 0) return false;
    const copy = new FrameCopy(this.#room).of(frame, 0);
    const length = copy === undefined ? Number.POSITIVE_INFINITY : JSON.stringify(copy).length;
    if (copy === undefined || length > this.#room) {
      this.#room = 0;
      return false;
    }
    this.#room -= length;
    this.all.push(copy);
    return true;
  }
}

/** Copies one frame. Whatever an objective ties into a knot, it ends: every value takes at least the room that JSON does. */
class FrameCopy {
  #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  /** Undefined where there is not enough room. */
  of(frame: unknown, depth: number): Json | undefined {
    if (depth > MAX_FRAME_DEPTH) throw notJson(`something nested more than ${MAX_FRAME_DEPTH} deep`, "show less");
    if (typeof frame === "string") return this.#take(frame.length + 2) ? frame : undefined;
    if (!this.#take(1)) return undefined;
    if (frame === null || typeof frame === "boolean") return frame;
    if (typeof frame === "number") {
      if (Number.isFinite(frame)) return frame;
      throw notJson(`the number ${frame}`, "show null in its place, or a text");
    }
    if (Array.isArray(frame)) return this.#arrayOf(frame, depth);
    if (ArrayBuffer.isView(frame)) throw notJson("a typed array", "write Array.from(it)");
    if (typeof frame !== "object" || !isPlain(frame)) {
      throw notJson(typeof frame === "object" ? "an object of a class" : shown(frame), "show what it stands for");
    }
    return this.#recordOf(frame, depth);
  }

  #arrayOf(frame: readonly unknown[], depth: number): Json | undefined {
    if (!this.#take(frame.length)) return undefined;
    const copy: Json[] = [];
    for (const each of frame) {
      const value = this.of(each, depth + 1);
      if (value === undefined) return undefined;
      copy.push(value);
    }
    return copy;
  }

  #recordOf(frame: object, depth: number): Json | undefined {
    const given = Object.entries(frame);
    if (!this.#take(given.length)) return undefined;
    const entries: [string, Json][] = [];
    for (const [key, each] of given) {
      if (!this.#take(key.length + 3)) return undefined;
      const value = this.of(each, depth + 1);
      if (value === undefined) return undefined;
      entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  #take(length: number): boolean {
    this.#room -= length;
    return this.#room >= 0;
  }
}

function isPlain(frame: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(frame);
  return prototype === null || prototype === Object.prototype;
}

const notJson = (what: string, fix: string): MisuseError =>
  new MisuseError(`show() was given ${what}, which JSON cannot say; ${fix}.`);
