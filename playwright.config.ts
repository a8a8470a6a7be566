import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/browser.mjs";

/**
 * What Playwright turns off itself, for Chromium heeds the last such list alone, and the list beneath the address bar: a page
 * that nobody sees, in every profile, for which a machine works as long as for the page under test.
 */
const UNUSED_FEATURES = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
];

/** Real Chromium, real WebRTC, real workers, the built page and the real seed; each spec starts its own seed. */
export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/browser",
  workers: 1,
  retries: 0,
  // A hang is a failure; a slow machine is not. Where a test promises a time, it says so itself.
  timeout: 400_000,
  expect: { timeout: 60_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: {
      ...(findChromium() ? { executablePath: findChromium() ?? "" } : {}),
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        `--disable-features=${UNUSED_FEATURES.join(",")}`,
      ],
    },
  },
});
