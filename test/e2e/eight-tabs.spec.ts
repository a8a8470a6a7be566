import { expect, test } from "@playwright/test";
import { exactly, figure, figureBecomes, joinByLink, newTab, publish, slowQuadratic, startSeed } from "./support.ts";

test("eight tabs share 800 trials and each one's own search profits", async ({ browser }) => {
  test.setTimeout(240_000);
  const seed = await startSeed();
  try {
    const author = await newTab(browser);
    const link = await publish(author, seed.url, { objective: slowQuadratic(50), rounds: 10, trialsPerRound: 10 });
    const others = await Promise.all(Array.from({ length: 7 }, () => newTab(browser)));
    await Promise.all(others.map((page) => joinByLink(page, link)));
    const tabs = [author, ...others];
    for (const tab of tabs) await figureBecomes(tab, "own-trial-count", exactly(100), 180_000);
    for (const tab of tabs) await figureBecomes(tab, "trial-count", exactly(800), 60_000);
    const bests = new Set(await Promise.all(tabs.map((tab) => figure(tab, "best-value"))));
    expect(bests.size).toBe(1);
    for (const tab of tabs) expect(Number(await figure(tab, "own-best"))).toBeLessThanOrEqual(-0.95);
  } finally {
    await seed.stop();
  }
});
