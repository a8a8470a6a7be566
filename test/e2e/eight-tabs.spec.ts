import { expect, type Page, test } from "@playwright/test";
import { agreeOnBest, exactly, figureBecomes, joinByLink, newTab, publish, sharedSeed } from "./support.ts";

/** Opening eight tabs takes longer than a tab's hundred trials: nobody should have finished alone before the others came. */
async function hold(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Pause" }).click();
  await figureBecomes(page, "study-state", exactly("paused"));
}

/** The quadratic that waits in every trial: eight of them need no more cores than one, and none gets far before it is held. */
const waiting = `export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestCategorical("y", [-1, 0, 1]);
  await new Promise((resolve) => setTimeout(resolve, 250));
  return x ** 2 + y;
};`;

const seed = sharedSeed();

test("eight tabs share 800 trials and each one's own search profits", async ({ browser }) => {
  const author = await newTab(browser);
  const link = await publish(author, seed.url, { objective: waiting, rounds: 10, trialsPerRound: 10 });
  await hold(author);
  const tabs = [author];
  while (tabs.length < 8) {
    const tab = await newTab(browser);
    await joinByLink(tab, link);
    await hold(tab);
    tabs.push(tab);
  }
  for (const tab of tabs) await figureBecomes(tab, "peer-count", exactly(8));
  for (const tab of tabs) await tab.getByRole("button", { name: "Resume" }).click();
  for (const tab of tabs) await figureBecomes(tab, "own-trial-count", exactly(100), 180_000);
  for (const tab of tabs) await figureBecomes(tab, "trial-count", exactly(800));
  await agreeOnBest(tabs);
  for (const tab of tabs) {
    await figureBecomes(tab, "own-best", (best) => best !== "" && Number(best) <= -0.95);
    await expect(tab.getByText(/of 800 trials that this tab holds/)).toBeVisible();
  }
});
