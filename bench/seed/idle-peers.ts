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

/** How many connect to a server at once, what each takes of its memory, and of its time to join. */
export async function idlePeers(server: "seed" | "peer" | "bare", count: number): Promise<Idle> {
  const port = await freePort();
  const program =
    server === "seed"
      ? [
          join(here, "../../signaling/main.ts"),
          "--port",
          String(port),
          "--host",
          "127.0.0.1",
          "--no-open",
          "--no-archive",
        ]
      : [join(here, "sockets-process.ts"), server];
  const measured = spawn(
    process.execPath,
    ["--expose-gc", "--import", join(here, "measured-preload.mjs"), ...program],
    { env: { ...process.env, PORT: String(port) }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const clients: ChildProcess[] = [];
  process.on("exit", () => {
    for (const child of [measured, ...clients]) child.kill("SIGKILL");
  });
  while (!(await fetch(`http://127.0.0.1:${port}/`).catch(() => null))) await sleep(50);
  const rss = async (): Promise<number> => {
    await sleep(SETTLE_MS);
    measured.kill("SIGUSR2");
    for (;;) {
      const [said] = (await once(measured.stderr, "data")) as [Buffer];
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
