import { type Browser, expect, type Page, test } from "@playwright/test";
import { LIAR_NAME, lyingTab } from "./lying-tab.ts";
import {
  agreeOnBest,
  exactly,
  figure,
  figureBecomes,
  joinByLink,
  newTab,
  publish,
  type StudyForm,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

/** The least that the quadratic ever comes to. */
const LEAST = -1;

/** All that the page ever showed, each once: "state value" of the best, and claims. */
interface Shown {
  readonly bests: readonly string[];
  readonly claims: readonly string[];
}

/** A tab that remembers what it showed, however short. */
async function watchedTab(browser: Browser): Promise<Page> {
  const page = await newTab(browser);
  await page.addInitScript(() => {
    const shown = { bests: new Set<string>(), claims: new Set<string>() };
    const value = (id: string): string | null =>
      document.querySelector(`[data-testid="${id}"]`)?.getAttribute("data-value") ?? null;
    const look = (): void => {
      const [best, claim] = [value("best-value"), value("claimed-value")];
      if (best !== null && best !== "") shown.bests.add(`${value("best-state")} ${best}`);
      if (claim !== null) shown.claims.add(claim);
      if (value("front-claims") !== null) shown.claims.add(`front ${value("front-claims")}`);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { whatWasShown: () => ({ bests: [...shown.bests], claims: [...shown.claims] }) });
  });
  return page;
}

const whatWasShown = (page: Page): Promise<Shown> =>
  page.evaluate(() => (globalThis as unknown as { whatWasShown(): Shown }).whatWasShown());

/** Two honest tabs' study, whose author has trials left when it is paused, with a liar in it, who has told its lies when the honest ones begin. */
async function besideLiar(browser: Browser, budget: Partial<StudyForm>): Promise<[Page, Page]> {
  const author = await watchedTab(browser);
  const link = await publish(author, seed.url, { objective: slowQuadratic(300), ...budget });
  await author.getByRole("button", { name: "Pause" }).click();
  const liar = await lyingTab(browser);
  await joinByLink(liar, link);
  await lieArrives(author);
  const second = await watchedTab(browser);
  await joinByLink(second, link);
  await author.getByRole("button", { name: "Resume" }).click();
  await lieArrives(second);
  return [author, second];
}

/** The tab lists the liar under the name that comes in one message with its false totals, its leases and its running count. */
async function lieArrives(page: Page): Promise<void> {
  await expect(page.locator(".contrib tbody tr", { hasText: LIAR_NAME })).toBeVisible();
}

/** The claim itself is seen by the author, who is paused when it comes; one who works may have refuted it before it is drawn. */
async function showsNothingFalse([author, second]: readonly [Page, Page]): Promise<void> {
  for (const page of [author, second]) {
    const { bests } = await whatWasShown(page);
    expect(bests.length).toBeGreaterThan(0);
    expect(bests.filter((best) => Number(best.split(" ")[1]) < LEAST)).toEqual([]);
  }
  const { claims } = await whatWasShown(author);
  expect(
    claims.some((claim) => Number(claim) < LEAST),
    "the false best was claimed",
  ).toBe(true);
}

/** Every x from 0 to 1 is a best trade-off, and no value is below 0. */
const slowTradeOffs = `export default async (trial) => {
  const x = trial.suggestFloat("x", -2, 2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return [x ** 2, (x - 1) ** 2];
};`;

test("a lying tab's trade-offs stand beside the front as claims, are no part of it, and are gone once they have run again", async ({
  browser,
}) => {
  const study = { objective: slowTradeOffs, secondObjective: "second", rounds: 2, trialsPerRound: 10 } as const;
  const pages = await besideLiar(browser, study);
  for (const page of pages) await figureBecomes(page, "study-state", exactly("finished"));
  for (const page of pages) {
    await figureBecomes(page, "front-state", exactly("verified"));
    await expect(page.getByTestId("front-claims")).toHaveCount(0);
    await expect(page.locator(".tradeoffs td[data-state=claimed]")).toHaveCount(0);
    const { bests } = await whatWasShown(page);
    expect(bests.filter((best) => Number(best.split(" ")[1]) < 0)).toEqual([]);
  }
  // The author was paused when they came.
  const { claims } = await whatWasShown(pages[0]);
  expect(claims.filter((claim) => claim.startsWith("front "))).not.toEqual([]);
});

// Of a total, strangers for whom no own run vouches count for a twentieth; each tab rounds its share of the rest up.
for (const [which, budget, least, most] of [
  ["a budget of rounds", { rounds: 3, trialsPerRound: 10 }, 60, 60],
  ["a budget of the whole swarm", { total: 60, trialsPerRound: 10 }, 57, 66],
] as const) {
  test(`two tabs end ${which} with the right best beside one that lies about its best, its totals and what it runs`, async ({
    browser,
  }) => {
    const pages = await besideLiar(browser, budget);
    for (const page of pages) await figureBecomes(page, "study-state", exactly("finished"));
    const ran = await Promise.all(pages.map(async (page) => Number(await figure(page, "own-trial-count"))));
    await agreeOnBest(pages);
    for (const page of pages) {
      const { x, y } = JSON.parse(await figure(page, "best-params")) as { x: number; y: number };
      expect(await figure(page, "best-value")).toBe(String(x ** 2 + y));
    }
    await showsNothingFalse(pages);
    const honest = ran.reduce((sum, count) => sum + count, 0);
    expect(honest).toBeGreaterThanOrEqual(least);
    expect(honest).toBeLessThanOrEqual(most);
  });
}
