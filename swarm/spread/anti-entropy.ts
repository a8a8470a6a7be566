/**
 * Two replicas compare what they hold by sums that each keeps up as it goes: of 64 buckets of logs, then of the logs in those
 * that differ. Logs that grew lately are told first and explain most differences, so that equal parts cost nothing. Of a log
 * of which one end holds a sample, both sum up that sample alone.
 */
import type { Chance } from "../chance.ts";
import { FINGERPRINT_BYTES } from "../ids.ts";
import { type HeldLog, headSumOf } from "../log/held-log.ts";
import { BUCKETS, isEqualSum, minus, plus, type Sum, seedOf } from "../log/levels.ts";
import type { LogSum, Replica } from "../log/replica.ts";
import type { DigestMessage, SumsMessage } from "../wire/message.ts";
import { MAX_RECENT_LOGS, MAX_SUMS_PER_MESSAGE } from "../wire/wire-limits.ts";

/** Each peer asks one neighbour this often: a lost segment is missed for 15 s on average. */
export const MIN_DIGEST_PERIOD_MS = 10_000;
export const MAX_DIGEST_PERIOD_MS = 20_000;
/** What grew within two digests. */
const RECENT_MS = 30_000;
/** Told beside those that grew, of which only a sample is held: no bucket counts their segments. */
const SAMPLED_LOGS = 8;
/** Logs summed up for one digest (20 KB): where more differ, other buckets have their turn with the next. */
const MAX_LOGS_PER_EXCHANGE = 512;

export interface Comparison {
  /** They hold something that we may lack. */
  readonly fetch: readonly LogSum[];
  /** We hold something that they may lack. */
  readonly tell: readonly LogSum[];
  /** Both hold all of it and it is not the same: somebody forked, or lies. */
  readonly differing: readonly LogSum[];
}

/** The first message of an exchange. */
export function openingDigest(replica: Replica, bans: Uint8Array, chance: Chance, nowMs: number): DigestMessage {
  const all = [...replica.logs()];
  const recent = all.slice(-(MAX_RECENT_LOGS - SAMPLED_LOGS)).filter((entry) => nowMs - entry.changedMs <= RECENT_MS);
  const told = new Set(recent);
  const sampled = all.filter((entry) => replica.levelOf(entry) > 0 && !told.has(entry));
  const from = chance.nextUint32() % Math.max(1, sampled.length);
  const some = [...sampled.slice(from), ...sampled.slice(0, from)].slice(0, SAMPLED_LOGS);
  const logs = [...recent, ...some].map((entry) => replica.sumOf(entry));
  return { type: "digest", bans, sums: bytesOf(bucketsOf(replica)), logs };
}

/** Whether the digest is of somebody who holds nothing. */
export const isOfNewcomer = (digest: DigestMessage): boolean => digest.sums.every((byte) => byte === 0);

/** All logs in the buckets that differ, as many whole buckets as may be told; nothing if all is equal. */
export function answerDigest(theirs: DigestMessage, replica: Replica, chance: Chance): SumsMessage[] {
  const ours = bucketsOf(replica);
  for (const sum of theirs.logs) {
    const { bucket } = seedOf(sum.log);
    const entry = replica.get(sum.log);
    const own = entry === undefined ? undefined : replica.bucketShare(entry);
    const share = ours[bucket];
    if (share === undefined) continue;
    ours[bucket] = plus(own === undefined ? share : minus(share, own), shareOf(sum));
  }
  const differing = ours.flatMap((sum, bucket) => (isEqualSum(sum, sumAt(theirs.sums, bucket)) ? [] : [bucket]));
  if (differing.length === 0) return [];
  const most = isOfNewcomer(theirs) ? Number.POSITIVE_INFINITY : MAX_LOGS_PER_EXCHANGE;
  return sumsOf(replica, chance.sample(differing, differing.length), most);
}

