import type { LogId } from "../ids.ts";
import { mix } from "../mix.ts";
import type { PushKey } from "../push-key.ts";
import { type LogSeed, levelHash, levelOfHash, seedOf } from "./levels.ts";

/** Names a segment among all of a study, by its log and place. */
export function segmentKey(seed: LogSeed, index: number): PushKey {
  const [high, low] = [levelHash(seed, index), mix(seed.low ^ mix(index ^ seed.high))];
  return String.fromCharCode(...bytesOf(high), ...bytesOf(low));
}

const keys = new WeakMap<object, PushKey>();

/** The same for a segment that is there: asked for at every hop. */
export const keyOfSegment = (segment: { readonly index: number }, seed: LogSeed): PushKey =>
  keyOf(segment, () => segmentKey(seed, segment.index));

/** The same of a status, which shapes the tree of its log. */
export const keyOfStatus = (status: { readonly sequence: number }, log: LogId): PushKey =>
  keyOf(status, () => segmentKey(seedOf(log), status.sequence | STATUS_BIT));

function keyOf(thing: object, make: () => PushKey): PushKey {
  const known = keys.get(thing);
  if (known !== undefined) return known;
  const key = make();
  keys.set(thing, key);
  return key;
}

const bytesOf = (word: number): number[] => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255];

/** Beyond all places of segments. */
const STATUS_BIT = 2 ** 31;

/** The level of the segment that is named. */
export function levelOfKey(key: PushKey): number {
  const [high, low] = [(key.charCodeAt(0) << 8) | key.charCodeAt(1), (key.charCodeAt(2) << 8) | key.charCodeAt(3)];
  return levelOfHash(((high << 16) | low) >>> 0);
}
