import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import { RawBrowser } from "../../bench/painting/devtools.ts";
import { findChromium } from "../../scripts/browser.mjs";
import {
  WAITS,
  atLeast,
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();
const study = { objective: slowQuadratic(200), rounds: 5_000, trialsPerRound: 5 };

/** Ten seconds on a machine that does nothing else; `swarm/waking.test.ts` and `links/dials.test.ts` hold what they are made of. */
const BACK_WITHIN_MS = 30_000;

/** The processes that the pages of this browser run in. */
async function renderersOf(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/** A browser keeps a renderer in reserve, and may have ended it since it was listed. */
function signal(id: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(id, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function timed(what: string, done: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await done;
  const tookMs = Math.round(performance.now() - began);
  console.log(`${what}: ${tookMs} ms`);
  return tookMs;
}

const bothThere = (pages: readonly Page[]) =>
  Promise.all(pages.map((page) => figureBecomes(page, "peer-count", exactly(2))));

test(`a tab that was stopped for a minute is gone within 20 s for the others, and comes back by itself ${WAITS}`, async ({
  browser,
}) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, study);
  const path = findChromium();
  const other = await chromium.launch(path === null ? {} : { executablePath: path });
  try {
    const sleeper = await other.newPage();
    await joinByLink(sleeper, link);
    await bothThere([author, sleeper]);
    const before = Number(await figure(sleeper, "own-trial-count"));
    const renderers = await renderersOf(other);
    expect(renderers.length).toBeGreaterThan(0);
    for (const id of renderers) signal(id, "SIGSTOP");
    const gone = figureBecomes(author, "peer-count", exactly(1), 25_000);
    expect(await timed("gone after", gone)).toBeLessThan(20_000);
    await author.waitForTimeout(45_000);
    for (const id of renderers) signal(id, "SIGCONT");
    expect(await timed("back after", bothThere([author, sleeper]))).toBeLessThan(BACK_WITHIN_MS);
    await figureBecomes(sleeper, "own-trial-count", atLeast(before + 5), 10_000);
  } finally {
    await other.close();
  }
});

test(`a tab that was frozen for a minute is gone within 20 s for the others, and comes back by itself ${WAITS}`, async ({
  browser,
}) => {
  const missing = findChromium() === null;
  if (missing)
    console.warn("SKIPPED, no tab was frozen: Playwright's own are never hidden, and no Chromium is installed.");
  test.skip(missing, "no Chromium is installed");
  const author = await newTab(browser);
  const link = await publish(author, seed.url, study);
  const other = await RawBrowser.start();
  try {
    const sleeper = await other.open(link);
    const join = `(() => {
      const found = [...document.querySelectorAll("button")].find(({ textContent }) => /^Join/.test(textContent));
      found?.click();
      return found !== undefined;
    })()`;
    await expect.poll(() => sleeper.evaluate(join).catch(() => false), { timeout: 30_000 }).toBe(true);
    await bothThere([author]);
    // Behind another tab.
    await other.open("about:blank");
    await expect.poll(() => sleeper.evaluate("document.visibilityState")).toBe("hidden");
    const ticks = "globalThis.ticks ?? (setInterval(() => globalThis.ticks++, 100), globalThis.ticks = 1)";
    await expect.poll(() => sleeper.evaluate(ticks)).toBeGreaterThan(2);
    await sleeper.freeze(true);
    const gone = figureBecomes(author, "peer-count", exactly(1), 25_000);
    expect(await timed("gone after", gone)).toBeLessThan(20_000);
    const stopped = Number(await sleeper.evaluate("globalThis.ticks"));
    await author.waitForTimeout(45_000);
    // It was frozen indeed: its timer has not fired.
    expect(Number(await sleeper.evaluate("globalThis.ticks")) - stopped).toBeLessThan(20);
    await sleeper.freeze(false);
    expect(await timed("back after", bothThere([author]))).toBeLessThan(BACK_WITHIN_MS);
    const told = Number(await figure(author, "trial-count")) - Number(await figure(author, "own-trial-count"));
    await expect
      .poll(async () => Number(await figure(author, "trial-count")) - Number(await figure(author, "own-trial-count")), {
        timeout: 20_000,
      })
      .toBeGreaterThan(told);
  } finally {
    await other.close();
  }
});
