import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/browser.mjs";

/** Real Chromium, real WebRTC, real workers, the built page and the real seed; each spec starts its own seed. */
export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/browser",
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env["CI"] !== undefined,
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: {
      ...(findChromium() ? { executablePath: findChromium() ?? "" } : {}),
      args: ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    },
  },
});
