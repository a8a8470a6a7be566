import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "@playwright/test";
import { findChromium } from "../../scripts/browser.mjs";
import { fail } from "../../scripts/prepare.mjs";

const root = join(import.meta.dirname, "../..");
/** A seed starts in well under a second; beside very many other programs it may take a while. */
const START_LIMIT_MS = 60_000;

export interface BenchSeed {
  readonly url: string;
  stop(): void;
}

/** The real seed with the built page, in its own process; `folder` has both. */
export async function startSeed(folder: string = root): Promise<BenchSeed> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [join(folder, "signaling", "main.ts"), "--port", String(port), "--no-open"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  // A bench that is broken off takes its seed along.
  process.on("exit", () => child.kill("SIGKILL"));
  await answers(url, child);
  return { url, stop: () => void child.kill("SIGKILL") };
}

/** Headless Chromium as it is installed. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null && !existsSync(chromium.executablePath()))
    fail("This bench needs Chromium. Install it (`npm test` does), or set WAGGLE_CHROMIUM to its path.");
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const limitMs = performance.now() + START_LIMIT_MS;
  while (performance.now() < limitMs && child.exitCode === null) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response?.ok) return;
    await sleep(50);
  }
  fail("The seed did not start: what it says stands above. This bench measures a page that a seed serves.");
}

function freePort(): Promise<number> {
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
