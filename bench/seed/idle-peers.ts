import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../shared/bench-seed.ts";
import { cpuSecondsOf } from "../shared/proc.ts";

export interface Idle {
  readonly peers: number;
  readonly bytesPerPeer: number;
  readonly joinsPerCpuSecond: number;
}

const here = import.meta.dirname;
const SETTLE_MS = 3_000;

type Server = "seed" | "peer" | "bare";

/** Starts it on a free port, and resolves once it answers. It ends with this process at the latest. */
async function start(server: Server): Promise<{ readonly measured: ChildProcess; readonly port: number }> {
  const port = await freePort();
  const quiet = ["--host", "127.0.0.1", "--no-open", "--no-archive"];
  const program =
    server === "seed"
      ? [join(here, "../../signaling/main.ts"), "--port", String(port), ...quiet]
      : [join(here, "sockets-process.ts"), server];
  const measured = spawn(
    process.execPath,
    ["--expose-gc", "--import", join(here, "measured-preload.mjs"), ...program],
    { env: { ...process.env, PORT: String(port) }, stdio: ["ignore", "ignore", "pipe"] },
  );
  process.on("exit", () => measured.kill("SIGKILL"));
  while (!(await fetch(`http://127.0.0.1:${port}/`).catch(() => null))) await sleep(50);
  return { measured, port };
}

/** Messages that a server relays for each second of its CPU, as pairs of clients open one link after the other. */
export async function relaysPerCpuSecond(server: Server, pairs: number, links: number): Promise<number> {
  const { measured, port } = await start(server);
  const stat = `/proc/${measured.pid}/stat`;
  const talk = async (of: readonly number[]): Promise<number> => {
    const client = spawn(process.execPath, [join(here, "relay-process.ts"), String(port), ...of.map(String)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(client.stdout, "data")) as [Buffer];
    if (client.exitCode === null) await once(client, "exit");
    return Number(said.toString());
  };
  // Compiled by then.
  await talk([pairs, 5]);
  await sleep(SETTLE_MS);
  const before = cpuSecondsOf(stat);
  const messages = await talk([pairs, links]);
  const took = cpuSecondsOf(stat) - before;
  measured.kill("SIGKILL");
  return messages / took;
}

/** How many connect to a server at once, what each takes of its memory, and of its time to join. */
export async function idlePeers(server: Server, count: number): Promise<Idle> {
  const { measured, port } = await start(server);
  const clients: ChildProcess[] = [];
  process.on("exit", () => {
    for (const child of clients) child.kill("SIGKILL");
  });
  const rss = async (): Promise<number> => {
    await sleep(SETTLE_MS);
    measured.kill("SIGUSR2");
    for (;;) {
      const [said] = (await once(measured.stderr ?? measured, "data")) as [Buffer];
      const found = /rss (\d+)/.exec(said.toString())?.[1];
      if (found !== undefined) return Number(found);
    }
  };
  const stat = `/proc/${measured.pid}/stat`;
  // What it takes once for its first visitors is not theirs.
  await connect(port, 100, clients);
  const [rssBefore, cpuBefore] = [await rss(), cpuSecondsOf(stat)];
  clients.pop()?.kill("SIGKILL");
  await sleep(SETTLE_MS);
  const peers = await connect(port, count, clients);
  const joinsPerCpuSecond = peers / (cpuSecondsOf(stat) - cpuBefore);
  const bytesPerPeer = ((await rss()) - rssBefore) / (peers - 100);
  for (const child of [measured, ...clients]) child.kill("SIGKILL");
  return { peers, bytesPerPeer, joinsPerCpuSecond };
}

async function connect(port: number, count: number, clients: ChildProcess[]): Promise<number> {
  const client = spawn(process.execPath, [join(here, "idle-process.ts"), String(port), String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  clients.push(client);
  const [said] = (await once(client.stdout, "data")) as [Buffer];
  return Number(said.toString());
}
