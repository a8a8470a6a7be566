/**
 * Range-based set reconciliation over log heads (after Meyer, "Range-Based Set Reconciliation", 2023): fingerprints of
 * ranges of the log ids; a range that differs is told in full when small, else split in 64. Logs that grew lately are
 * told first and explain most differences, so that equal parts cost nothing.
 */

import { bytesEqual, FINGERPRINT_BYTES, type LogId } from "../ids.ts";
import type { Replica } from "../log/replica.ts";
import type { Head } from "../log/segment.ts";
import { mix } from "../mix.ts";
import type { DigestMessage, HeadsMessage, Message, RangeDigest } from "../wire/message.ts";
import { MAX_HEADS_PER_MESSAGE, MAX_RANGES_PER_MESSAGE, MAX_RECENT_HEADS } from "../wire/wire-limits.ts";

/** Each peer asks one neighbour this often: a lost segment is missed for 15 s on average. */
export const MIN_DIGEST_PERIOD_MS = 10_000;
export const MAX_DIGEST_PERIOD_MS = 20_000;
/** What grew within two digests. */
const RECENT_MS = 30_000;
/** A range of so few heads (1.5 KB) is told rather than split. */
const SMALL_RANGE = 40;
const MAX_PREFIX_CHARACTERS = 3;
const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");

export interface Comparison {
  /** Theirs are longer: fetch. */
  readonly longer: readonly Head[];
  /** Ours are longer, or they lack the log: tell. */
  readonly shorter: readonly Head[];
  /** Equal length, another last segment: somebody forked, or lies. */
  readonly differing: readonly Head[];
}

/** The first message of an exchange. */
export function openingDigest(replica: Replica, bans: Uint8Array, salt: number, nowMs: number): DigestMessage {
  const prefixes = replica.logCount <= SMALL_RANGE ? [""] : CHARACTERS;
  return digestOf(replica, prefixes, bans, salt, nowMs);
}

/** The answer to a digest: heads of small ranges that differ, digests of the parts of large ones; nothing if all is equal. */
export function answerDigest(theirs: DigestMessage, replica: Replica, bans: Uint8Array, nowMs: number): Message[] {
  const recent = new Map(theirs.recent.map((head) => [head.log, head]));
  const ours = rangeDigests(
    replica,
    theirs.ranges.map((range) => range.prefix),
    theirs.salt,
    recent,
  );
  const told: string[] = [];
  const split: string[] = [];
  for (const range of theirs.ranges) {
    const own = ours.get(range.prefix);
    if (own === undefined || (own.count === range.count && bytesEqual(own.fingerprint, range.fingerprint))) continue;
    const small = Math.max(own.count, range.count) <= SMALL_RANGE || range.prefix.length >= MAX_PREFIX_CHARACTERS;
    if (small) told.push(range.prefix);
    else split.push(...CHARACTERS.map((character) => range.prefix + character));
  }
  const messages: Message[] = [];
  if (told.length > 0) messages.push(headsUnder(replica, told));
  if (split.length > 0)
    messages.push(digestOf(replica, split.slice(0, MAX_RANGES_PER_MESSAGE), bans, theirs.salt, nowMs));
  return messages;
}

/** What single heads say: nothing about logs they leave out. */
export function compareHeads(heads: readonly Head[], replica: Replica): Comparison {
  const longer: Head[] = [];
  const shorter: Head[] = [];
  const differing: Head[] = [];
  for (const head of heads) {
    const own = replica.get(head.log)?.head;
    if (own === undefined || own.length < head.length) longer.push(head);
    else if (own.length > head.length) shorter.push(own);
    else if (!bytesEqual(own.hash, head.hash)) differing.push(head);
  }
  return { longer, shorter, differing };
}

/** As `compareHeads`, and what their prefixes leave out they lack. */
export function compareRanges(message: HeadsMessage, replica: Replica): Comparison {
  const compared = compareHeads(message.heads, replica);
  if (message.prefixes.length === 0) return compared;
  const told = new Set(message.heads.map((head) => head.log));
  const prefixes = new Set(message.prefixes);
  const lacked: Head[] = [];
  for (const entry of replica.logs())
    if (!told.has(entry.log) && prefixOf(entry.log, prefixes) !== null) lacked.push(entry.head);
  return { ...compared, shorter: [...compared.shorter, ...lacked].slice(0, MAX_HEADS_PER_MESSAGE) };
}

function digestOf(
  replica: Replica,
  prefixes: readonly string[],
  bans: Uint8Array,
  salt: number,
  nowMs: number,
): DigestMessage {
  const recent = [...replica.logs()]
    .filter((entry) => nowMs - entry.changedMs <= RECENT_MS)
    .sort((a, b) => b.changedMs - a.changedMs)
    .slice(0, MAX_RECENT_HEADS)
    .map((entry) => entry.head);
  return { type: "digest", salt, bans, recent, ranges: [...rangeDigests(replica, prefixes, salt, new Map()).values()] };
}

/** Whole ranges only, as many as fit. */
function headsUnder(replica: Replica, prefixes: readonly string[]): HeadsMessage {
  const byPrefix = new Map<string, Head[]>(prefixes.map((prefix) => [prefix, []]));
  const wanted = new Set(prefixes);
  for (const entry of replica.logs()) byPrefix.get(prefixOf(entry.log, wanted) ?? "-")?.push(entry.head);
  const told: string[] = [];
  const heads: Head[] = [];
  for (const [prefix, under] of byPrefix) {
    if (told.length >= MAX_RANGES_PER_MESSAGE || heads.length + under.length > MAX_HEADS_PER_MESSAGE) break;
    told.push(prefix);
    heads.push(...under);
  }
  return { type: "heads", prefixes: told, heads };
}

/** Which of `prefixes` the log falls under. */
function prefixOf(log: LogId, prefixes: ReadonlySet<string>): string | null {
  for (let length = 0; length <= MAX_PREFIX_CHARACTERS; length++) {
    const prefix = log.slice(0, length);
    if (prefixes.has(prefix)) return prefix;
  }
  return null;
}

/** Own ranges as they would be with `instead` in place of the own heads of those logs. */
function rangeDigests(
  replica: Replica,
  prefixes: readonly string[],
  salt: number,
  instead: ReadonlyMap<LogId, Head>,
): Map<string, RangeDigest> {
  const wanted = new Set(prefixes);
  const sums = new Map(prefixes.map((prefix) => [prefix, { count: 0, high: 0, low: 0 }]));
  const add = (head: Head) => {
    const prefix = prefixOf(head.log, wanted);
    const sum = prefix === null ? undefined : sums.get(prefix);
    if (sum === undefined) return;
    const view = new DataView(head.hash.buffer, head.hash.byteOffset, FINGERPRINT_BYTES);
    const high = mix(view.getUint32(0) ^ salt);
    sum.count += 1;
    sum.high = (sum.high + high) >>> 0;
    sum.low = (sum.low + mix(view.getUint32(4) ^ Math.imul(salt, 0x9e3779b1) ^ high)) >>> 0;
  };
  for (const entry of replica.logs()) if (!instead.has(entry.log)) add(entry.head);
  for (const head of instead.values()) add(head);
  return new Map(
    [...sums].map(([prefix, { count, high, low }]) => [prefix, { prefix, count, fingerprint: pair(high, low) }]),
  );
}

function pair(high: number, low: number): Uint8Array {
  const bytes = new Uint8Array(FINGERPRINT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, high);
  view.setUint32(4, low);
  return bytes;
}
