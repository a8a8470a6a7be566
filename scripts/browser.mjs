// Finds the Chromium that the browser tests and benches drive.
import { existsSync } from "node:fs";

const candidates = [
  process.env.WAGGLE_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Path of an installed Chromium, or null. */
export function findChromium() {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}