/** What single sums say: nothing about logs they leave out. */
export function compareLogs(sums: readonly LogSum[], replica: Replica): Comparison {
  const fetch: LogSum[] = [];
  const tell: LogSum[] = [];
  const differing: LogSum[] = [];
  for (const theirs of sums) {
    const entry = replica.get(theirs.log);
    if (entry === undefined) {
      fetch.push(theirs);
      continue;
    }
    const own = replica.sumOf(entry, Math.max(theirs.level, replica.levelOf(entry)));
    const isSame = own.count === theirs.count && isEqualSum(own, theirs);
    const [isOwnWhole, isTheirsWhole] = [isWhole(own), isWhole(theirs)];
    // Theirs at our level only they can tell, once they have heard ours.
    if (own.level > theirs.level) {
      fetch.push(theirs);
      if (!isTheirsWhole) tell.push(own);
    } else if (isSame && own.length === theirs.length && own.head === theirs.head) {
      continue;
    } else if (own.length === theirs.length && ((isOwnWhole && isTheirsWhole) || own.head !== theirs.head)) {
      differing.push(theirs);
    } else {
      if (own.length < theirs.length || (!isSame && !isOwnWhole)) fetch.push(theirs);
      if (own.length > theirs.length || (!isSame && !isTheirsWhole)) tell.push(own);
    }
  }
  return { fetch, tell, differing };
}

/** As `compareLogs`, and what their buckets leave out they lack. */
export function compareBuckets(message: SumsMessage, replica: Replica): Comparison {
  const compared = compareLogs(message.logs, replica);
  if (message.buckets.length === 0) return compared;
  const told = new Set(message.logs.map((sum) => sum.log));
  const buckets = new Set(message.buckets);
  const lacked: LogSum[] = [];
  for (const entry of replica.logs())
    if (buckets.has(entry.seed.bucket) && !told.has(entry.log)) lacked.push(replica.sumOf(entry));
  return { ...compared, tell: [...compared.tell, ...lacked] };
}

/** Every segment that there is of the log. */
const isWhole = (sum: LogSum): boolean => sum.level === 0 && sum.count === sum.length;

function bucketsOf(replica: Replica): Sum[] {
  return Array.from({ length: BUCKETS }, (_, at) => replica.bucket(at));
}

/** What the sender's bucket counts of this log. */
function shareOf(sum: LogSum): Sum {
  const head = headSumOf({ headFingerprint: sum.head });
  return sum.level > 0 ? head : plus(head, sum);
}

/** The first bucket always. */
function sumsOf(replica: Replica, buckets: readonly number[], most: number): SumsMessage[] {
  const inBucket = new Map<number, HeldLog[]>(buckets.map((bucket) => [bucket, []]));
  for (const entry of replica.logs()) inBucket.get(entry.seed.bucket)?.push(entry);
  const messages: SumsMessage[] = [];
  let told: number[] = [];
  let logs: LogSum[] = [];
  let count = 0;
  const send = (): void => {
    if (told.length > 0) messages.push({ type: "sums", buckets: told, logs });
    [told, logs] = [[], []];
  };
  for (const [bucket, entries] of inBucket) {
    if (count > 0 && count + entries.length > most) continue;
    if (logs.length + entries.length > MAX_SUMS_PER_MESSAGE) send();
    told.push(bucket);
    logs.push(...entries.slice(0, MAX_SUMS_PER_MESSAGE).map((entry) => replica.sumOf(entry)));
    count += entries.length;
  }
  send();
  return messages;
}

function bytesOf(sums: readonly Sum[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(BUCKETS * FINGERPRINT_BYTES));
  sums.forEach(({ high, low }, at) => {
    view.setUint32(at * FINGERPRINT_BYTES, high);
    view.setUint32(at * FINGERPRINT_BYTES + 4, low);
  });
  return new Uint8Array(view.buffer);
}

function sumAt(bytes: Uint8Array, bucket: number): Sum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = bucket * FINGERPRINT_BYTES;
  return { high: view.getUint32(at), low: view.getUint32(at + 4) };
}
