// What a seed does for programs that ask and tell over HTTP: `npm run bench:seed`; see README.md.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { HttpClient } from "../../signaling/testing/http-client.ts";
import { startSeedProcess } from "../../signaling/testing/seed-process.ts";
import { count, readOptions } from "../shared/options.ts";
import { cpuSecondsOf } from "../shared/proc.ts";
import { atLeast, atMost, type Figure, report, shown } from "../shared/report.ts";
import type { ClientReport, ClientTask } from "./ask-tell-process.ts";
import { idlePeers, relaysPerCpuSecond } from "./idle-peers.ts";
import { startOptuna } from "./optuna-server.ts";

const { values } = readOptions({ trials: "2000", history: "1000", workers: "8", peers: "9000" });
const trials = count(values.trials, "trials");
const history = count(values.history, "history");
const workers = count(values.workers, "workers");
const peers = count(values.peers, "peers");
/** Optuna's are slow; so many say enough. */
const optunaTrials = Math.min(trials, 300);
const LONGEST_REPORT_BYTES = 64 << 20;

const folder = mkdtempSync(join(tmpdir(), "waggle-bench-seed-"));
const seed = await startSeedProcess(["--data", folder, "--api-calls", "100000000"]);
const cpuOf = ({ pid }: { readonly pid?: number | undefined }): number => cpuSecondsOf(`/proc/${pid}/stat`);

async function run(task: ClientTask): Promise<ClientReport> {
  const client = join(import.meta.dirname, "ask-tell-process.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(task)], {
    maxBuffer: LONGEST_REPORT_BYTES,
  });
  return JSON.parse(stdout) as ClientReport;
}

/** A study that has its history already, told by the same way. */
async function study(parameters: number): Promise<Omit<ClientTask, "trials" | "perSecond">> {
  const anybody = new HttpClient(`${seed.url}/api/v1`);
  const made = await anybody.ok<{ study: string; ownerToken: string }>("POST", "/studies", {
    name: `bench of ${parameters}`,
    sampler: "tpe",
    seed: "1",
  });
  const task = {
    study: `${seed.url}/api/v1/studies/${made.study}`,
    token: made.ownerToken,
    parameters,
    workers,
  };
  await run({ ...task, trials: history, perSecond: null });
  return task;
}

const p99 = ({ callMs }: ClientReport): number => callMs[Math.floor(callMs.length * 0.99)] ?? Number.NaN;

/** What the seed is compared with: as much history, two parameters. */
async function optunaPerCpuSecond(): Promise<number | null> {
  const optuna = await startOptuna();
  if (optuna === null) return null;
  const task = { study: optuna.url, token: "", parameters: 2, workers, perSecond: null };
  await run({ ...task, trials: history });
  const before = cpuOf(optuna.process);
  await run({ ...task, trials: optunaTrials });
  const perCpuSecond = optunaTrials / (cpuOf(optuna.process) - before);
  optuna.process.kill("SIGKILL");
  return perCpuSecond;
}

async function idleFigures(): Promise<Figure[]> {
  const own = await idlePeers("seed", peers);
  const peer = await idlePeers("peer", peers);
  const bare = await idlePeers("bare", peers);
  return [
    atLeast("idlePeers", own.peers, "peers", peers),
    atMost("bytesPerPeer", own.bytesPerPeer, "B", 12_288),
    shown("bytesPerPeerOfPeer", peer.bytesPerPeer, "B"),
    shown("bytesPerPeerOfBareWs", bare.bytesPerPeer, "B"),
    shown("joinsPerCpuSecond", own.joinsPerCpuSecond, "joins/s"),
    atLeast("joinsVsPeer", own.joinsPerCpuSecond / peer.joinsPerCpuSecond, "times", 1),
  ];
}

/** Below what a seed lets one client and one network say at once. */
const RELAY_PAIRS = 200;
const RELAY_LINKS = 40;

async function relayFigures(): Promise<Figure[]> {
  const own = await relaysPerCpuSecond("seed", RELAY_PAIRS, RELAY_LINKS);
  const peer = await relaysPerCpuSecond("peer", RELAY_PAIRS, RELAY_LINKS);
  return [
    shown("relaysPerCpuSecond", own, "messages/s"),
    shown("relaysPerCpuSecondOfPeer", peer, "messages/s"),
    atLeast("relayVsPeer", own / peer, "times", 1),
  ];
}

interface Measured {
  readonly perCpuSecond: number;
  readonly figures: readonly Figure[];
}

async function figuresOf(parameters: number, leastPerCpuSecond: number): Promise<Measured> {
  const task = await study(parameters);
  const before = cpuOf(seed.process);
  const full = await run({ ...task, trials, perSecond: null });
  const perCpuSecond = trials / (cpuOf(seed.process) - before);
  const half = await run({ ...task, trials: Math.ceil(trials / 2), perSecond: trials / full.seconds / 2 });
  const figures = [
    atLeast(`askTellPerCpuSecond${parameters}`, perCpuSecond, "trials/s", leastPerCpuSecond),
    shown(`askTellPerSecond${parameters}`, trials / full.seconds, "trials/s"),
    atMost(`askTellP99Ms${parameters}`, p99(half), "ms", 20),
  ];
  return { perCpuSecond, figures };
}

try {
  const [two, ten] = [await figuresOf(2, 1_000), await figuresOf(10, 500)];
  const optuna = await optunaPerCpuSecond();
  const compared =
    optuna === null
      ? []
      : [
          shown("optunaPerCpuSecond2", optuna, "trials/s"),
          atLeast("askTellVsOptuna", two.perCpuSecond / optuna, "times", 5),
        ];
  report("seed", [...two.figures, ...ten.figures, ...compared, ...(await idleFigures()), ...(await relayFigures())]);
} finally {
  await seed.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
