import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../scripts/prepare.mjs";

const root = join(import.meta.dirname, "../..");
/** A seed starts in well under a second; beside very many other programs it may take a while. */
const START_LIMIT_MS = 60_000;

export interface BenchSeed {
  readonly url: string;
  readonly port: number;
  /** Of its process. */
  readonly pid: number;
  stop(): void;
}

/** The real seed with the built page, in its own process; `folder` has both. */
export async function startSeed(folder: string = root): Promise<BenchSeed> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const main = join(folder, "signaling", "main.ts");
  // An older one keeps nothing, and knows no such option.
  const unkept = folder === root ? ["--no-archive"] : [];
  const child = spawn(process.execPath, [main, "--port", String(port), "--no-open", ...unkept], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  // A bench that is broken off takes its seed along.
  process.on("exit", () => child.kill("SIGKILL"));
  await answers(url, child);
  return { url, port, pid: child.pid ?? 0, stop: () => void child.kill("SIGKILL") };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const limitMs = performance.now() + START_LIMIT_MS;
  while (performance.now() < limitMs && child.exitCode === null) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response?.ok) return;
    await sleep(50);
  }
  fail("The seed did not start: what it says stands above. This bench measures what a seed serves.");
}

/** A port of this machine that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
