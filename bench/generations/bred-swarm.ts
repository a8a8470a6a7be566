// Four tabs that breed generations in virtual time, and what it costs them.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { restoreEvidence } from "../../agent/store/restore.ts";
import { bredSpec, CountingObjective, closedOf } from "../../agent/testing/breeding.ts";
import { cheapSignatures } from "../../agent/testing/cheap-signatures.ts";
import { studyId, type Tab, TestSwarm } from "../../agent/testing/test-swarm.ts";
import { ToldBytes } from "./told-bytes.ts";

export interface BredRun {
  readonly generations: number;
  readonly population: number;
  readonly tabs: number;
  readonly trialMs: number;
  /** The heap is measured once so many generations have closed, and at the end. */
  readonly heapFrom: number;
  readonly onProgress?: (closed: number) => void;
}

export interface BredCost {
  /** Trials that the generations took. */
  readonly evaluations: number;
  /** Trials run by all tabs. */
  readonly runs: number;
  readonly told: ToldBytes;
  readonly heapBytes: readonly [from: number, end: number];
  /** Of all closed generations, as one tab keeps them. */
  readonly recordBytes: number;
  /** Virtual time. */
  readonly tookMs: number;
}

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

function heapBytes(): number {
  if (typeof collect !== "function") throw new Error("This Node has no garbage collector to call.");
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}

export async function breed(run: BredRun): Promise<BredCost> {
  const { population, generations, trialMs } = run;
  const swarm = new TestSwarm(1, cheapSignatures);
  const spec = bredSpec(generations, { population, survivors: 20, champions: 10, validationEpisodes: 30 });
  const told = new ToldBytes();
  const objectives = Array.from({ length: run.tabs }, () => new CountingObjective(trialMs));
  const tabs: Tab[] = [];
  for (const objective of objectives) {
    const began = tabs.length === 0 ? { began: "now" as const } : {};
    // A worker tells what it has every 50 ms; all of a batch that is shorter.
    const outcomesPerMessage = Math.max(1, Math.floor(50 / trialMs));
    tabs.push(
      await swarm.join({
        spec,
        objective,
        outcomesPerMessage,
        tamper: (channel, seed) => [told.counted(channel), seed],
        ...began,
      }),
    );
  }
  const [first] = tabs;
  if (first === undefined) throw new Error("There is no tab.");
  const startMs = swarm.clock.nowMs();
  let heapFrom = Number.NaN;
  for (let closed = 0; closed < generations; closed = Math.min(...tabs.map(closedOf))) {
    if (closed >= run.heapFrom && Number.isNaN(heapFrom)) heapFrom = heapBytes();
    run.onProgress?.(closed);
    await swarm.clock.advance(1_000);
    // What the simulation itself remembers is none of the tabs'.
    told.turn();
    for (const tab of tabs) {
      tab.changes.length = 0;
      tab.runner.attempts.clear();
    }
  }
  return {
    evaluations: first.agent.snapshot().generations?.evaluations ?? 0,
    runs: objectives.reduce((sum, { runs }) => sum + runs, 0),
    told,
    heapBytes: [heapFrom, heapBytes()],
    recordBytes: await recordBytesOf(first),
    tookMs: swarm.clock.nowMs() - startMs,
  };
}

async function recordBytesOf({ store }: Tab): Promise<number> {
  const evidence = await restoreEvidence(store, studyId);
  return evidence?.records.reduce((sum, record) => sum + record.length, 0) ?? Number.NaN;
}
