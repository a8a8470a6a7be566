import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "../../../scripts/browser.mjs";
import type { OpenOptions } from "./engine.ts";

/** One slot that the harness opens by itself: name, JavaScript, options. */
export type Opening = readonly [name: string, javascript: string, options: OpenOptions];

/** The harness's address that opens these slots one after the other, each once the one before is ready. */
export function addressThatOpens(url: string, openings: readonly Opening[]): string {
  return `${url}#${encodeURIComponent(JSON.stringify(openings))}`;
}

/**
 * Shows an address in a headless Chromium that no driver is attached to, with a profile of its own, until `use` is
 * through. Playwright's driver throws inside the test's process when a frame's process crashes while it handles that
 * frame; what such a test asserts must come from what the page tells the server.
 */
export async function withOwnBrowser(address: string, use: () => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "jail-browser-"));
  const browser = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      "--headless",
      "--no-sandbox",
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--disable-background-networking",
      "--disable-breakpad",
      "--disable-component-update",
      "--disable-dev-shm-usage",
      "--disable-sync",
      address,
    ],
    // A process group of its own, so that its renderers end with it.
    { detached: true, stdio: "ignore" },
  );
  const failed = new Promise<never>((_, reject) => {
    browser.once("error", reject);
    browser.once("exit", (code, signal) => reject(new Error(`the browser ended by itself: ${code ?? signal}`)));
  });
  try {
    await Promise.race([use(), failed]);
  } finally {
    await endGroup(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function endGroup(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return;
  const ended = new Promise((resolve) => browser.once("exit", resolve));
  process.kill(-browser.pid, "SIGKILL");
  await ended;
}
