// What a trial of somebody else's costs the engine: `npm run bench:engine`; see README.md.

import { rngFromSeed } from "../study/rng.ts";
import { webcryptoSignatures } from "../worker/identity/ed25519.ts";
import { CheckedAlone } from "./engine/checked-alone.ts";
import { frameOf, HearingTab, STUDY_ID } from "./engine/hearing-tab.ts";
import { ToldLog } from "./engine/told-segments.ts";
import { count, readOptions } from "./shared/options.ts";
import { atMost, median, report, shown } from "./shared/report.ts";

const { values } = readOptions({ dims: "10", rounds: "15", logs: "20" });
const dims = count(values.dims, "dims");
const rounds = count(values.rounds, "rounds");
const logCount = count(values.logs, "logs");

/** Each frame comes over one link first, and then over the others. */
const NEIGHBOURS = 4;
/** A link's budget is 200 messages a second. */
const SEGMENTS_PER_TICK = 25;
const TICK_MS = 250;
const TICKS_PER_ROUND = 16;
/** Fewer, so that a study keeps all trials. */
const FULL_TICKS_PER_ROUND = 5;
/** Code is compiled and caches are full after so many rounds. */
const WARM_UP = 4;
const FULL_SEGMENT = 64;

const NOTHING = new Uint8Array();

interface Cost {
  /** CPU time of the engine's thread, in us: of the first copy, of one more copy, of the ticks of one segment. */
  readonly first: number;
  readonly duplicate: number;
  readonly tick: number;
  /** Of the whole process, checks of signatures on other threads and garbage collection included, of one segment and its copies. */
  readonly everyThread: number;
}

const threadUs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};
const processUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

async function framesOf(logs: readonly ToldLog[], segments: number, trials: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (let i = 0; i < segments; i++) {
    const log = logs[i % logs.length];
    if (log !== undefined) frames.push(frameOf(await log.next(trials, rng)));
  }
  return frames;
}

async function costOf(tab: HearingTab, frames: readonly Uint8Array[]): Promise<Cost> {
  let [first, duplicate, tick, everyThread] = [0, 0, 0, 0];
  for (let at = 0; at < frames.length; at += SEGMENTS_PER_TICK) {
    const some = frames.slice(at, at + SEGMENTS_PER_TICK);
    // Every link hands over bytes of its own.
    const copies = Array.from({ length: NEIGHBOURS }, () => some.map((frame) => frame.slice()));
    const startedUs = processUs();
    const t0 = threadUs();
    some.forEach((_, i) => tab.receive(1 + (i % NEIGHBOURS), copies[i % NEIGHBOURS]?.[i] ?? NOTHING));
    await tab.checked();
    const t1 = threadUs();
    for (let link = 0; link < NEIGHBOURS; link++)
      copies[link]?.forEach((frame, i) => {
        if (i % NEIGHBOURS !== link) tab.receive(1 + link, frame);
      });
    await tab.checked();
    const t2 = threadUs();
    await tab.pass(TICK_MS);
    const t3 = threadUs();
    everyThread += processUs() - startedUs;
    first += t1 - t0;
    duplicate += t2 - t1;
    tick += t3 - t2;
  }
  const { length } = frames;
  return {
    first: first / length,
    duplicate: duplicate / length / (NEIGHBOURS - 1),
    tick: tick / length,
    everyThread: everyThread / length,
  };
}

/** Medians over the rounds, of a tab of its own. */
async function measure(trialsPerSegment: number, ticks: number): Promise<Cost> {
  const signatures = webcryptoSignatures(crypto.subtle);
  const tab = await HearingTab.open(signatures, NEIGHBOURS);
  const logs: ToldLog[] = [];
  for (let i = 0; i < logCount; i++) logs.push(await ToldLog.open(STUDY_ID, signatures, rng, dims));
  const costs: Cost[] = [];
  let told = 0;
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const frames = await framesOf(logs, ticks * SEGMENTS_PER_TICK, trialsPerSegment);
    told += frames.length * trialsPerSegment;
    const cost = await costOf(tab, frames);
    if (round >= WARM_UP) costs.push(cost);
  }
  const { held } = tab;
  if (held !== told) throw new Error(`The tab holds ${held} of ${told} trials.`);
  const of = (part: keyof Cost): number => median(costs.map((cost) => cost[part]));
  return { first: of("first"), duplicate: of("duplicate"), tick: of("tick"), everyThread: of("everyThread") };
}

/** Of one signature, checked by itself: of the engine's thread, and of all. */
async function floor(): Promise<{ readonly thread: number; readonly everyThread: number }> {
  const alone = await CheckedAlone.open(webcryptoSignatures(crypto.subtle), logCount, SEGMENTS_PER_TICK);
  const costs: [thread: number, everyThread: number][] = [];
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const [t0, p0] = [threadUs(), processUs()];
    for (let tick = 0; tick < TICKS_PER_ROUND; tick++) await alone.run();
    const checked = SEGMENTS_PER_TICK * TICKS_PER_ROUND;
    if (round >= WARM_UP) costs.push([(threadUs() - t0) / checked, (processUs() - p0) / checked]);
  }
  return { thread: median(costs.map(([thread]) => thread)), everyThread: median(costs.map(([, every]) => every)) };
}

const rng = rngFromSeed("engine");
const check = await floor();
const single = await measure(1, TICKS_PER_ROUND);
const full = await measure(FULL_SEGMENT, FULL_TICKS_PER_ROUND);
const wholeOf = ({ first, duplicate, tick }: Cost): number => first + (NEIGHBOURS - 1) * duplicate + tick;

report("engine", [
  atMost("foreignSegmentUs", wholeOf(single), "us", 60),
  shown("foreignSegmentUs.first", single.first, "us"),
  shown("foreignSegmentUs.ticks", single.tick, "us"),
  shown("foreignSegmentUs.checkAlone", check.thread, "us"),
  shown("foreignSegmentUs.checkAloneEveryThread", check.everyThread, "us"),
  shown("foreignSegmentUs.everyThread", single.everyThread, "us"),
  atMost("foreignTrialUs", wholeOf(full) / FULL_SEGMENT, "us", 13),
  atMost("duplicateUs", single.duplicate, "us", 3),
  shown("duplicateUs.fullSegment", full.duplicate, "us"),
]);
