// What relayed pairs at their bound cost the seed, and who waits for it: `npm run bench:relay`; see README.md.
import { setTimeout as sleep } from "node:timers/promises";
import { Child } from "./child.ts";
import type { Carried } from "./pairs-process.ts";
import { type BenchSeed, startSeed } from "../shared/bench-seed.ts";
import { count, readOptions } from "../shared/options.ts";
import { atLeast, atMost, type Figure, report, shown } from "../shared/report.ts";
import { cpuSecondsOf } from "../shared/proc.ts";

const { values } = readOptions({ pairs: "100", seconds: "20", offers: "50" });
const pairs = count(values.pairs, "pairs");
const seconds = count(values.seconds, "seconds");
const offersPerSecond = count(values.offers, "offers");

/** A second's worth passes at once; after that a pair goes at its bound. */
const WARM_UP_MS = 4_000;
/** Of the long run's bound: timers and the ends of a measurement take something. */
const NEARLY = 0.9;
const PAIR_KB_PER_SECOND = 64;

interface Load {
  readonly name: string;
  /** As long as a frame of a link can be, and as short as a sign of life. */
  readonly frameBytes: number;
  /** What the bound comes to, counted as the relay counts. */
  readonly kbPerSecond: number;
  readonly pairs: number;
  /** Pairs beside them that keep to nothing. */
  readonly flooding: number;
}

const LOADS: readonly Load[] = [
  { name: "whole", frameBytes: 16 << 10, kbPerSecond: PAIR_KB_PER_SECOND, pairs, flooding: 0 },
  { name: "small", frameBytes: 100, kbPerSecond: (PAIR_KB_PER_SECOND * 100) / 256, pairs, flooding: 0 },
  {
    name: "flood",
    frameBytes: 16 << 10,
    kbPerSecond: PAIR_KB_PER_SECOND,
    pairs: Math.ceil(pairs / 10),
    flooding: pairs,
  },
];

interface Measured {
  readonly offerMs: readonly number[];
  readonly coreShare: number;
  readonly carried: Carried;
  readonly tookSeconds: number;
}

async function measure(seed: BenchSeed, load: Load | null): Promise<Measured> {
  const offers = new Child<readonly number[]>("offers-process.ts");
  const carrying = new Child<Carried>("pairs-process.ts");
  // Those who offer are there before those who relay.
  await offers.ask(seed.port, 1, offersPerSecond);
  await carrying.ask(seed.port, load?.pairs ?? 0, load?.frameBytes ?? 0);
  await sleep(WARM_UP_MS);
  const [before, cpuBefore, beganMs] = [
    await carrying.ask(seed.port, 0, 0, load?.flooding ?? 0),
    cpuOf(seed),
    performance.now(),
  ];
  const offerMs = await offers.ask(seed.port, seconds, offersPerSecond);
  const [after, cpuAfter, endedMs] = [await carrying.ask(), cpuOf(seed), performance.now()];
  offers.stop();
  carrying.stop();
  const tookSeconds = (endedMs - beganMs) / 1_000;
  return {
    offerMs,
    tookSeconds,
    coreShare: (cpuAfter - cpuBefore) / tookSeconds,
    carried: {
      bytes: after.bytes - before.bytes,
      frames: after.frames - before.frames,
      lost: after.lost,
      cuts: after.cuts,
    },
  };
}

const cpuOf = ({ pid }: BenchSeed): number => cpuSecondsOf(`/proc/${pid}/stat`);

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}

async function figuresOf(load: Load | null): Promise<Figure[]> {
  const seed = await startSeed();
  const { offerMs, coreShare, carried, tookSeconds } = await measure(seed, load);
  seed.stop();
  const p99 = percentile(offerMs, 0.99);
  const name = load?.name ?? "calm";
  const delays = [
    shown(`${name}.offerMs`, percentile(offerMs, 0.5), "ms"),
    shown(`${name}.offerMaxMs`, Math.max(...offerMs), "ms"),
  ];
  if (load === null) return [shown("calm.offerP99Ms", p99, "ms"), ...delays];
  return [
    atMost(`${name}.offerP99Ms`, p99, "ms", 100),
    ...delays,
    atLeast(
      `${name}.kBPerSecond`,
      carried.bytes / 1_000 / load.pairs / tookSeconds,
      "kB/s a pair",
      NEARLY * load.kbPerSecond,
    ),
    shown(`${name}.framesPerSecond`, carried.frames / tookSeconds, "frames/s"),
    ...(load.flooding > 0 ? [shown(`${name}.cuts`, carried.cuts, "ends")] : []),
    atMost(`${name}.lostPairs`, carried.lost, "pairs", 0),
    atMost(`${name}.coreShare`, coreShare, "of a core", 1),
  ];
}

const figures: Figure[] = [];
for (const load of [null, ...LOADS]) figures.push(...(await figuresOf(load)));
report("relay", figures);
