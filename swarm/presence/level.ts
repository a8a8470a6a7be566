import type { LogId } from "../ids.ts";
import { mix } from "../mix.ts";

/** So many are counted one by one. A sample that has just been halved is half as large, and right to within 2 to 3 %. */
export const MAX_FOLLOWED = 2_000;
/** Fewer, and the next lower level fits with room to spare. */
const FEW_FOLLOWED = 700;
/** From so many on, what is held of two levels says whether the lower one is whole. */
const ENOUGH_TO_TELL = 600;
/** Of equally many at least so many are held where nothing is missing: three deviations of the smallest sample. */
const WHOLE_SHARE = 0.8;
/** A million times what is followed. */
export const MAX_LEVEL = 20;
/** Tabs that come and go do not make it swing. */
const STAYS_MS = 60_000;
/** A status period or so, until everybody of the level below has been heard of. */
const SETTLES_MS = 600_000;

/** FNV-1a of the id: 32 bits by which logs are sampled and compared. */
export function logHash(log: LogId): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < log.length; i++) hash = Math.imul(hash ^ log.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Leading zero bits of a mix of `logHash`: half of all logs have level 0, a quarter level 1, and so on. */
export const levelOf = (hash: number): number => Math.min(MAX_LEVEL, Math.clz32(mix(hash)));

/**
 * From which level on logs are followed: the lowest at which they are `MAX_FOLLOWED` at most. Others' word alone moves
 * nothing; what is held does.
 */
export class Level {
  /** Logs of this level and higher are followed, and passed on. */
  own = 0;
  private changedMs = Number.NEGATIVE_INFINITY;
  private settledMs = Number.NEGATIVE_INFINITY;

  /** From which level on the sample is whole: each of it stands for `2 ** counted` logs. */
  counted(nowMs: number): number {
    return nowMs < this.settledMs ? this.own + 1 : this.own;
  }

  /** `liveByLevel`: logs that are there, by their level; `theirs`: what neighbours say they follow. True if it has changed. */
  look(liveByLevel: ArrayLike<number>, theirs: readonly number[], nowMs: number): boolean {
    const above = countFrom(liveByLevel, this.own + 1);
    const followed = above + (liveByLevel[this.own] ?? 0);
    const higher = theirs.filter((level) => level > this.own).length;
    const isMissing = followed >= ENOUGH_TO_TELL && (liveByLevel[this.own] ?? 0) < above * WHOLE_SHARE;
    if (this.own < MAX_LEVEL && (followed > MAX_FOLLOWED || (isMissing && higher >= Math.min(2, theirs.length)))) {
      this.own += 1;
      this.changedMs = nowMs;
      this.settledMs = Number.NEGATIVE_INFINITY;
      return true;
    }
    if (this.own === 0 || followed >= FEW_FOLLOWED || nowMs - this.changedMs < STAYS_MS) return false;
    this.own -= 1;
    this.changedMs = nowMs;
    this.settledMs = nowMs + SETTLES_MS;
    return true;
  }
}

/** How many there are of this level and higher. */
export function countFrom(liveByLevel: ArrayLike<number>, level: number): number {
  let count = 0;
  for (let at = level; at < liveByLevel.length; at++) count += liveByLevel[at] ?? 0;
  return count;
}
