import { atMost, type Figure, shown } from "../shared/report.ts";
import { quantile } from "./bests.ts";
import { Dials } from "./dials.ts";
import { collectedHeapBytes } from "./heap.ts";
import { PRESENCE_KINDS } from "./meter.ts";
import { receiveNewcomer, TopTrials } from "./newcomer.ts";
import { type ScaleOptions, ScaleSwarm } from "./swarm.ts";

const MB = 2 ** 20;
const IDLE_MS = 10_000;
/** What was told last gets so long to arrive. */
const SETTLE_MS = 16_000;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Tabs that work: what each second costs, how bests travel, and what a newcomer finds. */
export function underLoad(options: ScaleOptions): Figure[] {
  const { peers, seconds, rate, bestsPerSecond } = options;
  const startCpu = cpuSeconds();
  const swarm = new ScaleSwarm(options);
  const top = new TopTrials();
  swarm.onTold = (log, trials) => top.told(log, trials);
  const { meter, bests } = swarm;
  meter.onActed = (tab, effect) => top.answer(tab, effect, swarm.nowMs);
  swarm.grow();
  const grownCpu = cpuSeconds();
  meter.begin();
  swarm.run(IDLE_MS);
  const idleBytes = perTabAndSecond(meter.bytesOf(), peers, IDLE_MS / 1_000);

  const dials = new Dials(swarm);
  meter.begin();
  swarm.work();
  const loadCpu = cpuSeconds();
  swarm.run(1_000 * seconds);
  const busyCpu = cpuSeconds() - loadCpu;
  const heapBytes = collectedHeapBytes();
  const sent = new Map(meter.sentBytes);
  const each = (bytes: number): number => perTabAndSecond(bytes, peers, seconds);
  const sentBytes = each(meter.bytesOf());
  const presenceBytes = each(meter.bytesOf(PRESENCE_KINDS));
  const bytesPerTrial = meter.common.bytes / meter.common.trials;
  const bytesPerBest = meter.best.bytes / meter.best.trials;
  const dialsPerHour = dials.perTabAndHour();
  swarm.rest();
  swarm.run(SETTLE_MS);
  const copiesBest = meter.arrivedBest / meter.deliveredBest;
  const copiesRest = meter.arrivedRest / meter.deliveredRest;
  const deliveredShare = meter.deliveredRest / Math.max(1, meter.segmentsToldRest) / Math.max(1, peers - 1);
  const { courses } = bests;
  const times = courses.map(({ t99Ms }) => t99Ms);
  const hops = courses.map(({ hops99 }) => hops99);
  const { trials: lostTrials } = swarm.ledger.lost(swarm.simulation.live());
  const newcomer = receiveNewcomer(swarm, top);

  const figures: Figure[] = [];
  if (bestsPerSecond > 0)
    figures.push(
      atMost("t99Ms", Math.max(...times), "ms", 1_000),
      shown("t99MedianMs", quantile(times, 0.5), "ms"),
      shown("hops", Math.max(...hops), "links"),
      atMost("copiesBest", copiesBest, "copies", 6.5),
      shown("bytesPerBestSent", bytesPerBest, "B"),
    );
  if (rate > 0)
    figures.push(
      atMost("copiesRest", copiesRest, "copies", 1.5),
      shown("reachOfRest", 100 * deliveredShare, "% of tabs"),
      atMost("sentBytesPerPeerPerSecond", sentBytes, "B/s", 32_000),
      atMost("bytesPerTrialSent", bytesPerTrial, "B", bytesGoal(options)),
    );
  else figures.push(shown("sentBytesPerPeerPerSecond", sentBytes, "B/s"));
  figures.push(
    atMost("presenceBytesPerPeerPerSecond", presenceBytes, "B/s", 4_000),
    atMost("idleBytesPerPeerPerSecond", idleBytes, "B/s", 2_000),
    atMost("lostTrials", lostTrials, "trials", 0),
    peers >= 10_000 && rate === 0
      ? atMost("cpuSeconds", cpuSeconds() - startCpu, "s", 300)
      : shown("cpuSeconds", cpuSeconds() - startCpu, "s"),
    shown("cpuSecondsToGrow", grownCpu - startCpu, "s"),
    shown("cpuMicrosPerPeerPerSecond", (1e6 * busyCpu) / peers / seconds, "us"),
    atMost("heapMb", heapBytes / MB, "MB", 4_096),
    atMost("newcomerBestMs", newcomer.bestMs, "ms", 1_000),
    atMost("newcomerTopMs", newcomer.topMs, "ms", 1_000),
    atMost("newcomerCountsMs", newcomer.countsMs, "ms", 1_000),
    shown("newcomerSignedTopMs", newcomer.signedTopMs, "ms"),
    atMost("newcomerBytes", newcomer.receivedBytes, "B", 300_000),
    atMost("dialsPerPeerPerHour", dialsPerHour, "dials", 12),
    ...[...sent].sort(([, a], [, b]) => b - a).map(([kind, bytes]) => shown(`sent.${kind}`, each(bytes), "B/s")),
  );
  return figures;
}

const perTabAndSecond = (total: number, peers: number, seconds: number): number => total / peers / seconds;

/** A few tabs wait for no full segment; with two parameters a trial is a third of one with ten. */
function bytesGoal({ peers, dims }: ScaleOptions): number {
  if (peers < 100) return 300;
  return dims <= 2 ? 60 : 150;
}
