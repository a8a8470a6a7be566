import { type Browser, expect, type Page, test } from "@playwright/test";
import {
  WAITS,
  atLeast,
  exactly,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

const AHEAD_MS = 90_000;
const DAY_MS = 86_400_000;

test("tabs whose dates are wrong end a study with a time limit together with the others", { tag: WAITS }, async ({
  browser,
}) => {
  const author = await newTab(browser);
  const ahead = await tabWithDate(browser, AHEAD_MS);
  const behind = await tabWithDate(browser, -DAY_MS);
  const link = await publish(author, seed.url, { objective: slowQuadratic(50), seconds: 60 });
  await Promise.all([joinByLink(ahead, link), joinByLink(behind, link)]);
  const tabs = [author, ahead, behind];
  const ends = Promise.all(tabs.map(endOf));
  for (const page of tabs) {
    // One that takes the study for over runs nothing.
    await figureBecomes(page, "own-trial-count", atLeast(1));
    await figureBecomes(page, "peer-count", exactly(3));
  }
  expect(await engineAheadMs(author)).toBeLessThan(60_000);
  expect(await engineAheadMs(ahead)).toBeGreaterThan(AHEAD_MS / 2);
  expect(await engineAheadMs(behind)).toBeLessThan(-DAY_MS / 2);
  const endedMs = await ends;
  const apartMs = Math.max(...endedMs) - Math.min(...endedMs);
  console.log(`three tabs ended ${apartMs.toFixed(0)} ms apart`);
  expect(apartMs).toBeLessThanOrEqual(2_000);
});

/** A fresh profile on a machine whose date is `aheadMs` ahead, for the page as well as for its workers. */
async function tabWithDate(browser: Browser, aheadMs: number): Promise<Page> {
  const context = await browser.newContext();
  const shift = `if (!globalThis.dateIsShifted) {
    globalThis.dateIsShifted = true;
    const Right = Date;
    globalThis.Date = class extends Right {
      constructor(...given) {
        if (given.length === 0) super(Right.now() + ${aheadMs});
        else super(...given);
      }
      static now() {
        return Right.now() + ${aheadMs};
      }
    };
  }\n`;
  await context.addInitScript(shift);
  // Init scripts do not reach workers; what a worker runs comes from the seed.
  await context.route(/\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: shift + (await response.text()) });
  });
  return context.newPage();
}

/** When the study had ended in this tab, by the one clock that all tabs of a browser share whatever their dates. */
function endOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const state = document.querySelector('[data-testid="study-state"]')?.getAttribute("data-value");
          if (state === "finished") resolve(performance.timeOrigin + performance.now());
          else setTimeout(look, 20);
        };
        look();
      }),
  );
}

/** How far the date of the page's engine is ahead of the right one. */
async function engineAheadMs(page: Page): Promise<number> {
  // The first worker of a page is its engine; the others run trials, and come and go.
  const date = await page.workers()[0]?.evaluate(() => Date.now());
  return (date ?? Number.NaN) - Date.now();
}
