import { setTimeout as sleep } from "node:timers/promises";
import { startSeed } from "../shared/bench-seed.ts";
import { startBrowser } from "../tab/bench-browser.ts";
import { publish } from "../tab/publish.ts";
import { between, type CpuTime, cpuTimeOf } from "./cpu-time.ts";
import { RawBrowser, type RawTab } from "./devtools.ts";

/** Trials that the tab has already run when it is looked at. */
const TRIALS_BEFORE = 2_000;
/** So many fast trials in no time, then one every 50 ms. */
const timer = `let run = 0;
export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestFloat("y", -100, 100);
  run += 1;
  if (run > ${TRIALS_BEFORE}) await new Promise((resolve) => setTimeout(resolve, 50));
  return x ** 2 + y ** 2;
};`;

const own = 'Number(document.querySelector("[data-testid=own-trial-count]")?.getAttribute("data-value") ?? 0)';

export interface Measured {
  readonly browser: RawBrowser;
  readonly tab: RawTab;
}

/** A tab of its own browser, which has run its first trials. */
export async function joined(folder: string): Promise<Measured> {
  const seed = await startSeed(folder);
  const author = await startBrowser();
  const page = await (await author.newContext()).newPage();
  const link = await publish(page, seed.url, { objective: timer, sampler: "random" });
  await page.getByRole("button", { name: "Pause" }).first().click();
  const browser = await RawBrowser.start();
  const tab = await browser.open(link);
  const button =
    '[...document.querySelectorAll("button")].find((b) => b.textContent.trim().startsWith("Join") && !b.disabled)';
  await tab.until(`${button} !== undefined`);
  await tab.evaluate(`${button}.click()`);
  await tab.until(`${own} > ${TRIALS_BEFORE}`);
  await author.close();
  return { browser, tab };
}

/** Trials of its own that the page shows. */
export const trialsShown = async ({ tab }: Measured): Promise<number> => Number(await tab.evaluate(own));

/** Milliseconds from when the tab comes to the front until the page shows more trials than before. */
export async function seenAgainMs(measured: Measured): Promise<number> {
  const before = await trialsShown(measured);
  const sinceMs = performance.now();
  await measured.tab.toFront();
  await measured.tab.until(`${own} > ${before}`);
  return performance.now() - sinceMs;
}

/** What each takes of one core in the same seconds: whatever else the machine does, it does to all. */
export async function coresTaken(tabs: readonly Measured[], seconds: number): Promise<CpuTime[]> {
  const before = tabs.map(({ browser }) => cpuTimeOf(browser.pid));
  await sleep(seconds * 1_000);
  return tabs.map(({ browser }, i) => {
    const now = cpuTimeOf(browser.pid);
    return between(before[i] ?? now, now, seconds);
  });
}
