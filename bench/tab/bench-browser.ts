import { existsSync } from "node:fs";
import { type Browser, chromium } from "@playwright/test";
import { findChromium } from "../../scripts/browser.mjs";
import { fail } from "../../scripts/prepare.mjs";

/** Headless Chromium as it is installed. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null && !existsSync(chromium.executablePath()))
    fail("This bench needs Chromium. Install it (`npm test` does), or set WAGGLE_CHROMIUM to its path.");
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
}
